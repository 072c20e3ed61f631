import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, pick } from './client.ts';

let sandbox: Sandbox;
let demo: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  demo = await GlanceClient.signIn(sandbox, 'demo');
});
afterAll(() => sandbox.close());

const path = '/v2/metadefs/namespaces';
const forImages = 'resource_types=OS%3A%3AGlance%3A%3AImage';

async function names(query: string): Promise<unknown[]> {
  const found = pick((await demo.call('GET', `${path}?${query}`)).json, 'namespaces');
  return Array.isArray(found) ? found.map((one) => pick(one, 'namespace')) : [];
}

describe('metadata definitions', () => {
  it('are listed by namespaces, without their properties', async () => {
    const { json } = await demo.call('GET', path);
    expect(pick(json, 'namespaces', 3)).toMatchObject({
      namespace: 'Sandbox::Hardware',
      display_name: 'Virtual Hardware',
      resource_type_associations: [{ name: 'OS::Glance::Image', prefix: 'hw_' }, {}, {}],
      self: '/v2/metadefs/namespaces/Sandbox::Hardware',
      schema: '/v2/schemas/metadefs/namespace',
    });
    expect(pick(json, 'namespaces', 3)).not.toHaveProperty('properties');
    expect(pick(json, 'first')).toBe(path);
  });

  it('are filtered by what they are for', async () => {
    expect(await names(forImages)).toEqual(['Sandbox::Database', 'Sandbox::System', 'Sandbox::Hardware']);
    expect(await names('resource_types=OS::Nova::Flavor&sort_dir=asc')).toEqual([
      'Sandbox::Hardware',
      'Sandbox::Flavor',
    ]);
  });

  it('come by pages, each naming its last as the next marker', async () => {
    const first = (await demo.call('GET', `${path}?${forImages}&limit=2`)).json;
    const next = `${path}?${forImages}&limit=2&marker=Sandbox%3A%3ASystem`;
    expect(pick(first, 'next')).toBe(next);
    const second = (await demo.call('GET', next)).json;
    expect(pick(second, 'namespaces', 0, 'namespace')).toBe('Sandbox::Hardware');
    expect(second).not.toHaveProperty('next');
  });

  it('have the prefix of a resource type only if that is asked for', async () => {
    const properties = async (query: string) =>
      Object.keys(
        pick((await demo.call('GET', `${path}/Sandbox::Hardware${query}`)).json, 'properties') ?? {},
      );
    expect(await properties('')).toContain('disk_bus');
    expect(await properties('?resource_type=OS::Glance::Image')).toContain('hw_disk_bus');
    expect(await properties('?resource_type=OS::Nova::Flavor')).toContain('hw:disk_bus');
  });

  it('may stand in objects', async () => {
    const { json } = await demo.call('GET', `${path}/Sandbox::Database`);
    expect(json).not.toHaveProperty('properties');
    expect(pick(json, 'objects', 0, 'properties', 'sw_database_postgresql_version', 'type')).toBe('string');
  });

  it.each([
    ['/Nope', 404],
    ['?marker=Nope', 404],
    ['?limit=-1', 400],
    ['?visibility=odd', 400],
    ['?sort_dir=up', 400],
    ['?limit=x', 500],
  ])('%s is %i', async (rest, status) => {
    expect((await demo.call('GET', `${path}${rest}`)).status).toBe(status);
  });

  it('are not there where the switch says so', async () => {
    sandbox.switches.set('no-metadefs', true);
    expect((await demo.call('GET', path)).status).toBe(404);
    sandbox.switches.set('no-metadefs', null);
    expect((await demo.call('GET', path)).status).toBe(200);
  });
});
