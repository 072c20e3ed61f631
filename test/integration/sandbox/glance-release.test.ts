import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, type Json, partnerProject, pick } from './client.ts';

let sandbox: Sandbox;
let demo: GlanceClient;
let partner: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  demo = await GlanceClient.signIn(sandbox, 'demo');
  partner = await GlanceClient.signIn(sandbox, 'partner');
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.switches.reset());

const since = (minor: number) => sandbox.switches.set('glance-max-minor', minor);

describe('an older image service', () => {
  it('tells its versions, the newest first', async () => {
    since(4);
    const { json } = await demo.call('GET', '/versions');
    expect([pick(json, 'versions', 0, 'id'), pick(json, 'versions', 0, 'status')]).toEqual([
      'v2.4',
      'CURRENT',
    ]);
    expect(pick(json, 'versions', 'length')).toBe(5);
  });

  it.each([
    ['/v2/metadefs/namespaces', 2],
    ['/v2/info/import', 6],
    ['/v2/info/stores', 8],
    ['/v2/images/ID/tasks', 12],
    ['/v2/info/usage', 13],
  ])('has %s since 2.%i', async (path, minor) => {
    const id = await demo.create();
    const ask = async () => (await demo.call('GET', path.replace('ID', id))).status;
    since(minor);
    expect(await ask()).toBe(200);
    since(minor - 1);
    expect(await ask()).toBe(404);
  });

  it('has no hidden images and no second hash before 2.7, and shows no stores before 2.8', async () => {
    const id = await demo.createActive(Buffer.from('x'));
    since(7);
    expect(Object.keys(await demo.show(id))).not.toContain('stores');
    expect(await demo.show(id)).toMatchObject({ os_hidden: false, os_hash_algo: 'sha512' });
    since(6);
    const image = await demo.show(id);
    for (const key of ['os_hidden', 'os_hash_algo', 'os_hash_value']) expect(image).not.toHaveProperty(key);
    expect((await demo.patch(id, { op: 'replace', path: '/os_hidden', value: true })).status).toBe(400);
    // The name of a property that no image has.
    expect(await demo.names('os_hidden=false')).toEqual([]);
  });

  it('knows only public and private before 2.5, and private images have members', async () => {
    since(4);
    const id = await demo.create({ name: 'old' });
    expect(await demo.show(id)).toMatchObject({ visibility: 'private' });
    expect((await demo.call('POST', '/v2/images', { visibility: 'shared' })).status).toBe(400);
    expect((await partner.call('GET', `/v2/images/${id}`)).status).toBe(404);
    const members = `/v2/images/${id}/members`;
    expect((await demo.call('POST', members, { member: partnerProject })).status).toBe(200);
    expect(await partner.show(id)).toMatchObject({ name: 'old', visibility: 'private' });
    await partner.call('PUT', `${members}/${partnerProject}`, { status: 'accepted' });
    expect(await partner.names('visibility=shared')).toEqual(['old']);
    expect(await demo.names('visibility=private&name=old')).toEqual(['old']);
    const schema = (await demo.call('GET', '/v2/schemas/image')).json as Json;
    expect(pick(schema, 'properties', 'visibility', 'enum')).toEqual(['public', 'private']);
  });

  it('shares an image that was made private by a newer one', async () => {
    const id = await demo.create({ visibility: 'private' });
    since(4);
    await demo.call('POST', `/v2/images/${id}/members`, { member: partnerProject });
    expect((await partner.call('GET', `/v2/images/${id}`)).status).toBe(200);
  });
});
