import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, type Json, pick, send } from './client.ts';
import { PlanktonClient } from './plankton-client.ts';

let sandbox: Sandbox;
let demo: PlanktonClient;
let partner: PlanktonClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  demo = new PlanktonClient(sandbox, 'demo');
  partner = new PlanktonClient(sandbox, 'partner');
});
afterEach(() => sandbox.switches.reset());
afterAll(() => sandbox.close());

const detail = async (client: PlanktonClient, id: string) =>
  (pick((await client.image('GET', '/images/detail')).json, 'images') as Json[]).find(
    (image) => image['id'] === id,
  );
const members = async (id: string) => (await demo.image('GET', `/images/${id}/members`)).json;

describe('the registry', () => {
  it('registers an object from headers and shows it in headers and JSON', async () => {
    await demo.put('debian%20base.diskdump', Buffer.alloc(42, 'x'));
    const reply = await demo.register('Debian%20%E2%98%82', 'debian%20base.diskdump', {
      'X-Image-Meta-Disk-Format': 'diskdump',
      'X-Image-Meta-Is-Public': 'false',
      'X-Image-Meta-Property-OsFamily': 'linux',
      'X-Image-Meta-Property-Root-Partition': '1',
      'X-Image-Meta-Nonsense': 'ignored',
    });
    expect([reply.status, reply.text]).toEqual([200, '']);
    const shown = Object.fromEntries(reply.headers);
    expect(shown).toMatchObject({
      'content-type': 'application/json; charset=UTF-8',
      vary: 'X-Auth-Token',
      'cache-control': 'no-cache, no-store, must-revalidate',
      'x-image-meta-name': 'Debian%20%E2%98%82',
      'x-image-meta-status': 'AVAILABLE',
      'x-image-meta-is-public': 'False',
      'x-image-meta-deleted-at': '',
      'x-image-meta-description': '',
      'x-image-meta-property-osfamily': 'linux',
      'x-image-meta-property-root-partition': '1',
      'x-image-meta-location': `pithos://${demo.uuid}/images/debian%20base.diskdump`,
    });
    expect(shown['x-image-meta-created-at']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const id = shown['x-image-meta-id'] ?? '';
    const listed = await demo.image('GET', '/images/detail');
    expect(listed.text).toContain('Debian \\u2602');
    expect(await detail(demo, id)).toMatchObject({
      ...{ name: 'Debian ☂', size: 42, disk_format: 'diskdump', container_format: 'bare' },
      ...{ is_public: false, is_snapshot: false, deleted_at: '', owner: demo.uuid },
      properties: { osfamily: 'linux', root_partition: '1' },
    });
    expect(await detail(demo, id)).not.toHaveProperty('description');
    const head = await demo.image('HEAD', `/images/${id}`);
    expect(head.headers.get('x-image-meta-id')).toBe(id);
  });

  it.each([
    [{ 'X-Image-Meta-Id': 'x' }, 'Setting the image ID is not supported'],
    [{ 'X-Image-Meta-Size': '10' }, "Invalid 'size' field"],
    [{ 'X-Image-Meta-Description': 'x' }, 'Invalid parameters'],
    [{ 'X-Image-Meta-Disk-Format': 'qcow2' }, "Invalid disk format 'qcow2'"],
    [{ 'X-Image-Meta-Container-Format': 'docker' }, "Invalid container format 'docker'"],
    [{ 'X-Image-Meta-Store': 'pitho' }, "Invalid store type 'pitho'"],
    [{ 'X-Image-Meta-Checksum': 'abc' }, "Invalid 'checksum' field"],
    [{ 'X-Image-Meta-Location': 'http://x/y' }, "Invalid location 'http://x/y'"],
    [{ 'X-Image-Meta-Name': '' }, 'Invalid image name'],
    [{ 'X-Image-Meta-Name': '%ff' }, 'Could not decode request as UTF-8 string'],
    [{ [`X-Image-Meta-Property-${'k'.repeat(94)}`]: 'x' }, 'exceeds 93 characters'],
    [{ 'X-Image-Meta-Property-K': 'v'.repeat(257) }, 'exceeds 256 characters'],
  ])('refuses %j with 400', async (headers, message) => {
    await demo.put('refused', Buffer.from('x'));
    const reply = await demo.register('n', 'refused', headers as Record<string, string>);
    expect(reply.status).toBe(400);
    expect(pick(reply.json, 'badRequest')).toMatchObject({ code: 400, details: '' });
    expect(String(pick(reply.json, 'badRequest', 'message'))).toContain(message);
  });

  it('tells missing from foreign objects', async () => {
    expect((await demo.register('n', 'nothing')).status).toBe(404);
    const location = { 'X-Image-Meta-Location': `pithos://${demo.uuid}/images/refused` };
    const reply = await partner.register('n', 'refused', location);
    expect([reply.status, Object.keys(reply.json as Json)]).toEqual([403, ['forbidden']]);
  });

  it('updates: properties merge, an empty one is deleted, a stored status wins', async () => {
    const id = await demo.create('update', {
      'X-Image-Meta-Property-Os': 'a',
      'X-Image-Meta-Property-Gui': 'b',
    });
    const reply = await demo.image('PUT', `/images/${id}`, {
      'X-Image-Meta-Property-OS': '',
      'X-Image-Meta-Property-Kernel': '50%25',
      'X-Image-Meta-Status': 'BROKEN',
    });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-image-meta-status')).toBe('UNKNOWN');
    expect(reply.headers.get('x-image-meta-property-kernel')).toBe('50%25');
    const { properties, status } = (await detail(demo, id)) ?? {};
    expect([status, properties]).toEqual(['BROKEN', { gui: 'b', kernel: '50%' }]);
    const refused = await demo.image('PUT', `/images/${id}`, { 'X-Image-Meta-Location': 'x' });
    expect(pick(refused.json, 'badRequest', 'message')).toBe('Invalid metadata');
  });

  it('unregisters but keeps the object', async () => {
    const id = await demo.create('kept');
    expect((await demo.image('DELETE', `/images/${id}`)).status).toBe(204);
    expect((await demo.image('HEAD', `/images/${id}`)).status).toBe(404);
    expect((await demo.store('GET', '/images/kept')).text).toBe('0123456789');
    expect((await demo.register('again', 'kept')).headers.get('x-image-meta-id')).toBe(id);
  });

  it('shows the same images as Glance, both ways', async () => {
    const glance = await GlanceClient.signIn(sandbox, 'demo');
    const id = await glance.createActive(Buffer.from('from glance'), { name: 'shared store' });
    const seen = await detail(demo, id);
    expect(seen).toMatchObject({ name: 'shared store', disk_format: 'diskdump', size: 11 });
    expect((await demo.store('GET', `/images/${id}`)).text).toBe('from glance');
    const named = await glance.create();
    await demo.put(named, Buffer.from('a namesake'));
    await glance.upload(named, Buffer.from('its own bytes'));
    expect(await detail(demo, named)).toMatchObject({ size: 13 });
    const own = await demo.create('from-plankton');
    expect(await glance.show(own)).toMatchObject({ status: 'active', disk_format: 'raw', size: 10 });
    expect((await glance.call('GET', `/v2/images/${own}/file`)).text).toBe('0123456789');
    await glance.call('DELETE', `/v2/images/${own}`);
    expect((await demo.store('GET', '/images/from-plankton')).status).toBe(404);
  });
});

describe('members', () => {
  it('read at once, the owner among them, and are lost when registered again', async () => {
    const id = await demo.create('members');
    expect(await members(id)).toEqual({ members: [{ member_id: demo.uuid, can_share: false }] });
    expect((await partner.image('HEAD', `/images/${id}`)).status).toBe(403);
    expect((await demo.image('PUT', `/images/${id}/members/${partner.uuid}`)).status).toBe(204);
    for (const path of ['a%40b', 'a@b'])
      expect((await demo.image('DELETE', `/images/${id}/members/${path}`)).status).toBe(204);
    expect((await demo.image('DELETE', `/images/${id}/members/a%2Fb`)).status).toBe(400);
    expect((await partner.image('HEAD', `/images/${id}`)).status).toBe(200);
    const url = demo.storeUrl('/images/members');
    expect((await send(url, 'GET', undefined, { 'x-auth-token': partner.token })).text).toBe('0123456789');
    expect((await partner.image('PUT', `/images/${id}`, { 'X-Image-Meta-Name': 'x' })).status).toBe(403);
    expect((await partner.image('DELETE', `/images/${id}/members/x`)).status).toBe(403);
    const shared = await partner.image('GET', `/shared-images/${demo.uuid}`);
    expect(shared.json).toEqual({ shared_images: [{ image_id: id, can_share: false }] });
    await demo.register('members', 'members');
    expect((await partner.image('HEAD', `/images/${id}`)).status).toBe(403);
  });

  it('are replaced as a whole', async () => {
    const id = await demo.create('replace', { 'X-Image-Meta-Is-Public': 'TRUE' });
    const put = (body: unknown, type = 'application/json') =>
      demo.image('PUT', `/images/${id}/members`, { 'content-type': type }, body);
    expect((await put({ memberships: [{ member_id: 'uuid-1' }] })).status).toBe(204);
    expect(await members(id)).toEqual({ members: [{ member_id: 'uuid-1', can_share: false }] });
    expect((await partner.image('HEAD', `/images/${id}`)).headers.get('x-image-meta-is-public')).toBe('True');
    expect(pick((await put({})).json, 'badRequest', 'message')).toBe(
      "Malformed request. Missing attribute 'memberships'.",
    );
    expect(pick((await put({ memberships: [1] })).json, 'badRequest', 'message')).toBe(
      "Invalid 'memberships' field",
    );
    expect((await put({ memberships: [] }, 'text/plain')).status).toBe(400);
    expect((await demo.image('DELETE', `/images/${id}/members/nobody`)).status).toBe(204);
  });
});

describe('manners', () => {
  it('name refusals of tokens in two ways, and let the query win', async () => {
    const none = await send(`${sandbox.url}/plankton/image/v1.0/images`, 'GET');
    expect(none.json).toEqual({
      unauthorized: { code: 401, message: 'Access denied. No authentication token', details: '' },
    });
    const wrong = await demo.image('GET', '/images?X-Auth-Token=wrong');
    expect([wrong.status, Object.keys(wrong.json as Json)]).toEqual([401, ['fault']]);
    sandbox.switches.set('plankton-token-expired', true);
    expect(pick((await demo.image('GET', '/images')).json, 'fault', 'code')).toBe(401);
  });

  it('answer unknown paths 400, raw data 501, wrong methods in two ways', async () => {
    const id = await demo.create('manners');
    for (const path of [`/images/${id}/`, '/images/detail/', '/nothing', '/images/not_a_uuid'])
      expect((await demo.image('HEAD', path)).status).toBe(400);
    expect(pick((await demo.image('GET', '/nothing')).json, 'badRequest', 'message')).toBe(
      'API endpoint not found',
    );
    const raw = await demo.image('GET', `/images/${id}`);
    expect([raw.status, raw.text]).toEqual([501, '']);
    const bare = await demo.image('PUT', '/images');
    expect([bare.status, bare.headers.get('allow'), bare.json]).toEqual([405, 'GET, POST', undefined]);
    const json = await demo.image('POST', '/images/detail');
    expect([json.status, json.headers.get('allow'), Object.keys(json.json as Json)]).toEqual([
      ...[405, 'GET'],
      ['notAllowed'],
    ]);
    const xml = await demo.image('GET', '/images?format=xml');
    expect(xml.headers.get('content-type')).toBe('application/xml; charset=UTF-8');
    expect(xml.json).toHaveProperty('images');
  });

  it('sort newest first, ignore filters, and change with the switches', async () => {
    await demo.create('older');
    await demo.create('newer');
    const names = async (query: string) =>
      (pick((await demo.image('GET', `/images${query}`)).json, 'images') as Json[]).map(({ name }) => name);
    expect((await names('')).slice(0, 2)).toEqual(['newer', 'older']);
    expect((await names('?sort_dir=asc')).at(-1)).toBe('newer');
    expect((await names('?name=older')).length).toBeGreaterThan(1);
    for (const query of ['sort_key=x', 'sort_dir=x', 'size_min=', 'size_max=x'])
      expect((await demo.image('GET', `/images?${query}`)).status).toBe(400);
    sandbox.switches.set('plankton-apply-filters', true);
    expect(await names('?name=older')).toEqual(['older']);
    sandbox.switches.set('plankton-list-wrapped', false);
    sandbox.switches.set('plankton-status-era', 2013);
    expect(pick((await demo.image('GET', '/images')).json, 0, 'status')).toBe('available');
  });

  it('discover services and names', async () => {
    const tokens = `${sandbox.url}/plankton/identity/v2.0/tokens`;
    const access = await send(tokens, 'POST', { auth: { token: { id: demo.token }, tenantName: demo.uuid } });
    expect(pick(access.json, 'access', 'user')).toMatchObject({ id: demo.uuid, projects: [demo.uuid] });
    expect(pick(access.json, 'access', 'token', 'expires')).toMatch(/\+00:00$/);
    expect(pick(access.json, 'access', 'serviceCatalog', 0)).toMatchObject({
      type: 'image',
      endpoints: [{ versionId: 'v1.0', publicURL: sandbox.dialects['plankton']?.['endpoint'] }],
    });
    expect(Object.keys(pick((await send(tokens, 'POST')).json, 'access') as Json)).toEqual([
      'serviceCatalog',
    ]);
    expect((await send(tokens, 'POST', { auth: { token: { id: 'x' } } })).json).toHaveProperty(
      'unauthorized',
    );
    const foreign = { auth: { token: { id: demo.token }, tenantName: 'x' } };
    expect((await send(tokens, 'POST', foreign)).status).toBe(400);
    const catalogs = await send(
      `${sandbox.url}/plankton/account/v1.0/user_catalogs`,
      'POST',
      { uuids: [demo.uuid], displaynames: ['partner@sandbox.example'] },
      { 'x-auth-token': demo.token },
    );
    expect(catalogs.json).toEqual({
      uuid_catalog: { [demo.uuid]: 'demo@sandbox.example' },
      displayname_catalog: { 'partner@sandbox.example': partner.uuid },
    });
    const versions = await send(`${sandbox.url}/plankton/image/`, 'GET');
    expect(pick(versions.json, 'versions', 1, 'id')).toBe('v1');
  });

  it('never fail over random paths, headers and bodies', async () => {
    const segment = fc.oneof(
      fc.constantFrom(
        'image',
        'v1.0',
        'images',
        'detail',
        'members',
        'object-store',
        'v1',
        demo.uuid,
        '%ff',
        '%00',
        '..',
      ),
      fc.string({ maxLength: 8 }).map((text) => encodeURIComponent(text.toWellFormed())),
    );
    const header = fc.stringMatching(/^[\x21-\x7e]{0,20}$/);
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS');
    await fc.assert(
      fc.asyncProperty(
        method,
        fc.array(segment, { maxLength: 6 }),
        header,
        fc.json(),
        async (verb, path, text, body) => {
          const reply = await fetch(`${sandbox.url}/plankton/${path.join('/')}?hashmap&format=json`, {
            method: verb,
            headers: {
              'x-auth-token': demo.token,
              'x-image-meta-name': text,
              'x-image-meta-location': `pithos://${demo.uuid}/images/${text}`,
              'x-image-meta-property-%7': text,
              range: `bytes=${text}`,
            },
            ...(verb !== 'GET' && verb !== 'HEAD' && { body }),
          });
          expect(await reply.text()).not.toContain('the sandbox failed to answer');
        },
      ),
      { numRuns: 300 },
    );
  });
});
