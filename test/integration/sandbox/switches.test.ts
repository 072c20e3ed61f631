import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, type Json, pick, send, until } from './client.ts';

let sandbox: Sandbox;
let demo: GlanceClient;
let id: string;
const bytes = Buffer.alloc(256 * 1024, 'argosy');
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  demo = await GlanceClient.signIn(sandbox, 'demo');
  id = await demo.createActive(bytes);
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

const set = (values: Json) => send(`${sandbox.url}/sandbox/switches`, 'PUT', values);
const download = async (headers: Record<string, string> = {}, signal?: AbortSignal) => {
  const response = await fetch(demo.url(`/v2/images/${id}/file`), {
    headers: { 'x-auth-token': demo.token, ...headers },
    ...(signal !== undefined && { signal }),
  });
  const received: Uint8Array[] = [];
  let isWhole = true;
  try {
    for await (const chunk of response.body ?? []) received.push(chunk);
  } catch {
    isWhole = false;
  }
  return { status: response.status, headers: response.headers, bytes: Buffer.concat(received), isWhole };
};

describe('the control calls', () => {
  it('set, show and reset switches without a token', async () => {
    const reply = await set({ 'no-range': true, 'fail-next': '503x2', slow: 100 });
    expect(reply.status).toBe(200);
    expect(pick(reply.json, 'switches')).toMatchObject({ 'no-range': true, 'fail-next': '503x2', slow: 100 });
    expect(pick(reply.json, 'documentation', 'slow', 'summary')).toContain('bytes a second');
    const reset = await send(`${sandbox.url}/sandbox/switches`, 'DELETE');
    expect(pick(reset.json, 'switches')).toMatchObject({ 'no-range': false, 'fail-next': null });
  });

  it.each([
    { nothing: true },
    { slow: 'fast' },
    { 'no-range': 3 },
    { 'fail-next': '503x0' },
    { empty: true },
  ])('refuse %j', async (values) => {
    const reply = await set(values);
    expect(reply.status).toBe(400);
    expect(String(pick(reply.json, 'error'))).toContain(Object.keys(values)[0]);
  });

  it('are not for web pages', async () => {
    const reply = await send(`${sandbox.url}/sandbox/switches`, 'GET', undefined, {
      origin: 'https://evil.example',
    });
    expect(reply.status).toBe(403);
  });

  it('log what was asked and answered, and no secrets', async () => {
    await send(`${sandbox.url}/sandbox/requests`, 'DELETE');
    await demo.call('GET', '/v2/images?limit=1&token=hunter2');
    const log = await until(async () => {
      const reply = await send(`${sandbox.url}/sandbox/requests`, 'GET');
      return (pick(reply.json, 'requests') as Json[]).length === 1 ? reply : undefined;
    });
    expect(pick(log.json, 'requests', 0)).toMatchObject({
      method: 'GET',
      path: '/image/v2/images',
      query: 'limit=1&token=***',
      status: 200,
      isComplete: true,
    });
    expect(log.text).not.toContain('hunter2');
    expect(log.text).not.toContain(demo.token);
  });

  it('sign everybody out', async () => {
    const other = await GlanceClient.signIn(sandbox, 'partner');
    await send(`${sandbox.url}/sandbox/tokens`, 'DELETE');
    expect((await other.call('GET', '/v2/images')).status).toBe(401);
    demo = await GlanceClient.signIn(sandbox, 'demo');
  });
});

