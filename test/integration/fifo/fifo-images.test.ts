import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ImageProvider, UploadTicket } from '../../../src/main/providers/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { bodyOf } from '../../conformance/service.ts';
import { FifoClient } from '../sandbox/fifo-client.ts';
import { call, collected, connect, type DatasetServer, serveDataset, sha1 } from './fifo-rig.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

const IMAGE = { name: 'disk', diskFormat: 'raw', containerFormat: 'bare' };
const PATIENT = { timeout: 10_000 };
const DISK = Buffer.concat([randomBytes(300_000), Buffer.alloc(3_000_000), randomBytes(17)]);

/** A provider that is closed when the test ends. */
function opened(api: '0.1.0' | '2' | '3', username?: string | null, secret?: string) {
  const connected = connect(sandbox, api, username, secret);
  onTestFinished(() => connected.provider.close());
  return connected;
}

async function uploaded(provider: ImageProvider, bytes: Buffer, image = IMAGE): Promise<UploadTicket> {
  const ticket = await provider.beginUpload(image, bytes.byteLength, call);
  return provider.sendBytes(ticket, image, bodyOf(bytes), call);
}

describe.for(['0.1.0', '2', '3'] as const)('API %s', (api) => {
  test('a disk is packed on the way: the hash of what left is the one of what is stored', async () => {
    const { provider } = opened(api);
    const ticket = await uploaded(provider, DISK);
    const { state, hash, document } = await provider.pollProgress(ticket.imageId ?? '', call);
    expect(state).toBe('done');
    expect(ticket.sentHash).toEqual({ algo: 'sha1', value: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(hash).toEqual(ticket.sentHash);
    expect(document.image).toMatchObject({ name: 'disk', status: 'ready', sizeBytes: null });

    const body = await provider.openDownload(document.image.id, 5, call);
    expect(body.offset).toBe(0);
    const got = await collected(body.bytes);
    expect(sha1(got)).toBe(hash?.value);
    expect(got.byteLength).toBeLessThan(DISK.byteLength / 2);
    expect(gunzipSync(got).equals(DISK)).toBe(true);
  });

  test('a gzip file is sent as it is, with its length', async () => {
    const { provider } = opened(api);
    const gzip = gzipSync(DISK, { level: 9 });
    const ticket = await uploaded(provider, gzip);
    expect(ticket.sentHash).toBeUndefined();
    const { hash } = await provider.pollProgress(ticket.imageId ?? '', call);
    expect(hash).toEqual({ algo: 'sha1', value: sha1(gzip) });
    const { bytes } = await provider.openDownload(ticket.imageId ?? '', 0, call);
    expect((await collected(bytes)).equals(gzip)).toBe(true);
  });

  test('bytes that come once and are not counted before (a copy) are packed as well', async () => {
    const { provider } = opened(api);
    const ticket = await provider.beginUpload(IMAGE, null, call);
    async function* once(): AsyncGenerator<Uint8Array> {
      yield DISK.subarray(0, 1);
      yield DISK.subarray(1);
    }
    const sent = await provider.sendBytes(ticket, IMAGE, { sizeBytes: null, open: once }, call);
    const { hash } = await provider.pollProgress(sent.imageId ?? '', call);
    expect(hash).toEqual(sent.sentHash);
  });

  test('metadata is edited at any depth, one key a request, and only what differs', async () => {
    const { provider, exchanges } = opened(api);
    const { imageId } = await uploaded(provider, DISK, {
      ...IMAGE,
      properties: { 'a/b': 'kept', n: 1 },
    } as never);
    const id = imageId ?? '';
    const before = exchanges.length;
    const first = await provider.edit(
      id,
      { setProperties: { 'ui/deep/list': [1, { x: null }], n: 1, 'ü %2F?#': true, 'a/b': 'changed' } },
      {},
      call,
    );
    expect(first.image.properties).toEqual({
      'a/b': 'changed',
      n: 1,
      'ü %2F?#': true,
      ui: { deep: { list: [1, { x: null }] } },
    });
    const methods = exchanges.slice(before).map(({ method }) => method);
    expect(methods).toEqual(['GET', 'PUT', 'PUT', 'PUT', 'GET']);

    const { revision } = first.image;
    const gone = ['ui/deep/list', 'never/was', 'a/b', 'ü %2F?#'];
    const second = await provider.edit(id, { unsetProperties: gone }, { revision }, call);
    expect(second.image.properties).toEqual({ n: 1, ui: { deep: {} } });
    await expect(provider.edit(id, { setProperties: { late: 1 } }, { revision }, call)).rejects.toMatchObject(
      { code: 'CONFLICT' },
    );
    await expect(provider.edit(id, { setProperties: { '../x': 1 } }, {}, call)).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect((await provider.show(id, call)).image.properties).toEqual({ n: 1, ui: { deep: {} } });
  });

  test('a token that was ended elsewhere is renewed, also right before the bytes', async () => {
    const { provider, exchanges } = opened(api);
    const ticket = await provider.beginUpload(IMAGE, DISK.byteLength, call);
    await endSessions();
    await provider.sendBytes(ticket, IMAGE, bodyOf(DISK), call);
    expect((await provider.pollProgress(ticket.imageId ?? '', call)).state).toBe('done');
    expect(exchanges.filter(({ url }) => /\/(sessions|oauth\/token)$/.test(url))).toHaveLength(2);
  });

  test('no address, and so no log, ever holds a token', async () => {
    const token = (await FifoClient.signIn(sandbox, api, 'demo')).token;
    const { provider, exchanges } = opened(api, null, token);
    await provider.test(() => undefined, call);
    await uploaded(provider, DISK);
    await endSessions();
    const error = await provider.listPackages(call).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'AUTH_REQUIRED' });
    expect(exchanges.length).toBeGreaterThan(5);
    expect(JSON.stringify([exchanges, error, String(error)])).not.toContain(token);
  });
});

