import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openQueuedEditFile } from '../../../src/main/edits/queued-edit-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argosy-edits-'));
  path = join(folder, 'queued-edits.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a process that queues `count` edits to its end; gives the signal that ended it. */
async function write(prefix: string, count: number, ...more: readonly string[]) {
  const script = join(import.meta.dirname, 'writer.ts');
  const child = spawn(process.execPath, [script, path, prefix, String(count), ...more], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = await once(child, 'exit');
  return signal ?? code;
}

const waiting = async () =>
  (
    await openQueuedEditFile(path, (message) => {
      throw new Error(message);
    }).list()
  )
    .map(({ imageId }) => imageId)
    .toSorted();
const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('the desktop app and the command line on one data directory', () => {
  test('two processes that queue at once lose nothing', async () => {
    expect(await Promise.all([write('a', 25), write('b', 25)])).toEqual([0, 0]);
    expect(await waiting()).toEqual([...named('a', 25), ...named('b', 25)].toSorted());
  });

  test('one that is killed between writing and renaming leaves what was there, no lock, and no litter', async () => {
    expect(await write('a', 3)).toBe(0);
    expect(await write('b', 2, 'die')).toBe('SIGKILL');
    expect(await waiting()).toEqual([...named('a', 3), 'b0'].toSorted());
    expect((await readdir(folder)).some((name) => name.endsWith('.tmp'))).toBe(true);
    expect(await write('c', 1)).toBe(0);
    expect(await waiting()).toEqual([...named('a', 3), 'b0', 'c0'].toSorted());
    expect((await readdir(folder)).some((name) => name.endsWith('.tmp'))).toBe(false);
  });
});
