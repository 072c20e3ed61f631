import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONNECTION_KINDS } from '#shared/model/index.ts';
import { makeQcow2 } from '../support/images.ts';
import { openWorkbench, type Workbench } from './cli/services/workbench.ts';

/**
 * Each kind of service is used, also wrongly; then the data directory, the logs and all that was printed are
 * searched for its secret, as it is and in the shapes that addresses and headers give it.
 */
let bench: Workbench;

beforeAll(async () => {
  bench = await openWorkbench('secrets-of-kinds');
});
afterAll(() => bench?.stop());

test('no kind of service leaves its secret in clear anywhere', { timeout: 60_000 }, async () => {
  const printed: string[] = [];
  const run = async (...args: readonly string[]): Promise<void> => {
    const { stdout, stderr } = await bench.run(...args);
    printed.push(stdout, stderr);
  };
  const file = await makeQcow2(join(bench.folder, 'golden.qcow2'), { virtualMiB: 64, dataMiB: 1 });
  for (const kind of CONNECTION_KINDS) {
    await bench.add(kind, kind, bench.announced(kind));
    await run('connection', 'test', kind, '--json');
    await run('connection', 'show', kind, '--json');
    await run('image', 'list', '-c', kind, '--json');
    await run('image', 'upload', '-c', kind, file, '--name', `golden-${kind}`, '--json');
    await run('image', 'show', '-c', kind, '99999999-9999-4999-8999-999999999999', '--json');
    await run('member', 'add', '-c', kind, 'nothing', 'nobody', '--json');
    await run('package', 'list', '-c', kind, '--json');
  }
  await run('sync', '--json');

  const secrets = CONNECTION_KINDS.flatMap((kind) => bench.announced(kind)['secret'] ?? []);
  expect(new Set(secrets).size).toBeGreaterThanOrEqual(3);
  const texts = [...printed, ...(await filesBelow(join(bench.folder, 'home')))];
  for (const secret of secrets) {
    const shapes = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
    for (const shape of shapes) expect(texts.filter((text) => text.includes(shape))).toEqual([]);
  }
  // Tokens that the services gave for a secret stand in no log either.
  expect(texts.filter((text) => /x-(auth|subject|snarl)-token"?\s*[:=]|bearer [0-9a-z]/i.test(text))).toEqual(
    [],
  );
});

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
}
