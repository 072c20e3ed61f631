import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { demoProject, GlanceClient, type Json, partnerProject, pick, send } from './client.ts';

let sandbox: Sandbox;
let demo: GlanceClient;
let partner: GlanceClient;
let admin: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  [demo, partner, admin] = (await Promise.all(
    (['demo', 'partner', 'admin'] as const).map((name) => GlanceClient.signIn(sandbox, name)),
  )) as [GlanceClient, GlanceClient, GlanceClient];
});
afterAll(() => sandbox.close());

const message = (json: unknown) => String(pick(json, 'message')).split('<br />')[0];

describe('versions', () => {
  it('are 200 at /versions and 300 wherever no version is named, without a token', async () => {
    for (const [path, status] of [
      ['/versions', 200],
      ['/', 300],
      ['/v1/images', 300],
    ] as const) {
      const reply = await send(demo.url(path), 'GET');
      expect(reply.status).toBe(status);
      expect(pick(reply.json, 'versions', 0, 'id')).toBe('v2.15');
    }
  });
});

describe('creating', () => {
  it('shows every base attribute, links without the path prefix, and what can be imported', async () => {
    const body = {
      name: 'tiny',
      disk_format: 'qcow2',
      container_format: 'bare',
      tags: ['lab'],
      os_type: 'linux',
    };
    const reply = await demo.call('POST', '/v2/images', body);
    expect(reply.status).toBe(201);
    const image = reply.json as Json;
    expect(image).toMatchObject({
      ...body,
      status: 'queued',
      visibility: 'shared',
      owner: demoProject,
      checksum: null,
      os_hash_value: null,
      size: null,
      min_disk: 0,
      self: `/v2/images/${String(image['id'])}`,
      schema: '/v2/schemas/image',
    });
    expect(reply.headers.get('location')).toBe(`${sandbox.url}/v2/images/${String(image['id'])}`);
    expect(reply.headers.get('openstack-image-import-methods')).toBe('glance-direct,web-download,copy-image');
    expect(reply.headers.get('x-openstack-request-id')).toMatch(/^req-/);
  });

  it.each([
    [400, { name: 3 }, "Provided object does not match schema 'image': 3 is not of type 'null', 'string'"],
    [400, { os_type: 1 }, "Provided object does not match schema 'image': 1 is not of type 'string'"],
    [400, { id: 'x' }, "Provided object does not match schema 'image': 'x' does not match"],
    [400, { min_ram: -1 }, "Invalid value '-1' for parameter 'min_ram': Cannot be a negative value"],
    [403, { status: 'active' }, "Attribute 'status' is read-only."],
    [403, { self: 'x' }, "Attribute 'self' is read-only."],
    [403, { os_glance_x: 'x' }, 'Access was denied to this resource.'],
    [403, { visibility: 'public' }, 'You are not authorized to complete publicize_image action.'],
    [403, { owner: 'x' }, 'Access was denied to this resource.'],
  ])('is refused with %i for %j', async (status, body, text) => {
    const reply = await demo.call('POST', '/v2/images', body);
    expect(reply.status).toBe(status);
    expect(message(reply.json)).toContain(text);
  });

  it('refuses an id that is taken with 409', async () => {
    const id = await demo.create();
    expect((await partner.call('POST', '/v2/images', { id })).status).toBe(409);
  });

  it('is not for readers', async () => {
    const reader = await GlanceClient.signIn(sandbox, 'demo-reader');
    expect((await reader.call('POST', '/v2/images', {})).status).toBe(403);
  });
});

