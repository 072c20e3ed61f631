import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, type Json, pick } from './client.ts';

let sandbox: Sandbox;
let demo: GlanceClient;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  demo = await GlanceClient.signIn(sandbox, 'demo');
  const partner = await GlanceClient.signIn(sandbox, 'partner');
  await demo.createActive(Buffer.alloc(10), {
    name: 'alpha',
    tags: ['x', 'y'],
    os_distro: 'debian',
    visibility: 'private',
  });
  await demo.createActive(Buffer.alloc(30), { name: 'beta, "two"', tags: ['x'], min_ram: 64 });
  await demo.createActive(Buffer.alloc(20), { name: 'alpha', disk_format: 'iso' });
  await demo.create({ name: 'queued', disk_format: null, container_format: null });
  await demo.create({ name: 'hidden', os_hidden: true });
  await partner.create({ name: 'community', visibility: 'community' });
  await partner.create({ name: 'secret', visibility: 'private' });
});
afterAll(() => sandbox.close());

describe('a list', () => {
  it('is newest first, without hidden, community and foreign images', async () => {
    expect(await demo.names('')).toEqual(['queued', 'alpha', 'beta, "two"', 'alpha']);
    expect(await demo.names('visibility=community')).toEqual(['community']);
    expect(await demo.names('os_hidden=true')).toEqual(['hidden']);
    expect(await demo.names('visibility=all')).toContain('community');
  });

  it.each([
    ['name=alpha', ['alpha', 'alpha']],
    ['name=in:queued,"beta, \\"two\\""', ['queued']],
    ['status=in:queued,saving', ['queued']],
    ['os_distro=debian', ['alpha']],
    ['os_distro=nothing', []],
    ['unknown=1', []],
    ['tag=x', ['beta, "two"', 'alpha']],
    ['tag=x&tag=y', ['alpha']],
    ['size_min=20&size_max=25', ['alpha']],
    ['size=30', ['beta, "two"']],
    ['min_ram=64', ['beta, "two"']],
    ['disk_format=iso', ['alpha']],
    ['visibility=private', ['alpha']],
    ['protected=true', []],
    ['created_at=gt:2020-01-01T00:00:00Z&name=queued', ['queued']],
    ['updated_at=lt:2020-01-01T00:00:00Z', []],
  ])('filters by %s', async (query, names) => {
    expect(await demo.names(query)).toEqual(names);
  });

  it.each([
    ['sort=name:asc,size:desc', ['alpha', 'alpha', 'beta, "two"', 'queued']],
    ['sort_key=size&sort_dir=asc', ['queued', 'alpha', 'alpha', 'beta, "two"']],
    ['sort_key=name&sort_dir=desc&sort_key=size&sort_dir=asc&limit=1', ['queued']],
  ])('sorts by %s', async (query, names) => {
    expect(await demo.names(query)).toEqual(names);
  });

  it.each([
    'limit=-1',
    'limit=x',
    'sort_key=owner',
    'sort=name:up',
    'sort=name&sort_key=name',
    'marker=11111111-2222-3333-4444-555555555555',
    'visibility=mine',
    'member_status=maybe',
    'os_hidden=1',
    'protected=yes',
    'changes-since=2020-01-01',
    'created_at=sometime',
    'created_at=about:2020-01-01T00:00:00Z',
    'size_min=big',
    'name=in:"open',
    'name=like:x',
  ])('refuses %s with 400', async (query) => {
    expect((await demo.call('GET', `/v2/images?${query}`)).status).toBe(400);
  });

  it.each(['created_at:desc', 'name:asc', 'size:asc', 'disk_format:asc,size:desc'])(
    'pages through everything once, sorted by %s',
    async (sort) => {
      const whole = await demo.call('GET', `/v2/images?sort=${sort}`);
      const seen: unknown[] = [];
      let path: unknown = `/v2/images?sort=${sort}&limit=1`;
      while (typeof path === 'string') {
        const page: Json = (await demo.call('GET', path)).json as Json;
        seen.push(...(page['images'] as Json[]).map(({ id }) => id));
        path = page['next'];
      }
      expect(seen).toEqual((pick(whole.json, 'images') as Json[]).map(({ id }) => id));
    },
  );

  it('loses repeated parameters in next, unless told to be better than the real one', async () => {
    const next = async () =>
      String(pick((await demo.call('GET', '/v2/images?limit=1&tag=x&tag=x')).json, 'next'));
    expect(await next()).toMatch(/^\/v2\/images\?limit=1&tag=x&marker=/);
    sandbox.switches.set('next-drops-duplicates', false);
    expect(await next()).toMatch(/^\/v2\/images\?limit=1&tag=x&tag=x&marker=/);
    sandbox.switches.reset();
  });

  it('has a next after every full page, so the last may be empty', async () => {
    const page = await demo.call('GET', '/v2/images?limit=4');
    const last = await demo.call('GET', String(pick(page.json, 'next')));
    expect(pick(last.json, 'images')).toEqual([]);
    expect(pick(last.json, 'next')).toBeUndefined();
  });
});
