import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Capabilities } from '#shared/model/index.ts';
import { createCatalogReadHandlers, createKeeper } from '../../../src/main/catalog/index.ts';
import { createImageHandlers } from '../../../src/main/images/index.ts';
import { createMemberHandlers } from '../../../src/main/members/index.ts';
import { createPackageHandlers } from '../../../src/main/packages/index.ts';
import { demoProject, partnerProject } from '../sandbox/client.ts';
import { type SyncRig, syncRig } from './sync-rig.ts';

let rig: SyncRig;
afterEach(() => rig.close());
const context = { signal: new AbortController().signal };
const memberPaths = () => rig.paths().filter((path) => path.endsWith('/members'));
const log = { error: (event: string) => expect.fail(event) };

describe('a sync reads along', () => {
  test('what a Glance can do, its definitions and the members of what is shared', async () => {
    rig = await syncRig();
    await rig.connect('cloud', 'glance');
    await rig.read('cloud');
    const id = await rig.idOf('GParted Live');
    const members = await rig.catalog.kept('cloud', 'members', id);
    expect(members?.value).toMatchObject([{ memberId: partnerProject, status: 'accepted' }]);
    expect(Date.now() - Date.parse(members?.seenAt ?? '')).toBeLessThan(60_000);
    const capabilities = await rig.catalog.kept('cloud', 'capabilities');
    expect(capabilities?.value.operations['image.import']).toEqual({ supported: true });
    const definitions = await rig.catalog.kept('cloud', 'definitions');
    expect(definitions?.value.length).toBeGreaterThan(0);
    expect(await rig.catalog.kept('cloud', 'packages')).toBeNull();
  });

  test('only once while nothing changed, and again what did', async () => {
    rig = await syncRig();
    await rig.connect('cloud', 'glance');
    await rig.read('cloud');
    const [asked] = memberPaths();
    expect(asked).toBeDefined();
    rig.forget();
    await rig.read('cloud');
    expect(rig.paths()).toEqual([]);

    const id = await rig.idOf('GParted Live');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await rig.demo.patch(id, { op: 'replace', path: '/name', value: 'GParted' });
    rig.forget();
    await rig.read('cloud');
    expect(memberPaths()).toEqual([`/image/v2/images/${id}/members`]);
  });

  test('the packages of a FiFo', async () => {
    rig = await syncRig();
    await rig.connect('cloud', 'fifo');
    await rig.read('cloud');
    const packages = await rig.catalog.kept('cloud', 'packages');
    expect(packages?.value.map((document) => document.package.name).sort()).toEqual([
      ...['database', 'large', 'small'],
    ]);
  });

  test('and does not fail where the service fails then', async () => {
    rig = await syncRig({ switches: ['no-metadefs'] });
    await rig.connect('cloud', 'glance');
    rig.sandbox.switches.set('delay-ms', 30);
    const reading = rig.read('cloud');
    await expect.poll(() => rig.lists().length, { interval: 2, timeout: 15_000 }).toBe(2);
    rig.sandbox.switches.set('fail-next', 500);
    expect(await reading).toMatchObject({ connection: 'cloud' });
    expect(await rig.state('cloud')).toMatchObject({ health: 'ok', error: null });
    rig.sandbox.switches.set('fail-next', null);
  });
});