describe('editing', () => {
  it('adds, replaces and removes as a whole', async () => {
    const id = await demo.create({ old_key: 'x' });
    const reply = await demo.patch(
      id,
      { op: 'replace', path: '/name', value: null },
      { op: 'add', path: '/a~1b~0c', value: 'slash' },
      { op: 'replace', path: '/tags', value: ['t1', 't2'] },
      { op: 'remove', path: '/old_key' },
    );
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ name: null, 'a/b~c': 'slash', tags: ['t1', 't2'] });
    expect(reply.json).not.toHaveProperty('old_key');
    const failed = await demo.patch(
      id,
      { op: 'replace', path: '/name', value: 'half' },
      { op: 'remove', path: '/missing' },
    );
    expect(failed.status).toBe(409);
    expect((await demo.show(id))['name']).toBeNull();
  });

  it.each([
    [400, { op: 'test', path: '/name', value: 'x' }],
    [400, { op: 'add', path: '/tags/-', value: 'x' }],
    [400, { op: 'add', path: 'name', value: 'x' }],
    [400, { op: 'replace', path: '/name' }],
    [400, { op: 'replace', path: '/name', value: 5 }],
    [403, { op: 'remove', path: '/name' }],
    [403, { op: 'replace', path: '/status', value: 'active' }],
    [403, { op: 'add', path: '/os_glance_x', value: 'x' }],
    [409, { op: 'replace', path: '/missing', value: 'x' }],
  ])('is refused with %i for %j', async (status, change) => {
    const id = await demo.create();
    expect((await demo.patch(id, change)).status).toBe(status);
  });

  it('wants the JSON-patch media type and names it', async () => {
    const reply = await demo.call('PATCH', `/v2/images/${await demo.create()}`, []);
    expect(reply.status).toBe(415);
    expect(reply.headers.get('accept-patch')).toContain('application/openstack-images-v2.1-json-patch');
  });

  it('keeps the quotas for tags and properties', async () => {
    const id = await demo.create();
    const tags = Array.from({ length: 129 }, (_, index) => `t${index}`);
    const reply = await demo.patch(id, { op: 'replace', path: '/tags', value: tags });
    expect(reply.status).toBe(413);
    expect(message(reply.json)).toContain('Attempted: 129, Maximum: 128');
  });

  it('adds and removes single tags', async () => {
    const id = await demo.create();
    expect((await demo.call('PUT', `/v2/images/${id}/tags/a%2Fb`)).status).toBe(204);
    expect((await demo.show(id))['tags']).toEqual(['a/b']);
    expect((await demo.call('DELETE', `/v2/images/${id}/tags/a%2Fb`)).status).toBe(204);
    expect((await demo.call('DELETE', `/v2/images/${id}/tags/a%2Fb`)).status).toBe(404);
  });
});

describe('deleting', () => {
  it('spares protected images, and strangers get 404 rather than 403', async () => {
    const id = await demo.create({ protected: true });
    const refusal = await demo.call('DELETE', `/v2/images/${id}`);
    expect(refusal.status).toBe(403);
    expect(message(refusal.json)).toBe(`Image ${id} is protected and cannot be deleted.`);
    expect((await partner.call('DELETE', `/v2/images/${id}`)).status).toBe(404);
    await demo.patch(id, { op: 'replace', path: '/protected', value: false });
    expect((await demo.call('DELETE', `/v2/images/${id}`)).status).toBe(204);
    expect((await demo.call('GET', `/v2/images/${id}`)).status).toBe(404);
  });
});

describe('members', () => {
  it('are projects that decide for themselves', async () => {
    const id = await demo.create({ name: 'to share' });
    const members = `/v2/images/${id}/members`;
    expect((await partner.call('GET', `/v2/images/${id}`)).status).toBe(404);
    const added = await demo.call('POST', members, { member: partnerProject });
    expect(added.status).toBe(200);
    expect(added.json).toMatchObject({
      member_id: partnerProject,
      status: 'pending',
      schema: '/v2/schemas/member',
    });
    expect((await demo.call('POST', members, { member: partnerProject })).status).toBe(409);

    expect((await partner.call('GET', `/v2/images/${id}`)).status).toBe(200);
    expect(await partner.names('name=to share')).toEqual([]);
    expect(await partner.names('visibility=shared&member_status=pending')).toEqual(['to share']);
    expect((await demo.call('PUT', `${members}/${partnerProject}`, { status: 'accepted' })).status).toBe(403);
    expect((await partner.call('PUT', `${members}/${partnerProject}`, { status: 'perhaps' })).status).toBe(
      400,
    );
    expect((await partner.call('PUT', `${members}/${partnerProject}`, { status: 'accepted' })).status).toBe(
      200,
    );
    expect(await partner.names('name=to share')).toEqual(['to share']);

    expect((await partner.call('POST', members, { member: 'other' })).status).toBe(403);
    expect((await partner.call('DELETE', `${members}/${partnerProject}`)).status).toBe(403);
    expect((await partner.patch(id, { op: 'replace', path: '/name', value: 'x' })).status).toBe(403);
    await demo.call('POST', members, { member: 'third' });
    expect((pick((await demo.call('GET', members)).json, 'members') as Json[]).length).toBe(2);
    expect((pick((await partner.call('GET', members)).json, 'members') as Json[]).length).toBe(1);
    expect((await partner.call('GET', `${members}/third`)).status).toBe(404);
    expect((await demo.call('DELETE', `${members}/${partnerProject}`)).status).toBe(204);
    expect((await partner.call('GET', `/v2/images/${id}`)).status).toBe(404);
  });

  it('are for shared images only', async () => {
    const id = await demo.create({ visibility: 'private' });
    const refusal = await demo.call('GET', `/v2/images/${id}/members`);
    expect(refusal.status).toBe(403);
    expect(message(refusal.json)).toContain('Only shared images have members.');
    expect((await demo.call('GET', `/v2/images/${id}/members/x`)).status).toBe(404);
  });
});

