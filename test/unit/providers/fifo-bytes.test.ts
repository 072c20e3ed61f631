import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ImageProvider } from '../../../src/main/providers/index.ts';
import { bodyOf } from '../../conformance/service.ts';
import { call } from './fake-cloud.ts';
import { DATASET, type FifoAnswers, fakeFifo, UUID } from './fake-fifo.ts';

const IMAGE = { name: 'disk', diskFormat: 'raw', containerFormat: 'bare' };
const TICKET = { imageId: UUID };
const BYTES = Buffer.alloc(200_000, 'disk');

const send = (provider: ImageProvider) => provider.sendBytes(TICKET, IMAGE, bodyOf(BYTES), call);
const isBytes = (path: string) => path.endsWith('/dataset.gz');

describe('the bytes', () => {
  test.for(['0.1.0', '2'] as const)(
    'API %s: follow a manifest, made as the version wants it',
    async (api) => {
      const { provider, seen } = await fakeFifo(api);
      const ticket = await provider.beginUpload(IMAGE, BYTES.byteLength, call);
      await provider.sendBytes(ticket, IMAGE, bodyOf(BYTES), call);
      const path = `/datasets/${ticket.imageId}`;
      const [, manifest, look, bytes] = seen;
      expect(manifest).toMatchObject({ method: api === '0.1.0' ? 'POST' : 'PUT', path });
      expect(manifest?.headers['content-type']).toBe('application/json');
      expect(JSON.parse(manifest?.body.toString() ?? '')).not.toHaveProperty('sha1');
      expect(look).toMatchObject({ method: 'GET', path });
      expect(bytes).toMatchObject({ method: 'PUT', path: `${path}/dataset.gz` });
      expect(bytes?.headers).toMatchObject({
        'content-type': 'application/x-gzip',
        'transfer-encoding': 'chunked',
      });
      expect(gunzipSync(bytes?.body ?? '').equals(BYTES)).toBe(true);
    },
  );

  test('that are gzip already leave with their length', async () => {
    const { provider, seen } = await fakeFifo('2');
    const gzip = Buffer.from([0x1f, 0x8b, ...BYTES]);
    const sent = await provider.sendBytes(TICKET, IMAGE, bodyOf(gzip), call);
    expect(sent).toEqual(TICKET);
    expect(seen.at(-1)?.headers).toMatchObject({ 'content-length': String(gzip.byteLength) });
    expect(seen.at(-1)?.body.equals(gzip)).toBe(true);
  });

  test('are not sent where the manifest is gone: the source is not even left open', async () => {
    const { provider, asked } = await fakeFifo('2', ({ method }) =>
      method === 'GET' ? { status: 404 } : undefined,
    );
    await expect(send(provider)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(asked().filter((one) => one.startsWith('PUT'))).toEqual([]);
  });

  test('whose token dies between the look and the bytes are sent anew from the first one', async () => {
    let refusals = 0;
    const { provider, seen } = await fakeFifo('2', ({ path }) => {
      if (!isBytes(path) || refusals > 0) return undefined;
      refusals += 1;
      return { status: 401 };
    });
    const { sentHash } = await send(provider);
    const bodies = seen.filter(({ path }) => isBytes(path)).map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(gunzipSync(bodies[1] ?? '').equals(BYTES)).toBe(true);
    expect(sentHash?.value).toMatch(/^[0-9a-f]{40}$/);
  });

  test.for([
    ['pending', 'imported', undefined],
    ['importing', 'importing', { code: 'CONFLICT', retry: 'safe' }],
    ['importing', 'failed', { code: 'CONFLICT', retry: 'safe' }],
    ['pending', 'failed', { code: 'INVALID', retry: 'never' }],
  ] as const)('refused with 400, the dataset %s before and %s after', async ([before, after, error]) => {
    // The server keeps bytes of another SHA-1 than expected, and tells the one that it computed.
    let status: string = before;
    const { provider } = await fakeFifo('2', ({ method, path }) => {
      if (method === 'GET') return { body: { ...DATASET, status } };
      if (!isBytes(path)) return undefined;
      status = after;
      return { status: 400 };
    });
    if (error === undefined) {
      expect(await send(provider)).toMatchObject({ ...TICKET, sentHash: { algo: 'sha1' } });
    } else await expect(send(provider)).rejects.toMatchObject(error);
  });

  test('whose answer alone was lost are not sent again', async () => {
    let stored: Buffer | undefined;
    const { provider } = await fakeFifo('2', ({ method, path, body }, response) => {
      const sha1 = stored && createHash('sha1').update(stored).digest('hex');
      if (method === 'GET') return { body: { ...DATASET, sha1 } };
      if (!isBytes(path)) return undefined;
      stored = body;
      response.destroy();
      return 'handled';
    });
    const { sentHash } = await send(provider);
    expect(sentHash?.value).toBe(
      createHash('sha1')
        .update(stored ?? '')
        .digest('hex'),
    );
  });

  test('that broke off are no upload, whatever the dataset held before', async () => {
    const { provider } = await fakeFifo('2', ({ method, path }, response) => {
      if (method === 'GET') return { body: { ...DATASET, sha1: 'ab'.repeat(20) } };
      if (!isBytes(path)) return undefined;
      response.destroy();
      return 'handled';
    });
    await expect(send(provider)).rejects.toMatchObject({ code: 'UNREACHABLE', retry: 'safe' });
  });

  test.for(['new', 'pending', 'importing', 'imported', 'failed'])(
    'may come while the dataset is %s',
    async (status) => {
      const { provider } = await fakeFifo('2', ({ method }) =>
        method === 'GET' ? { body: { ...DATASET, status } } : undefined,
      );
      expect(await provider.canResumeUpload(TICKET, call)).toBe(true);
    },
  );

  test('may not come to what is gone, or no dataset', async () => {
    const { provider } = await fakeFifo('2', ({ method }) =>
      method === 'GET' ? { status: 404 } : undefined,
    );
    expect(await provider.canResumeUpload(TICKET, call)).toBe(false);
    expect(await provider.canResumeUpload({ imageId: null }, call)).toBe(false);
    expect(await provider.canResumeUpload({ imageId: 'short' }, call)).toBe(false);
  });
});

describe('giving up', () => {
  /** A server that calls a dataset importing for ever after an upload broke off, until another one ends. */
  function stuck(): {
    readonly answers: FifoAnswers;
    readonly state: { importing: boolean; there: boolean };
  } {
    const state = { importing: true, there: true };
    const answers: FifoAnswers = ({ method, path }) => {
      if (isBytes(path)) state.importing = false;
      if (method === 'GET' && path.startsWith(`/datasets/${UUID}`) && !state.there) return { status: 404 };
      if (method !== 'DELETE') return undefined;
      if (state.importing) return { status: 409 };
      if (!state.there) return { status: 404 };
      state.there = false;
      return { status: 204 };
    };
    return { answers, state };
  }

  test('ends an upload that the server never ends itself, and removes the dataset', async () => {
    const { answers, state } = stuck();
    const { provider, seen } = await fakeFifo('2', answers);
    await provider.abandonUpload(TICKET, call);
    expect(state.there).toBe(false);
    expect(gunzipSync(seen.find(({ path }) => isBytes(path))?.body ?? '')).toHaveLength(0);
    await provider.abandonUpload(TICKET, call);
  }, 10_000);

  test('leaves an import that is running, and says why', async () => {
    const { answers, state } = stuck();
    const { provider, seen } = await fakeFifo('2', answers);
    await expect(
      provider.abandonUpload({ ...TICKET, notes: { fetched: 'true' } }, call),
    ).rejects.toMatchObject({ code: 'CONFLICT', hint: expect.stringMatching(/when that is done/) });
    expect(state.there).toBe(true);
    expect(seen.some(({ path }) => isBytes(path))).toBe(false);
  }, 10_000);

  test('is given up itself', async () => {
    const { provider } = await fakeFifo('2', stuck().answers);
    const signal = AbortSignal.timeout(100);
    await expect(provider.abandonUpload(TICKET, { ...call, signal })).rejects.toMatchObject({
      name: 'AppError',
      code: 'TIMEOUT',
    });
  });

  test('of nothing is no work', async () => {
    const { provider, seen } = await fakeFifo('2');
    await provider.abandonUpload({ imageId: null }, call);
    await provider.abandonUpload({ imageId: 'short' }, call);
    expect(seen).toEqual([]);
  });

  test('a manifest over which the server stopped halfway leaves no dataset', async () => {
    const { provider, asked } = await fakeFifo('2', ({ method, path }) =>
      method === 'PUT' && !isBytes(path) ? { status: 500 } : undefined,
    );
    await expect(provider.beginUpload(IMAGE, 5, call)).rejects.toMatchObject({ code: 'INVALID' });
    expect(asked().at(-1)).toMatch(/^DELETE \/datasets\/[0-9a-f-]{36}$/);
  });
});

describe('an import', () => {
  const begin = (provider: ImageProvider, address: string, image = IMAGE) =>
    provider.beginImport(image, { method: 'web-download', url: address }, call);
  const OTHER = UUID.replace('1', '2');

  test('sends the address alone, and sets as metadata what is asked for besides', async () => {
    const { provider, seen } = await fakeFifo('2', ({ method, path }) =>
      method === 'GET' && path === '/datasets' ? { body: [OTHER] } : undefined,
    );
    const ticket = await begin(provider, 'https://images.example/images/x', {
      ...IMAGE,
      properties: { 'a/b': { c: 1 } },
    } as never);
    expect(ticket).toEqual({ imageId: UUID, notes: { fetched: 'true' } });
    const sent = seen.filter(({ method, path }) => method !== 'GET' && path !== '/oauth/token');
    expect(sent.map(({ method, path, body }) => [method, path, body.toString()])).toEqual([
      ['POST', '/datasets', '{"url":"https://images.example/images/x"}'],
      ['PUT', `/datasets/${UUID}/metadata`, '{"a/b":{"c":1}}'],
    ]);
  });

  // A server may well answer with a dataset that it has: giving up the import must not remove that.
  test.for([
    ['is named', `https://images.example/images/${UUID}`, false],
    ['is answered with', 'https://images.example/images/x', true],
  ] as const)('of a dataset that is there and %s is CONFLICT', async ([, address, isSent]) => {
    const { provider, asked } = await fakeFifo('2');
    await expect(begin(provider, address)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: expect.stringMatching(/delete the dataset/),
    });
    expect(asked().includes('POST /datasets')).toBe(isSent);
    expect(asked().filter((one) => one.startsWith('DELETE'))).toEqual([]);
  });
});

