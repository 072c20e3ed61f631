import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedPackages } from '../../../src/sandbox/seed/packages.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, pick, sendRaw } from './client.ts';
import { FifoClient } from './fifo-client.ts';

let sandbox: Sandbox;
let old: FifoClient;
let demo: FifoClient;
let partner: FifoClient;
beforeAll(async () => {
  sandbox = await startSandbox();
  old = await FifoClient.signIn(sandbox, '0.1.0', 'demo');
  demo = await FifoClient.signIn(sandbox, '2', 'demo');
  partner = await FifoClient.signIn(sandbox, '2', 'partner');
});
afterAll(() => sandbox.close());

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const missing = '00000000-0000-4000-8000-000000000000';
const [, , database, partnerOnly] = seedPackages.map(({ id }) => id);
const rule = { weight: 'must', attribute: 'resources.free-memory', condition: '>', value: 5 };
const small = {
  name: 'smaller',
  ram: 1024,
  quota: 40,
  cpu_cap: 100,
  blocksize: 8192,
  compression: 'lz4',
  requirements: [rule],
};

describe('the list', () => {
  it('is of uuids that the caller may see', async () => {
    const ids = seedPackages.map(({ id }) => id);
    expect((await demo.call('GET', '/packages')).json).toEqual(ids.filter((id) => id !== partnerOnly));
    expect((await partner.call('GET', '/packages')).json).toEqual(ids.filter((id) => id !== database));
  });

  it('is of objects by a header in 0.1.0 and by the query in 2', async () => {
    const fields = { 'x-full-list': 'true', 'x-full-list-fields': 'uuid,name,max_swap,nothing' };
    const byHeader = await old.call('GET', '/packages', undefined, fields);
    const byQuery = await demo.call(
      'GET',
      '/packages?full-list=true&full-list-fields=uuid,name,max_swap,nothing',
    );
    expect(byHeader.text).toBe(byQuery.text);
    expect(byHeader.text).toContain(`{"uuid":"${database}","name":"database"}`);
    expect(byHeader.text).toContain('"name":"small","max_swap":2048}');
    const whole = await old.call('GET', '/packages', undefined, { 'x-full-list': 'True' });
    expect(pick(whole.json, 0)).toMatchObject({ name: 'small', ram: 1024, metadata: {} });
  });

  it('reads neither the other generation’s style nor the misspelt header', async () => {
    const byQuery = await old.call('GET', '/packages?full-list=true');
    const byHeader = await demo.call('GET', '/packages', undefined, { 'x-full-list': 'true' });
    expect([pick(byQuery.json, 0), pick(byHeader.json, 0)]).toEqual([
      expect.stringMatching(uuid),
      expect.stringMatching(uuid),
    ]);
    const headers = { 'x-full-list': 'true', 'x-full-fields': 'name' };
    expect(pick((await old.call('GET', '/packages', undefined, headers)).json, 0)).toHaveProperty('ram');
  });

  it('is 412 with If-None-Match', async () => {
    expect((await demo.call('GET', '/packages', undefined, { 'if-none-match': '"x"' })).status).toBe(412);
  });

  it('of nothing is [] in 0.1.0 and a lone bracket, ended by the connection, in 2', async () => {
    const empty = await startSandbox({ switches: ['empty'] });
    const [first, second] = [
      await FifoClient.signIn(empty, '0.1.0', 'demo'),
      await FifoClient.signIn(empty, '2', 'demo'),
    ];
    expect((await first.call('GET', '/packages')).text).toBe('[]');
    const raw = await sendRaw(
      empty.url,
      `GET /fifo/api/2/datasets HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nAuthorization: Bearer ${second.token}\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(raw.toLowerCase()).toContain('connection: close');
    expect(raw.toLowerCase()).not.toMatch(/content-length|transfer-encoding/);
    expect(raw.split('\r\n\r\n')[1]).toBe(']');
    await empty.close();
  });
});

describe('a creation', () => {
  it('is 303 to an object with its keys in order and an ETag', async () => {
    const reply = await demo.call('POST', '/packages', small);
    const location = reply.headers.get('location') ?? '';
    expect([reply.status, reply.text]).toEqual([303, '']);
    expect(location).toMatch(/^\/fifo\/api\/2\/packages\/[0-9a-f-]{36}$/);
    const id = location.slice(-36);
    const shown = await demo.call('GET', `/packages/${id}`);
    expect(shown.text).toBe(
      `{"blocksize":8192,"compression":"lz4","cpu_cap":100,"hv_resources":{},"metadata":{},"name":"smaller","org_resources":{},"quota":40,"ram":1024,"requirements":[{"attribute":"resources.free-memory","condition":">","value":5,"weight":"must"}],"uuid":"${id}"}`,
    );
    const etag = shown.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[A-Za-z0-9+/]{22}=="$/);
    const again = await demo.call('GET', `/packages/${id}`, undefined, { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await demo.call('POST', '/packages', small)).status).toBe(409);
    expect(await old.show(`/packages/${id}`)).not.toHaveProperty('hv_resources');
    expect((await partner.call('GET', `/packages/${id}`)).status).toBe(403);
    expect((await partner.call('DELETE', `/packages/${id}`)).status).toBe(403);
  });

  it('ignores keys that it does not take, and leaves out what was not set', async () => {
    const extra = { block_size: 4096, cpu_shares: 7, metadata: { a: 1 }, org_resources: { x: 1 } };
    const shown = await demo.show(`/packages/${await demo.createPackage({ name: 'bare', ...extra })}`);
    expect(shown).toEqual({
      compression: 'off',
      hv_resources: {},
      metadata: {},
      name: 'bare',
      org_resources: {},
      requirements: [],
      uuid: expect.stringMatching(uuid),
    });
  });

  it.each([
    { ram: -5 },
    { ram: '1024' },
    { quota: 0 },
    { compression: 'none' },
    { requirements: [{ ...rule, condition: '|>' }] },
    { requirements: [{ ...rule, condition: '<=' }] },
    { requirements: [{ weight: 'scale', attribute: 'x' }] },
    { requirements: 'x' },
  ])('with %j crashes and leaves the object with what was set before', async (fields) => {
    const name = JSON.stringify(fields);
    expect((await demo.call('POST', '/packages', { name, ...fields })).status).toBe(500);
    const list = await demo.call('GET', '/packages?full-list=true');
    expect((list.json as object[]).map((each) => pick(each, 'name'))).toContain(name);
  });

  it.each([{}, { name: 7 }, [], null, 'text'])('of %j crashes', async (body) => {
    expect((await demo.call('POST', '/packages', body)).status).toBe(500);
  });

  it('of malformed or endlessly nested JSON crashes', async () => {
    const json = { 'content-type': 'application/json; charset=utf-8' };
    const endless = `{"name":"${'\\"x'.repeat(300_000)}`;
    for (const text of [
      '{',
      '',
      endless,
      '['.repeat(100_000),
      `{"name":${'['.repeat(200)}${']'.repeat(200)}}`,
    ]) {
      expect((await demo.call('POST', '/packages', Buffer.from(text), json)).status).toBe(500);
    }
  });

  it('reads a msgpack body', async () => {
    const body = Buffer.from('\x82\xa4name\xa6packed\xa3ram\xcd\x04\x00', 'latin1');
    const reply = await demo.call('POST', '/packages', body, { 'content-type': 'application/x-msgpack' });
    const id = reply.headers.get('location')?.slice(-36);
    expect(await demo.show(`/packages/${id}`)).toMatchObject({ name: 'packed', ram: 1024 });
    const cut = await demo.call('POST', '/packages', body.subarray(0, 9), {
      'content-type': 'application/x-msgpack',
    });
    expect(cut.status).toBe(500);
  });
});

describe('a package', () => {
  it('is immutable: PUT is 400, with 415 and 500 before', async () => {
    expect((await demo.call('PUT', `/packages/${database}`, { ram: 1 })).status).toBe(400);
    expect((await demo.call('PUT', `/packages/${missing}`, { ram: 1 })).status).toBe(400);
    expect((await demo.call('PUT', `/packages/${database}`, Buffer.from('{'))).status).toBe(500);
  });

  it('is deleted once', async () => {
    const id = await demo.createPackage({ name: 'brief' });
    expect((await demo.call('DELETE', `/packages/${id}`)).status).toBe(204);
    expect((await demo.call('DELETE', `/packages/${id}`)).status).toBe(404);
    expect((await demo.call('GET', `/packages/${id}`)).status).toBe(404);
  });
});

describe('metadata', () => {
  it('takes one key at a time at any depth, and loses it idempotently', async () => {
    const id = await demo.createPackage({ name: 'noted' });
    const path = `/packages/${id}/metadata`;
    expect((await demo.call('PUT', `${path}/ui/notes`, { first: 'hello' })).status).toBe(204);
    expect((await demo.call('PUT', path, { plain: [1, { deep: null }] })).status).toBe(204);
    expect((await demo.call('PUT', `${path}/a%2Fb`, { 'c.d': true })).status).toBe(204);
    const metadata = async () => (await demo.show(`/packages/${id}`))['metadata'];
    expect(await metadata()).toEqual({
      ui: { notes: { first: 'hello' } },
      plain: [1, { deep: null }],
      'a/b': { 'c.d': true },
    });
    for (const _again of [1, 2]) {
      expect((await demo.call('DELETE', `${path}/ui/notes/first`)).status).toBe(204);
    }
    expect((await demo.call('DELETE', `${path}/plain/x`)).status).toBe(204);
    expect(await metadata()).toMatchObject({ ui: { notes: {} }, plain: [1, { deep: null }] });
  });

  it.each([{}, { a: 1, b: 2 }, [], 'text', null])('refuses %j with 400', async (body) => {
    expect((await demo.call('PUT', `/packages/${database}/metadata`, body)).status).toBe(400);
  });

  it('of a missing package is 500 to set and 404 to remove', async () => {
    expect((await demo.call('PUT', `/packages/${missing}/metadata`, { a: 1 })).status).toBe(500);
    expect((await demo.call('DELETE', `/packages/${missing}/metadata/a`)).status).toBe(404);
  });

  it('holds hostile keys as its own', async () => {
    const id = await demo.createPackage({ name: 'hostile' });
    const put = await demo.call('PUT', `/packages/${id}/metadata/__proto__/constructor`, { a: 1 });
    expect(put.status).toBe(204);
    expect((await demo.call('GET', `/packages/${id}`)).text).toContain(
      '"metadata":{"__proto__":{"constructor":{"a":1}}}',
    );
  });
});

describe('hostile input', () => {
  it('never makes the sandbox itself fail', async () => {
    const segment = fc.oneof(
      fc.constantFrom('packages', 'datasets', 'sessions', 'metadata', 'dataset.gz', 'networks', missing),
      fc.constantFrom(database ?? '', '', '%00', '%ff', '__proto__', 'one_time_token', 'oauth', 'token'),
      fc.string({ maxLength: 8 }).map((text) => encodeURIComponent(text.toWellFormed())),
    );
    const body = fc.oneof(fc.json(), fc.constantFrom('{', 'null', '[[[['), fc.string());
    const types = fc.constantFrom(
      'application/json',
      'application/x-msgpack',
      'application/x-gzip',
      'application/x-www-form-urlencoded',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
        fc.constantFrom('0.1.0', '2', '3', '%'),
        fc.array(segment, { maxLength: 5 }),
        types,
        body,
        async (method, version, path, type, text) => {
          const client = version === '0.1.0' ? old : demo;
          const response = await fetch(`${sandbox.url}/fifo/api/${version}/${path.join('/')}`, {
            method,
            redirect: 'manual',
            headers: { accept: 'application/json', 'content-type': type, ...client.signature },
            ...(method !== 'GET' && method !== 'HEAD' && { body: text }),
          });
          expect(await response.text()).not.toContain('the sandbox failed to answer');
        },
      ),
      { numRuns: 400 },
    );
    demo = await FifoClient.signIn(sandbox, '2', 'demo');
    expect((await demo.call('GET', '/packages')).status).toBe(200);
    expect(await (await GlanceClient.signIn(sandbox, 'demo')).names('limit=1')).toHaveLength(1);
  });
});