/** Ends every sign-in there is. */
async function endSessions(): Promise<void> {
  await fetch(`${sandbox.url}/sandbox/tokens`, { method: 'DELETE' });
}

describe('an import by address', () => {
  const bytes = gzipSync(DISK);
  let source: DatasetServer;
  let id: string;
  const served = async (more?: object): Promise<string> => {
    id = randomUUID();
    source = await serveDataset(id, bytes, more);
    onTestFinished(() => {
      source.server.closeAllConnections();
      source.server.close();
    });
    return `${source.url}/images/${id}`;
  };
  const IMPORTED = { ...IMAGE, name: 'is what the server says', properties: { wanted: { a: 1 } } };

  test.for(['0.1.0', '2'] as const)('API %s: tells how far it is, then that it is done', async (api) => {
    const url = await served({ image_size: 4 });
    sandbox.switches.set('slow', bytes.byteLength);
    const { provider } = opened(api);
    const ticket = await provider.beginImport(IMPORTED, { method: 'web-download', url }, call);
    expect(ticket.imageId).toBe(id);
    await expect(provider.remove(id, {}, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: expect.stringMatching(/being imported/),
    });
    const shares: number[] = [];
    for (;;) {
      const progress = await provider.pollProgress(id, call);
      // 4 MB.
      expect(progress.bytesTotal).toBe(4 * 1_048_576);
      expect(progress.bytesDone).toBe(Math.floor((progress.fraction ?? -1) * 4 * 1_048_576));
      shares.push(progress.bytesDone ?? -1);
      if (progress.state !== 'working') {
        expect(progress).toMatchObject({ state: 'done', hash: { algo: 'sha1', value: sha1(bytes) } });
        expect(progress.document.image).toMatchObject({ name: 'fetched', properties: { wanted: { a: 1 } } });
        break;
      }
      await sleep(40);
    }
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.some((share) => share > 0 && share < 4 * 1_048_576)).toBe(true);
    await provider.abandonUpload(ticket, call);
    await expect(provider.show(id, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('of a dataset that is there already is refused, and giving it up removes nothing', async () => {
    const url = await served();
    const { provider } = opened('2');
    await provider.beginImport(IMAGE, { method: 'web-download', url }, call);
    await expect.poll(async () => (await provider.pollProgress(id, call)).state, PATIENT).toBe('done');
    await expect(provider.beginImport(IMAGE, { method: 'web-download', url }, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: expect.stringMatching(/delete the dataset/),
    });
    expect((await provider.show(id, call)).image.status).toBe('ready');
  });

  test('of an address without a manifest is INVALID, with what is wanted', async () => {
    await served();
    const wrong = { method: 'web-download', url: `${source.url}/disk.img` } as const;
    await expect(opened('2').provider.beginImport(IMAGE, wrong, call)).rejects.toMatchObject({
      code: 'INVALID',
      hint: expect.stringMatching(/datasets\.at\/images\/UUID/),
    });
  });

  test('whose bytes are damaged fails', async () => {
    const url = await served({ sha1: 'ab'.repeat(20) });
    const { provider } = opened('2');
    const ticket = await provider.beginImport(IMAGE, { method: 'web-download', url }, call);
    await expect.poll(async () => (await provider.pollProgress(id, call)).state, PATIENT).toBe('failed');
    await provider.abandonUpload(ticket, call);
  });
});

describe('an upload that breaks off', () => {
  test.for(['0.1.0', '2'] as const)('API %s: goes on with the same ticket', async (api) => {
    const { provider } = opened(api);
    const gzip = gzipSync(randomBytes(2_000_000));
    const ticket = await provider.beginUpload(IMAGE, gzip.byteLength, call);
    sandbox.switches.set('cut-upload-after', '500000x1');
    await expect(provider.sendBytes(ticket, IMAGE, bodyOf(gzip), call)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      retry: 'safe',
    });
    expect(await provider.canResumeUpload(ticket, call)).toBe(true);
    // The service may notice late that the first try broke off, and says that it is worth a second one.
    const again = () =>
      provider.sendBytes(ticket, IMAGE, bodyOf(gzip), call).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'CONFLICT', retry: 'safe' });
        return undefined;
      });
    await expect.poll(again, PATIENT).toEqual(ticket);
    expect((await provider.pollProgress(ticket.imageId ?? '', call)).hash?.value).toBe(sha1(gzip));
  });

  test('given up in the middle leaves nothing', async () => {
    const { provider } = opened('2');
    const ticket = await provider.beginUpload(IMAGE, DISK.byteLength, call);
    const leaving = new AbortController();
    async function* slowly(): AsyncGenerator<Uint8Array> {
      yield randomBytes(500_000);
      setTimeout(() => leaving.abort(), 50);
      await sleep(10_000, undefined, { signal: leaving.signal });
    }
    const signal = leaving.signal;
    const sending = provider.sendBytes(ticket, IMAGE, { sizeBytes: null, open: slowly }, { ...call, signal });
    await expect(sending).rejects.toMatchObject({ code: 'CANCELLED' });
    await provider.abandonUpload(ticket, call);
    await expect(provider.show(ticket.imageId ?? '', call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('people', () => {
  test('with a second factor are told what is missing', async () => {
    const account = sandbox.accounts.find(({ passcode }) => passcode !== undefined);
    for (const api of ['0.1.0', '2'] as const) {
      await expect(opened(api, account?.username).provider.listPackages(call)).rejects.toMatchObject({
        code: 'AUTH_REQUIRED',
        message: expect.stringMatching(/one-time password/),
        hint: expect.stringMatching(/token/),
      });
    }
  });

  test('with a wrong password are asked for another', async () => {
    sandbox.switches.set('fifo-documented', true);
    for (const api of ['0.1.0', '2', '3'] as const) {
      await expect(opened(api, 'demo', 'wrong').provider.listPackages(call)).rejects.toMatchObject({
        code: 'AUTH_REQUIRED',
        hint: expect.stringMatching(/password/),
      });
    }
  });

  test('see what others share with them, but may not change it', async () => {
    const ubuntu = '0d5a4c86-7a0e-4f0b-9a44-6d0a2f7d1b01';
    for (const api of ['0.1.0', '2'] as const) {
      const { provider } = opened(api);
      expect((await provider.show(ubuntu, call)).image).toMatchObject({
        name: 'Ubuntu 24.04 LTS',
        status: 'ready',
      });
      await expect(provider.remove(ubuntu, {}, call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  test('are shown no bytes of a dataset that has none', async () => {
    const { provider } = opened('2');
    const { imageId } = await provider.beginUpload(IMAGE, 5, call);
    await expect(provider.openDownload(imageId ?? '', 0, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: expect.stringMatching(/not finished/),
    });
  });
});
