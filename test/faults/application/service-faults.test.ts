import { randomBytes } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, createApplication } from '../../../src/main/application.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { createClient, createMemoryTransport } from '../../../src/shared/rpc/index.ts';
import { temporaryFolder } from '../../support/argosy.ts';
import { hashOf } from '../../support/images.ts';
import { sandboxControl, until } from '../../support/sandbox-control.ts';

/** The whole application against a service that fails: what a transfer makes of it, and what it leaves. */
const MIB = 1024 ** 2;
let sandbox: Sandbox;
let control: ReturnType<typeof sandboxControl>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let application: Application;
let call: ReturnType<typeof createClient>['call'];
let file: string;

beforeAll(async () => {
  [sandbox, folder] = await Promise.all([
    startSandbox({ switches: ['empty'] }),
    temporaryFolder('service-faults'),
  ]);
  control = sandboxControl(sandbox.url);
  file = join(folder.path, 'disk.img');
  await writeFile(file, randomBytes(4 * MIB));
  const kept = new Map<string, string>();
  application = await createApplication({
    host: 'web',
    home: join(folder.path, 'home'),
    secrets: {
      label: 'memory',
      get: async (name) => kept.get(name),
      has: async (name) => kept.has(name),
      set: async (name, secret) => void kept.set(name, secret),
      remove: async (name) => void kept.delete(name),
    },
  });
  call = createClient(createMemoryTransport(application.dispatcher)).call;
  await connect('lab');
});
afterAll(async () => {
  await application?.close();
  await sandbox?.close();
  await folder?.remove();
});

async function connect(name: string): Promise<void> {
  const account = sandbox.accounts.find(({ username }) => username === 'demo');
  await call('connections.save', {
    create: true,
    profile: {
      name,
      kind: 'glance',
      tls: {},
      settings: {
        authUrl: String((sandbox.dialects['glance'] as { authUrl?: unknown }).authUrl),
        username: 'demo',
        userDomain: 'Default',
        project: account?.project ?? '',
        projectDomain: 'Default',
      },
    },
    secret: account?.secret ?? '',
  });
}

async function upload(name: string, more: { readonly hidden?: boolean } = {}) {
  const { grant } = await application.grants.file(file);
  const image = { name, diskFormat: 'raw', containerFormat: 'bare' };
  const { id } = await call('transfers.upload', {
    connection: 'lab',
    grant,
    image: { ...image, ...more },
  });
  return application.transfers.waitFor(id);
}

async function named(name: string) {
  return (await call('images.list', { connection: 'lab', query: { name } })).map(({ id, status }) => ({
    id,
    status,
  }));
}

describe('an upload', () => {
  test('that is cut goes on with the same image', async () => {
    await control.set({ 'cut-upload-after': '1500000x1' });
    const done = await upload('cut');
    expect(done).toMatchObject({ state: 'succeeded', attempt: 2, receipt: { hash: { verified: true } } });
    expect(await named('cut')).toEqual([{ id: done.imageId, status: 'ready' }]);
  });

  test('whose token dies on the way is made anew, since Glance removed the image', async () => {
    await control.set({ 'token-ttl': 1, slow: 2 * MIB });
    // Sign in anew: the life of a token counts from its issue.
    await connect('short');
    const { grant } = await application.grants.file(file);
    const started = await call('transfers.upload', {
      connection: 'short',
      grant,
      image: { name: 'expired', diskFormat: 'raw', containerFormat: 'bare' },
    });
    const ended = application.transfers.waitFor(started.id);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await control.set({ 'token-ttl': null, slow: null });
    expect(await ended).toMatchObject({ state: 'succeeded', receipt: { hash: { verified: true } } });
    expect(await named('expired')).toHaveLength(1);
  });

  test('too large is refused by the service in its name, and leaves no image', async () => {
    await control.set({ 'size-cap': MIB });
    const done = await upload('large');
    await control.set({ 'size-cap': null });
    expect(done).toMatchObject({
      state: 'failed',
      error: { code: 'TOO_LARGE', message: expect.stringContaining('Glance at 127.0.0.1') },
    });
    expect(await named('large')).toEqual([]);
  });
});

