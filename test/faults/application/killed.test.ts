import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApplication } from '../../../src/main/application.ts';
import { createClient, createMemoryTransport } from '../../../src/shared/rpc/index.ts';
import { addGlance, argosy, outcomeOf, start, startSandbox, temporaryFolder } from '../../support/argosy.ts';
import { hashOf, makeQcow2 } from '../../support/images.ts';
import { sandboxControl, until } from '../../support/sandbox-control.ts';

/**
 * `kill -9` in the middle of a transfer, then a new start on the same data directory: a download goes on from
 * what is on disk, an upload is offered again on the same image, and nothing unnamed is left anywhere.
 */
const MIB = 1024 ** 2;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let control: ReturnType<typeof sandboxControl>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let home: string;
let file: string;

beforeAll(async () => {
  [sandbox, folder] = await Promise.all([startSandbox('empty'), temporaryFolder('killed')]);
  control = sandboxControl(sandbox.origin);
  home = join(folder.path, 'home');
  file = await makeQcow2(join(folder.path, 'golden.qcow2'), { virtualMiB: 64, dataMiB: 24 });
  const added = await argosy(addGlance('lab', sandbox.glance), { home, secret: sandbox.glance.secret });
  expect(added.code, added.stderr).toBe(0);
});
afterAll(async () => {
  await sandbox?.stop();
  await folder?.remove();
});

/** Starts a command and kills it without warning once `condition` holds. */
async function killWhen(
  args: readonly string[],
  what: string,
  condition: () => Promise<boolean>,
): Promise<void> {
  const child = start(args, { home });
  const ended = outcomeOf(child);
  await until(what, condition);
  child.kill('SIGKILL');
  expect((await ended).code).toBeNull();
}

/** The long-running application on the same data directory, as after a new start. */
async function startAgain() {
  const application = await createApplication({ host: 'web', home });
  return { application, ...createClient(createMemoryTransport(application.dispatcher)) };
}

const imagesOfService = async () =>
  (await argosy(['image', 'list', '-c', 'lab', '--json'], { home })).json<
    { id: string; name: string; status: string }[]
  >();

describe('after kill -9', () => {
  test('an upload is offered for retry on the same image, and the retry verifies', async () => {
    await control.set({ slow: 4 * MIB });
    await killWhen(['image', 'upload', '-c', 'lab', file, '--quiet'], 'the upload is under way', async () =>
      (await imagesOfService()).some(({ name, status }) => name === 'golden' && status === 'busy'),
    );
    const [left] = await imagesOfService();
    await control.set({ slow: null });

    const { application, call } = await startAgain();
    try {
      const [offered] = await call('transfers.list', {});
      expect(offered).toMatchObject({ kind: 'upload', state: 'paused', canRetry: true, imageId: left?.id });
      await call('transfers.retry', { id: offered?.id ?? '' });
      const done = await application.transfers.waitFor(offered?.id ?? '');
      expect(done.error).toBeNull();
      expect(done).toMatchObject({
        state: 'succeeded',
        imageId: left?.id,
        receipt: { hash: { verified: true, value: await hashOf(file, 'sha512') } },
      });
    } finally {
      await application.close();
    }
    expect(await imagesOfService()).toMatchObject([{ id: left?.id, status: 'ready' }]);
  });

  test('a download goes on from what is on disk, and verifies', async () => {
    const [image] = await imagesOfService();
    const path = join(folder.path, 'back.qcow2');
    await control.set({ slow: 4 * MIB });
    await killWhen(
      ['image', 'download', '-c', 'lab', image?.id ?? '', '-o', path, '--quiet'],
      'some MiB are on disk',
      async () => ((await stat(`${path}.part`).catch(() => undefined))?.size ?? 0) > 3 * MIB,
    );
    await control.set({ slow: null });
    await control.forgetRequests();
    const kept = (await stat(`${path}.part`)).size;
    expect(kept).toBeGreaterThan(0);

    const { application, call } = await startAgain();
    try {
      const resumed = (await call('transfers.list', {})).find(({ kind }) => kind === 'download');
      expect(resumed).toBeDefined();
      const done = await application.transfers.waitFor(resumed?.id ?? '');
      expect(done).toMatchObject({ state: 'succeeded', error: null, receipt: { hash: { verified: true } } });
    } finally {
      await application.close();
    }
    expect(await hashOf(path, 'sha512')).toBe(await hashOf(file, 'sha512'));
    // 206: only the rest was asked for.
    expect(await control.requests()).toContainEqual(
      expect.objectContaining({ method: 'GET', path: expect.stringContaining('/file'), status: 206 }),
    );
    expect((await readdir(folder.path)).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('the command line continues a part file by being called again', async () => {
    const [image] = await imagesOfService();
    const path = join(folder.path, 'again.qcow2');
    await control.set({ slow: 4 * MIB });
    await killWhen(
      ['image', 'download', '-c', 'lab', image?.id ?? '', '-o', path, '--quiet'],
      'some MiB are on disk',
      async () => ((await stat(`${path}.part`).catch(() => undefined))?.size ?? 0) > 3 * MIB,
    );
    await control.set({ slow: null });
    await control.forgetRequests();
    const again = await argosy(['image', 'download', '-c', 'lab', image?.id ?? '', '-o', path, '--json'], {
      home,
    });
    expect(again.code, again.stderr).toBe(0);
    expect(await hashOf(path, 'sha512')).toBe(await hashOf(file, 'sha512'));
    expect(await control.requests()).toContainEqual(
      expect.objectContaining({ path: expect.stringContaining('/file'), status: 206 }),
    );
  });

  test('SIGINT instead leaves nothing: no image, no file, exit 130', async () => {
    await control.set({ slow: 4 * MIB });
    const before = await imagesOfService();
    const child = start(['image', 'upload', '-c', 'lab', file, '--name', 'unwanted', '--quiet'], { home });
    const ended = outcomeOf(child);
    await until('the upload is under way', async () =>
      (await imagesOfService()).some(({ name, status }) => name === 'unwanted' && status === 'busy'),
    );
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    await control.set({ slow: null });
    expect(await imagesOfService()).toEqual(before);
  });
});
