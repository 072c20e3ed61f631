import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { demoProject, GlanceClient, type Json, partnerProject, pick, send, until } from './client.ts';

let sandbox: Sandbox;
let files: Server;
let source: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  files = createServer((request, response) => {
    response.writeHead(request.url === '/c.img' ? 200 : 404).end('0123456789');
  });
  files.listen(0, '127.0.0.1');
  await once(files, 'listening');
  const address = files.address();
  source = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterEach(() => sandbox.switches.reset());
afterAll(async () => {
  files.close();
  await sandbox.close();
});

const target = (namespace = 'ccsr1', environment: string = demoProject) => ({
  'content-type': 'application/json',
  'x-target-ns': namespace,
  'x-environment-id': environment,
});
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = target()) =>
  send(`${sandbox.url}/alliance${path}`, method, body, headers);
const names = async (headers = target()) =>
  ((await call('GET', '/images/', undefined, headers)).json as Json[]).map(({ name }) => name);
const create = async (image: Json = {}) => {
  const reply = await call('POST', '/images/', { image: { name: 'made', ...image } });
  return String(pick(reply.json, 'id'));
};

describe('addressing', () => {
  it('is announced: a namespace and an environment, and no secret', () => {
    expect(sandbox.dialects['alliance']).toEqual({
      endpoint: `${sandbox.url}/alliance`,
      namespace: 'ccsr1',
      environment: demoProject,
    });
  });

  it.each([
    ['no namespace', { 'x-environment-id': demoProject }, 400],
    ['no environment', { 'x-target-ns': 'ccsr1' }, 400],
    ['a malformed environment', target('ccsr1', 'demo'), 400],
    ['an unknown environment', target('ccsr1', 'f'.repeat(32)), 404],
    ['an unknown namespace', target('nowhere'), 404],
  ])('with %s is refused', async (_what, headers, status) => {
    const reply = await call('GET', '/images/', undefined, headers);
    expect(reply.status).toBe(status);
    expect(pick(reply.json, 'error', 'code')).toBe(status);
  });

  it('shows every pair of namespace and environment its own images', async () => {
    expect(await names()).toContain('Alpine 3.23 golden');
    expect(await names(target('ccsr1', partnerProject))).not.toContain('Alpine 3.23 golden');
    expect(await names(target('ccsr1', partnerProject))).toContain('Partner appliance 4.2');
    expect(await names(target('ctlr2'))).toEqual(['GParted Live', 'CirrOS 0.6.3']);
    const made = await call('POST', '/images', { image: { name: 'over there' } }, target('ctlr2'));
    const path = `/images/${String(pick(made.json, 'id'))}`;
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('GET', path, undefined, target('ctlr2'))).status).toBe(200);
    expect((await call('DELETE', path, undefined, target('ctlr2'))).status).toBe(200);
  });

  it('wants a token of the environment where a switch says so', async () => {
    sandbox.switches.set('alliance-token', true);
    const demo = await GlanceClient.signIn(sandbox, 'demo');
    const withToken = { ...target(), 'x-auth-token': demo.token };
    expect((await call('GET', '/images')).status).toBe(401);
    expect((await call('GET', '/images', undefined, withToken)).status).toBe(200);
    const foreign = { ...withToken, 'x-environment-id': partnerProject };
    expect((await call('GET', '/images', undefined, foreign)).status).toBe(403);
  });
});

