import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addGlance, argosy, startSandbox, temporaryFolder } from '../support/argosy.ts';
import { serve } from '../support/browser.ts';
import { makeQcow2 } from '../support/images.ts';

/**
 * Everything that a person does, then a search of the data directory, of all logs and of all that was
 * printed: no secret, no token and no session secret is there in clear.
 */
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
const printed: string[] = [];
const run = async (...args: readonly string[]) => {
  const outcome = await argosy(args, { home, secret: sandbox.glance.secret, cwd: folder.path });
  printed.push(outcome.stdout, outcome.stderr);
  return outcome;
};

beforeAll(async () => {
  [sandbox, folder] = await Promise.all([startSandbox(), temporaryFolder('secrets-search')]);
  home = join(folder.path, 'home');
});
afterAll(async () => {
  await sandbox?.stop();
  await folder?.remove();
});

test('no secret is left in clear anywhere', async () => {
  const { secret } = sandbox.glance;
  const file = await makeQcow2(join(folder.path, 'golden.qcow2'), { virtualMiB: 64, dataMiB: 2 });
  await run(...addGlance('lab', sandbox.glance));
  await run('connection', 'test', 'lab', '--json');
  const { image } = (await run('image', 'upload', '-c', 'lab', file, '--json')).json<{
    image: { id: string };
  }>();
  await run('image', 'download', '-c', 'lab', image.id, '-o', join(folder.path, 'back.qcow2'));
  await run('image', 'show', '-c', 'lab', 'no-such-image', '--json');
  await run(...addGlance('refused', { ...sandbox.glance, username: 'nobody' }));
  await run('connection', 'test', 'refused');
  await run('sync');
  const served = await serve(home);
  await served.stop();
  await run('image', 'delete', '-c', 'lab', image.id);

  const session = new URL(served.url).hash.slice('#session='.length);
  expect(session.length).toBeGreaterThan(30);
  const texts = [...printed, ...(await filesBelow(home))];
  expect(texts.length).toBeGreaterThan(20);
  for (const hidden of [secret, session, Buffer.from(secret).toString('base64')]) {
    expect(texts.filter((text) => text.includes(hidden))).toEqual([]);
  }
  // Tokens of the sandbox are long; the header that carries them is in no log either.
  expect(texts.filter((text) => /x-(auth|subject)-token"?\s*[:=]/i.test(text))).toEqual([]);
});

/** Every file of a folder, as text that shows all of its bytes. */
async function filesBelow(folderPath: string): Promise<readonly string[]> {
  const entries = await readdir(folderPath, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
}