describe('what is asked for by a person is kept', () => {
  test('members, as they are after each change', async () => {
    rig = await syncRig();
    await rig.connect('cloud', 'glance');
    const keeper = createKeeper({ catalog: rig.catalog, log });
    const { provider } = rig.connections;
    const onImage = rig.catalog.upsert;
    const handlers = createMemberHandlers({ provider, keepMembers: keeper.members, onImage });
    const id = await rig.demo.create({ name: 'mine', visibility: 'shared' });
    await rig.read('cloud');
    const kept = async () => (await rig.catalog.kept('cloud', 'members', id))?.value;
    expect(await kept()).toEqual([]);
    await handlers['members.add'](
      { connection: 'cloud', id, members: [partnerProject], makeShared: false },
      context,
    );
    expect(await kept()).toMatchObject([{ memberId: partnerProject }]);
    await handlers['members.remove']({ connection: 'cloud', id, members: [partnerProject] }, context);
    expect(await kept()).toEqual([]);
    await handlers['members.list']({ connection: 'cloud', id }, context);
    expect(await kept()).toEqual([]);
    expect(demoProject).not.toBe(partnerProject);
  });

  test('an image that became shared for its members, also if they then are refused', async () => {
    rig = await syncRig();
    await rig.connect('cloud', 'glance');
    const { provider } = rig.connections;
    const keepMembers = createKeeper({ catalog: rig.catalog, log }).members;
    const handlers = createMemberHandlers({ provider, keepMembers, onImage: rig.catalog.upsert });
    const ids = [];
    for (const name of ['one', 'two']) ids.push(await rig.demo.create({ name, visibility: 'private' }));
    const [one = '', two = ''] = ids;
    await rig.read('cloud');
    const seen = async (id: string) => (await rig.catalog.show('cloud', id)).image.visibility;
    const change = { connection: 'cloud', makeShared: true };
    rig.forget();
    await handlers['members.add']({ ...change, id: one, members: [partnerProject] }, context);
    expect(await seen(one)).toBe('shared');
    // One look before, the two changes, one look after.
    expect(rig.paths()).toHaveLength(4);

    // A member of an earlier time comes back with it, and cannot be added once more.
    await handlers['members.add']({ ...change, id: two, members: [partnerProject] }, context);
    await rig.demo.patch(two, { op: 'replace', path: '/visibility', value: 'private' });
    await rig.catalog.upsert(await (await provider('cloud')).show(two, { ...context, operation: 'test' }));
    expect(await seen(two)).toBe('private');
    const both = { ...change, id: two, members: ['new', partnerProject] };
    await expect(handlers['members.add'](both, context)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await seen(two)).toBe('shared');
  });

  test('packages, as they are after each change', async () => {
    rig = await syncRig();
    await rig.connect('cloud', 'fifo');
    const keeper = createKeeper({ catalog: rig.catalog, log });
    const handlers = createPackageHandlers({
      provider: rig.connections.provider,
      keeper,
      copiesDirectory: join(tmpdir(), 'argosy-no-copies'),
    });
    const names = async () =>
      (await rig.catalog.kept('cloud', 'packages'))?.value.map((document) => document.package.name);
    expect(await names()).toBeUndefined();
    await handlers['packages.list']({ connection: 'cloud' }, context);
    expect(await names()).toHaveLength(3);
    const made = await handlers['packages.create'](
      { connection: 'cloud', package: { name: 'tiny', ramMb: 128, quotaGb: 1, cpuCap: 10 } as never },
      context,
    );
    expect(await names()).toContain('tiny');
    const { id } = made.package;
    const set = [{ path: ['jingles', 'note'], value: 'new' }];
    await handlers['packages.metadata']({ connection: 'cloud', id, set, unset: [] }, context);
    const document = (await rig.catalog.kept('cloud', 'packages'))?.value.find(
      (one) => one.package.id === id,
    );
    expect(JSON.stringify(document)).toContain('new');
    await handlers['packages.remove']({ connection: 'cloud', id }, context);
    expect(await names()).not.toContain('tiny');
  });

  test('definitions and capabilities', async () => {
    rig = await syncRig();
    await rig.connect('cloud', 'glance');
    const keeper = createKeeper({ catalog: rig.catalog, log });
    const images = createImageHandlers({
      provider: rig.connections.provider,
      catalog: rig.catalog,
      keepDefinitions: keeper.definitions,
      emit: () => undefined,
      glanceOfSameCloud: () => [],
    });
    const definitions = await images['images.definitions']({ connection: 'cloud' }, context);
    expect((await rig.catalog.kept('cloud', 'definitions'))?.value).toEqual(definitions);
    const able = await rig.connections.handlers['connections.capabilities']({ name: 'cloud' }, context);
    expect((await rig.catalog.kept('cloud', 'capabilities'))?.value).toEqual(able);
  });

  test('capabilities that were kept before they told the account do not tell it', async () => {
    rig = await syncRig();
    await rig.connect('cloud', 'glance');
    await rig.read('cloud');
    const handlers = createCatalogReadHandlers({ catalog: rig.catalog, notices: () => [] });
    const read = () => handlers['catalog.capabilities']({ connection: 'cloud' }, context);
    const now = (await read())?.value;
    expect(now?.account).toBe(demoProject);
    const { account: _new, ...older } = now ?? {};
    await rig.catalog.keep('cloud', 'capabilities', '', older as Capabilities);
    expect((await read())?.value).toEqual({ ...older, account: null });
  });

  test('but an answer is given also where it cannot be kept', async () => {
    rig = await syncRig();
    await rig.connect('cloud', 'glance');
    const said: string[] = [];
    const keeper = createKeeper({
      catalog: {
        keep: () => Promise.reject(new Error('the disk is full')),
        kept: () => Promise.resolve(null),
      },
      log: { error: (event) => said.push(event) },
    });
    const handlers = createMemberHandlers({
      provider: rig.connections.provider,
      keepMembers: keeper.members,
      onImage: rig.catalog.upsert,
    });
    const id = await rig.idOf('GParted Live');
    expect(await handlers['members.list']({ connection: 'cloud', id }, context)).toHaveLength(1);
    expect(said).toEqual(['catalog.keep-failed']);
  });
});