describe('an image', () => {
  it('is created queued, answered bare with 201, and copied from its address', async () => {
    const copyFrom = `${source}/c.img`;
    const reply = await call('POST', '/images/', {
      image: {
        name: 'remote_image',
        disk_format: 'qcow2',
        container_format: 'bare',
        copy_from: copyFrom,
        min_ram: 1,
        min_disk: 500,
      },
    });
    expect(reply.status).toBe(201);
    expect(reply.json).toMatchObject({
      name: 'remote_image',
      status: 'queued',
      visibility: 'private',
      owner: demoProject,
      copy_from: copyFrom,
      min_ram: 1,
      min_disk: 500,
      size: null,
      checksum: null,
      virtual_size: null,
      protected: false,
      tags: [],
      schema: '/v2/schemas/image',
    });
    const id = String(pick(reply.json, 'id'));
    expect(pick(reply.json, 'file')).toBe(`/v2/images/${id}/file`);
    const active = await until(async () => {
      const { json } = await call('GET', `/images/${id}`);
      return pick(json, 'status') === 'active' ? json : undefined;
    });
    expect(active).toMatchObject({ size: 10, checksum: '781e5e245d69b566979b86e28d23f2c7' });
    expect(pick(active, 'updated_at')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const demo = await GlanceClient.signIn(sandbox, 'demo');
    expect(await demo.show(id)).toMatchObject({ name: 'remote_image', status: 'active' });
  });

  it('is not copied without its formats, or from what is no address', async () => {
    const formats = { disk_format: 'raw', container_format: 'bare' };
    for (const image of [
      { name: 'x', copy_from: `${source}/c.img` },
      { name: 'x', ...formats, copy_from: 'file:///etc/passwd' },
      { name: 'x', ...formats, copy_from: 7 },
    ])
      expect((await call('POST', '/images/', { image })).status).toBe(400);
  });

  it('whose source does not answer is killed', async () => {
    const id = await create({ copy_from: `${source}/nothing`, disk_format: 'raw', container_format: 'bare' });
    await until(async () =>
      pick((await call('GET', `/images/${id}`)).json, 'status') === 'killed' ? true : undefined,
    );
  });

  it('is updated by PATCH or PUT with a plain object', async () => {
    const id = await create();
    const patched = await call('PATCH', `/images/${id}`, { image: { name: 'ubuntu_image', min_disk: 3 } });
    expect([patched.status, pick(patched.json, 'name'), pick(patched.json, 'min_disk')]).toEqual([
      200,
      'ubuntu_image',
      3,
    ]);
    expect(pick((await call('PUT', `/images/${id}/`, { image: { name: 'b' } })).json, 'name')).toBe('b');
    expect((await call('PATCH', `/images/${id}`, { name: 'unwrapped' })).status).toBe(400);
    expect((await call('PATCH', `/images/${id}`, { image: { status: 'active' } })).status).toBe(403);
    expect((await call('PATCH', `/images/${id}`, { image: { min_ram: 'x' } })).status).toBe(400);
    expect((await call('PATCH', '/images/nothing', { image: { name: 'b' } })).status).toBe(404);
  });

  it('is deleted with 200 and no body, unless protected or not the environment’s', async () => {
    const id = await create();
    const gone = await call('DELETE', `/images/${id}`);
    expect([gone.status, gone.text]).toEqual([200, '']);
    expect((await call('GET', `/images/${id}`)).status).toBe(404);
    const ubuntu = '0d5a4c86-7a0e-4f0b-9a44-6d0a2f7d1b01';
    expect((await call('DELETE', `/images/${ubuntu}`)).status).toBe(403);
    const kept = await create({ protected: true });
    expect((await call('DELETE', `/images/${kept}`)).status).toBe(403);
  });

  it('has no bytes, members or other routes', async () => {
    const id = await create();
    for (const path of [`/images/${id}/file`, `/images/${id}/members`, '/servers', '/'])
      expect((await call('GET', path)).status).toBe(404);
    const wrong = await call('POST', `/images/${id}`, {});
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, PATCH, PUT, DELETE']);
  });
});

describe('the drafts', () => {
  it('print the list in three ways', async () => {
    expect(Array.isArray((await call('GET', '/images')).json)).toBe(true);
    sandbox.switches.set('alliance-list-wrapped', true);
    expect(Array.isArray(pick((await call('GET', '/images')).json, 'image'))).toBe(true);
    sandbox.switches.set('alliance-list-literal', true);
    const literal = await call('GET', '/images', undefined, target('ctlr2'));
    expect(literal.json).toBeUndefined();
    expect(literal.text).toMatch(/^\[\{images: \{.*\}, \{.*\}\}\]$/);
    expect(literal.text).toContain('"name": "CirrOS 0.6.3"');
  });

  it('of generation 0 create with 200', async () => {
    sandbox.switches.set('alliance-generation', 0);
    expect((await call('POST', '/images/', { image: { name: 'x' } })).status).toBe(200);
  });

  it('of generation 2 show objects of the Glance v1 client and delete with 204', async () => {
    sandbox.switches.set('alliance-generation', 2);
    const listed = pick((await call('GET', '/images/')).json, 'image') as Json[];
    const ubuntu = listed.find(({ name }) => name === 'Ubuntu 24.04 LTS');
    expect(ubuntu).toMatchObject({
      is_public: true,
      deleted: false,
      _loaded: true,
      virtual_size: null,
      created_at: '2026-05-04T08:12:31.000000',
      properties: { os_distro: 'ubuntu' },
    });
    for (const key of ['visibility', 'tags', 'copy_from', 'file', 'os_distro'])
      expect(ubuntu).not.toHaveProperty(key);
    const shown = (await call('GET', `/images/${String(ubuntu?.['id'])}`)).json;
    expect(shown).toMatchObject({ _loaded: false });
    expect(shown).not.toHaveProperty('properties');
    const id = await create();
    expect(pick((await call('GET', `/images/${id}`)).json, 'size')).toBe(0);
    expect((await call('DELETE', `/images/${id}`)).status).toBe(204);
  });

  it('swap the minima in replies to create and update only', async () => {
    sandbox.switches.set('alliance-swap-min', true);
    const made = await call('POST', '/images', { image: { name: 'x', min_ram: 1, min_disk: 500 } });
    expect(made.json).toMatchObject({ min_ram: 500, min_disk: 1 });
    const shown = await call('GET', `/images/${String(pick(made.json, 'id'))}`);
    expect(shown.json).toMatchObject({ min_ram: 1, min_disk: 500 });
  });

  it('update the name only', async () => {
    const id = await create({ disk_format: 'qcow2' });
    sandbox.switches.set('alliance-name-only', true);
    const updated = await call('PATCH', `/images/${id}`, { image: { name: 'n', disk_format: 'ari' } });
    expect(updated.json).toMatchObject({ name: 'n', disk_format: 'qcow2' });
  });

  it('update by one method only, and by name', async () => {
    const id = await create({ name: 'unique name' });
    const body = { image: { name: 'unique name' } };
    sandbox.switches.set('alliance-no-patch', true);
    expect((await call('PATCH', `/images/${id}`, body)).status).toBe(405);
    expect((await call('PUT', `/images/${id}`, body)).status).toBe(200);
    sandbox.switches.set('alliance-by-name', true);
    expect((await call('PUT', `/images/${id}`, body)).status).toBe(404);
    expect((await call('PUT', '/images/unique%20name', body)).status).toBe(200);
    await create({ name: 'unique name' });
    expect((await call('DELETE', '/images/unique%20name')).status).toBe(409);
    sandbox.switches.set('alliance-no-put', true);
    expect((await call('PUT', '/images/unique%20name', body)).status).toBe(405);
  });
});

describe('hostile bodies', () => {
  it('get 4xx, never a crash, from both services', async () => {
    const demo = await GlanceClient.signIn(sandbox, 'demo');
    const id = await demo.create();
    const nova = `${sandbox.url}/compute/v2.1/images/${id}/metadata`;
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), async (value, fields) => {
        const refused = [400, 403];
        expect(refused).toContain((await call('POST', '/images', value)).status);
        expect([201, ...refused]).toContain((await call('POST', '/images', { image: fields })).status);
        const headers = { 'x-auth-token': demo.token };
        expect(refused).toContain((await send(nova, 'POST', value, headers)).status);
        expect([200, ...refused]).toContain((await send(nova, 'PUT', { metadata: fields }, headers)).status);
      }),
      { numRuns: 60 },
    );
    expect((await call('POST', '/images', { image: { name: 'x'.repeat(2_000_000) } })).status).toBe(413);
    expect((await call('GET', '/images')).status).toBe(200);
  });
});