describe('deactivation', () => {
  it('is for the owner and administrators, and closes the data', async () => {
    const id = await demo.createActive(Buffer.from('data'));
    await demo.call('POST', `/v2/images/${id}/members`, { member: partnerProject });
    expect((await partner.call('POST', `/v2/images/${id}/actions/deactivate`)).status).toBe(403);
    expect((await demo.call('POST', `/v2/images/${id}/actions/deactivate`)).status).toBe(204);
    expect((await demo.show(id))['status']).toBe('deactivated');
    expect((await demo.call('GET', `/v2/images/${id}/file`)).status).toBe(403);
    expect((await admin.call('POST', `/v2/images/${id}/actions/reactivate`)).status).toBe(204);
    expect((await demo.call('GET', `/v2/images/${id}/file`)).text).toBe('data');
  });
});

describe('errors', () => {
  const missing = '/v2/images/11111111-2222-3333-4444-555555555555';
  const text = 'No image found with ID 11111111-2222-3333-4444-555555555555';

  it('come as JSON with markup in it, as an HTML page, or as text, by Accept', async () => {
    const json = await demo.call('GET', missing);
    expect(json.text).toBe(
      `{"message": "${text}<br /><br />\\n\\n\\n", "code": "404 Not Found", "title": "Not Found"}`,
    );
    const html = await demo.call('GET', missing, undefined, { accept: '*/*' });
    expect(html.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(html.text).toBe(
      `<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n  ${text}<br /><br />\n\n\n\n </body>\n</html>`,
    );
    const plain = await demo.call('GET', missing, undefined, { accept: 'text/plain' });
    expect(plain.text).toBe(`404 Not Found\n\n${text}\n\n   `);
  });

  it('name the allowed methods and the identity service', async () => {
    const method = await demo.call('PUT', '/v2/images', {});
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toBe('GET, POST');
    const nobody = await send(demo.url('/v2/images'), 'GET');
    expect(nobody.status).toBe(401);
    expect(nobody.headers.get('www-authenticate')).toBe(`Keystone uri="${sandbox.url}/identity"`);
  });
});

describe('information', () => {
  it('tells import methods, stores with string booleans, usage and schemas', async () => {
    const methods = await demo.call('GET', '/v2/info/import');
    expect(pick(methods.json, 'import-methods', 'value')).toEqual([
      'glance-direct',
      'web-download',
      'copy-image',
    ]);
    const stores = await demo.call('GET', '/v2/info/stores');
    expect(pick(stores.json, 'stores', 0)).toMatchObject({ id: 'main', default: 'true' });
    expect((await demo.call('GET', '/v2/info/stores/detail')).status).toBe(403);
    expect(
      pick((await demo.call('GET', '/v2/info/usage')).json, 'usage', 'image_count_total', 'usage'),
    ).toBeGreaterThan(0);
    const schema = await demo.call('GET', '/v2/schemas/image');
    expect(pick(schema.json, 'properties', 'disk_format', 'enum')).toContain('qcow2');
  });
});