describe('a download', () => {
  test('of other bytes than the service says leaves no file at all', async () => {
    const { imageId } = await upload('golden');
    await control.set({ 'corrupt-download': 100 });
    const grant = application.grants.destination(join(folder.path, 'golden.out'));
    const { id } = await call('transfers.download', { connection: 'lab', id: imageId ?? '', grant });
    expect(await application.transfers.waitFor(id)).toMatchObject({
      state: 'failed',
      error: { code: 'CORRUPT' },
    });
    await control.set({ 'corrupt-download': null });
    expect((await readdir(folder.path)).filter((name) => name.startsWith('golden'))).toEqual([]);
  });

  test('without Range begins anew after a cut, and verifies', async () => {
    const { imageId } = await upload('ranged');
    await control.set({ 'cut-download-after': '1500000x1', 'no-range': true });
    const path = join(folder.path, 'ranged.out');
    const grant = application.grants.destination(path);
    const { id } = await call('transfers.download', { connection: 'lab', id: imageId ?? '', grant });
    const done = await application.transfers.waitFor(id);
    await control.set({ 'no-range': null });
    expect(done).toMatchObject({ state: 'succeeded', receipt: { hash: { verified: true } } });
    expect(await hashOf(path, 'sha256')).toBe(await hashOf(file, 'sha256'));
  });
});

describe('what is asked for in a bad moment', () => {
  test('a download begins though the service was overloaded when it was asked for the image', async () => {
    const { imageId } = await upload('overloaded');
    await control.set({ 'fail-next': '503x2' });
    const grant = application.grants.destination(join(folder.path, 'overloaded.out'));
    const { id } = await call('transfers.download', { connection: 'lab', id: imageId ?? '', grant });
    expect(await application.transfers.waitFor(id)).toMatchObject({ state: 'succeeded', error: null });
  });

  test('two images of one name in one folder: neither overwrites the other', async () => {
    await call('settings.set', { downloadFolder: join(folder.path, 'same') });
    const images = [await upload('twin'), await upload('twin')];
    const queued = await Promise.all(
      images.map(({ imageId }) => call('transfers.download', { connection: 'lab', id: imageId ?? '' })),
    );
    const done = await Promise.all(queued.map(({ id }) => application.transfers.waitFor(id)));
    expect(done.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    expect((await readdir(join(folder.path, 'same'))).sort()).toEqual(['twin (2).raw', 'twin.raw']);
  });
});

describe('an import', () => {
  const importFrom = (url: string, name: string) =>
    call('transfers.import', {
      connection: 'lab',
      source: { method: 'web-download', url },
      image: { name, diskFormat: 'raw', containerFormat: 'bare' },
    });

  test('of an address that answers nothing fails with the service’s word, and leaves no image', async () => {
    const { id } = await importFrom('http://127.0.0.1:9/nothing.raw', 'unfetched');
    const done = await application.transfers.waitFor(id);
    expect(done).toMatchObject({ state: 'failed', receipt: null });
    expect(done.error?.message).not.toBe('');
    expect(await named('unfetched')).toEqual([]);
  });

  test('that is cancelled leaves no image', async () => {
    await control.set({ 'import-delay-ms': 5_000 });
    const { id } = await importFrom('http://127.0.0.1:9/slow.raw', 'unwanted');
    await until('the import began', async () => (await named('unwanted')).length > 0);
    await call('transfers.cancel', { id });
    expect(await application.transfers.waitFor(id)).toMatchObject({ state: 'cancelled' });
    await control.set({ 'import-delay-ms': null });
    await until('the image is removed', async () => (await named('unwanted')).length === 0);
  });
});

describe('a hidden image', () => {
  test('stays in the catalogue of its owner, so that it can be shown again', async () => {
    const { imageId } = await upload('secluded', { hidden: true });
    await call('catalog.sync', {
      connections: ['lab'],
    });
    const { rows } = await call('catalog.window', {
      connections: ['lab'],
      search: 'secluded',
      sort: 'name',
      direction: 'asc',
      offset: 0,
      limit: 10,
    });
    expect(rows).toMatchObject([{ id: imageId, hidden: true }]);
  });
});