describe('a download', () => {
  it('is cut after so many bytes, so many times', async () => {
    await set({ 'cut-download-after': '100000x2' });
    for (const _attempt of [1, 2]) {
      const cut = await download();
      expect([cut.isWhole, cut.bytes.length]).toEqual([false, 100_000]);
    }
    expect((await download()).bytes.equals(bytes)).toBe(true);
  });

  it('carries one flipped byte', async () => {
    await set({ 'corrupt-download': '1000x1' });
    const { bytes: received } = await download();
    expect(received.length).toBe(bytes.length);
    expect(received.findIndex((byte, index) => byte !== bytes[index])).toBe(1000);
    expect((await download()).bytes.equals(bytes)).toBe(true);
  });

  it('stalls with the connection open', async () => {
    await set({ 'stall-after': '5000x1' });
    const { isWhole, bytes: received } = await download({}, AbortSignal.timeout(300));
    expect([isWhole, received.length]).toEqual([false, 5000]);
  });

  it('passes at the given speed', async () => {
    await set({ slow: 1_000_000 });
    const startedAt = performance.now();
    await download();
    expect(performance.now() - startedAt).toBeGreaterThan(240);
  });

  it('ignores ranges, or answers them with the whole', async () => {
    await set({ 'no-range': true });
    const whole = await download({ range: 'bytes=100-' });
    expect([whole.status, whole.bytes.length]).toEqual([200, bytes.length]);
    await set({ 'no-range': false, 'range-whole-206': true });
    const partial = await download({ range: 'bytes=100-' });
    expect([partial.status, partial.bytes.length]).toEqual([206, bytes.length]);
    expect(partial.headers.get('content-range')).toBe(`bytes 0-${bytes.length - 1}/${bytes.length}`);
  });

  it('need not say its length or checksum', async () => {
    await set({ 'no-content-length': true, 'no-checksum': true });
    const { headers, bytes: received } = await download();
    expect([headers.get('content-length'), headers.get('content-md5')]).toEqual([null, null]);
    expect(received.equals(bytes)).toBe(true);
  });
});

describe('an upload', () => {
  it('is cut after so many bytes and succeeds the next time', async () => {
    await set({ 'cut-upload-after': '65536x1' });
    const image = await demo.create();
    await expect(demo.upload(image, bytes)).rejects.toThrow();
    await until(async () => ((await demo.show(image))['status'] === 'queued' ? true : undefined));
    expect((await demo.upload(image, bytes)).status).toBe(204);
  });

  it('that stalls is queued again once the client gives up', async () => {
    await set({ 'stall-after': '1000x1' });
    const image = await demo.create();
    const given = fetch(demo.url(`/v2/images/${image}/file`), {
      method: 'PUT',
      headers: { 'x-auth-token': demo.token, 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(8 * 1024 * 1024),
      signal: AbortSignal.timeout(200),
    });
    await expect(given).rejects.toThrow();
    await until(async () => ((await demo.show(image))['status'] === 'queued' ? true : undefined));
  });
});

describe('failures', () => {
  it('hit the next calls, with Retry-After where it fits', async () => {
    await set({ 'fail-next': '503x2' });
    for (const _attempt of [1, 2]) {
      const reply = await demo.call('GET', '/v2/images');
      expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '1']);
    }
    expect((await demo.call('GET', '/v2/images')).status).toBe(200);
    await set({ 'fail-next': '502x1' });
    expect((await send(`${sandbox.url}/identity/v3`, 'GET')).status).toBe(502);
  });

  it('hit image bytes only', async () => {
    await set({ 'fail-file': '500x1' });
    expect((await demo.call('GET', '/v2/images')).status).toBe(200);
    expect((await download()).status).toBe(500);
    expect((await download()).status).toBe(200);
  });

  it('are HTML pages behind a proxy', async () => {
    await set({ 'html-errors': true });
    expect((await demo.call('GET', '/v2/images/x')).text).toMatch(/^<html>/);
    expect((await send(`${sandbox.url}/identity/v3/auth/tokens`, 'POST', {})).text).toMatch(
      /^<!doctype html>/,
    );
  });
});

describe('lesser services', () => {
  it('have no multihash, imports, stores or time filters', async () => {
    await set({
      'no-multihash': true,
      'no-checksum': true,
      'no-import': true,
      'no-stores': true,
      'no-delta': true,
    });
    const image = await demo.show(id);
    expect(image).toMatchObject({ checksum: null, os_hash_algo: null, os_hash_value: null });
    expect(image).not.toHaveProperty('stores');
    expect(pick((await demo.call('GET', '/v2/info/import')).json, 'import-methods', 'value')).toEqual([]);
    expect((await demo.call('GET', '/v2/info/stores')).status).toBe(404);
    expect((await demo.call('GET', '/v2/images?updated_at=gt:2020-01-01T00:00:00Z')).status).toBe(400);
    const created = await demo.call('POST', '/v2/images', {});
    expect(created.headers.get('openstack-image-import-methods')).toBeNull();
  });

  it('cap their pages', async () => {
    await demo.create();
    await set({ 'page-max': 1 });
    expect((await demo.names('limit=100')).length).toBe(1);
  });
});
