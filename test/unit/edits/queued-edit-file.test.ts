import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openQueuedEditFile } from '../../../src/main/edits/queued-edit-file.ts';
import type { QueuedEdit } from '../../../src/shared/model/index.ts';
import { imageOf } from '../renderer/images.ts';

let folder: string;
let path: string;
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argosy-edits-'));
  path = join(folder, 'queued-edits.json');
  said = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () => openQueuedEditFile(path, (message) => said.push(message));
const waiting = (id: string): QueuedEdit => ({
  connection: 'lab',
  imageId: id,
  edit: { name: `new-${id}` },
  base: imageOf({ id }),
  queuedAt: '2026-11-20T10:00:00.000Z',
});
const damaged = async () => (await readdir(folder)).filter((name) => name.includes('.damaged-'));

describe('the file of waiting edits', () => {
  test('holds what was put there, for its owner only, and for the next start', async () => {
    expect(await open().list()).toEqual([]);
    await open().update((edits) => [...edits, waiting('a')]);
    await open().update((edits) => [...edits, waiting('b')]);
    expect(await open().list()).toEqual([waiting('a'), waiting('b')]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('a base image with any property name comes back as it was', async () => {
    const properties = JSON.parse('{"__proto__":"x","constructor":"y","\\u202e":"z"}');
    const strange = { ...waiting('a'), base: imageOf({ id: 'a', properties }) };
    await open().update(() => [strange]);
    const [back] = await open().list();
    expect(Object.entries(back?.base.properties ?? {})).toEqual(Object.entries(properties));
  });

  test('is not written when nothing changed', async () => {
    await open().update(() => [waiting('a')]);
    const { mtimeMs, ino } = await stat(path);
    await open().update((edits) => edits);
    expect(await stat(path)).toMatchObject({ mtimeMs, ino });
  });

  test('many writers of one process lose nothing', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `i${index}`);
    await Promise.all(ids.map((id) => open().update((edits) => [...edits, waiting(id)])));
    expect((await open().list()).map(({ imageId }) => imageId).toSorted()).toEqual(ids.toSorted());
  });

  test('what a dead writer left beside it goes with the next write', async () => {
    await writeFile(`${path}.99999-abcd.tmp`, 'half of it');
    await open().update(() => [waiting('a')]);
    expect((await readdir(folder)).toSorted()).toEqual(['queued-edits.json', 'queued-edits.json.lock']);
  });
});

describe('a damaged file', () => {
  test.each([
    ['cut off', '{"version":1,"edits":[{"connection":"la'],
    ['of another version', '{"version":2,"edits":[]}'],
    ['something else', '[]'],
    ['empty', ''],
  ])('%s: it is kept beside the new one, and said', async (_, text) => {
    await writeFile(path, text);
    expect(await open().list()).toEqual([]);
    const [aside] = await damaged();
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe(text);
    expect(said).toEqual([expect.stringContaining(aside ?? 'no file')]);
    // Once: what stands now is whole.
    await open().update((edits) => [...edits, waiting('a')]);
    expect(await open().list()).toEqual([waiting('a')]);
    expect(await damaged()).toHaveLength(1);
    expect(said).toHaveLength(1);
  });

  test('in part: what can be read goes on waiting', async () => {
    const wrong = { ...waiting('b'), edit: { name: 7 } };
    await writeFile(path, JSON.stringify({ version: 1, edits: [waiting('a'), wrong, waiting('c')] }));
    expect(await open().list()).toEqual([waiting('a'), waiting('c')]);
    expect(await open().list()).toEqual([waiting('a'), waiting('c')]);
    expect(await damaged()).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining('2 of them still wait')]);
  });
});