describe('lists', () => {
  test.for(['0.1.0', '2'] as const)('API %s: whole objects are asked for in both ways', async (api) => {
    const { provider, seen } = await fakeFifo(api, ({ path }) =>
      path.includes('?') ? { body: [{ ...DATASET, ram: 5 }] } : undefined,
    );
    await provider.listPackages(call);
    expect(seen.at(-1)?.path).toBe('/packages?full-list=true');
    expect(seen.at(-1)?.headers['x-full-list']).toBe('true');
    expect(seen.at(-1)?.headers['if-none-match']).toBeUndefined();
  });

  test('of a server that gives ids all the same are read one by one; what is gone is left out', async () => {
    const ids = ['1', '2', '3', '4'].map((digit) => UUID.replace('1', digit));
    const { provider } = await fakeFifo('2', ({ path }) => {
      if (path.includes('?')) return { body: [...ids, 'no uuid'] };
      const id = ids.findIndex((one) => path.endsWith(one));
      if (id < 0) return undefined;
      return id === 1
        ? { status: 404 }
        : id === 2
          ? { status: 403 }
          : { body: { ...DATASET, uuid: ids[id] } };
    });
    const got: string[] = [];
    for await (const page of provider.list({}, call)) got.push(...page.map(({ image }) => image.id));
    expect(got).toEqual([ids[0], ids[3]]);
    expect((await provider.listPackages(call)).map((each) => each.package.id)).toEqual([ids[0], ids[3]]);
  });

  test('that are a lone bracket without a length are empty', async () => {
    const { provider } = await fakeFifo('2', ({ path }, response) => {
      if (!path.includes('?')) return undefined;
      response.useChunkedEncodingByDefault = false;
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
      response.end(']');
      return 'handled';
    });
    expect(await provider.listPackages(call)).toEqual([]);
    for await (const page of provider.list({}, call)) expect(page).toEqual([]);
  });
});
