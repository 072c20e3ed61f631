import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/server.ts';
import { type SyncRig, syncRig } from './sync-rig.ts';

let rig: SyncRig;
const begin = async (...switches: string[]): Promise<SyncRig> => {
  const options: SandboxOptions = { switches };
  rig = await syncRig(options);
  await rig.connect('cloud', 'glance');
  return rig;
};
afterEach(() => rig?.close());

describe('a sync', () => {
  test('counts what was added, changed and removed exactly', async () => {
    const { demo, read } = await begin('empty', 'bulk-images=5');
    expect(await read('cloud')).toMatchObject({ pass: 'full', images: 5, added: 5, changed: 0, removed: 0 });
    const [first = '', second = '', third = ''] = await Promise.all(
      ['bulk-000000', 'bulk-000001', 'bulk-000002'].map((name) => rig.idOf(name)),
    );
    for (const name of ['one', 'two', 'three']) await demo.create({ name });
    await demo.patch(first, { op: 'replace', path: '/name', value: 'renamed' });
    await demo.patch(second, { op: 'add', path: '/os_distro', value: 'debian' });
    await demo.call('DELETE', `/v2/images/${third}`);
    expect(await read('cloud')).toMatchObject({ images: 7, added: 3, changed: 2, removed: 1 });
    expect(await read('cloud')).toMatchObject({ images: 7, added: 0, changed: 0, removed: 0 });
    expect(new Set(await rig.names('cloud'))).toEqual(
      new Set(['one', 'two', 'three', 'renamed', 'bulk-000001', 'bulk-000003', 'bulk-000004']),
    );
    expect(rig.events.filter(({ event }) => event === 'catalog.changed')).toHaveLength(2);
  });

  test('that two ask for at once is one', async () => {
    const { read, lists } = await begin('empty', 'bulk-images=3', 'delay-ms=20');
    rig.forget();
    const [one, two] = await Promise.all([read('cloud'), read('cloud')]);
    expect(one).toBe(two);
    expect(lists().filter((query) => !query.has('os_hidden'))).toHaveLength(1);
  });

  test('goes on while anybody waits for it, and ends with the last', async () => {
    const { read, sandbox } = await begin('empty', 'bulk-images=3');
    sandbox.switches.set('delay-ms', 100);
    const [first, second] = [new AbortController(), new AbortController()];
    const [left, stayed] = [read('cloud', first.signal), read('cloud', second.signal)];
    await expect.poll(() => rig.health('cloud'), { timeout: 15_000 }).toBe('syncing');
    first.abort();
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await stayed).toMatchObject({ added: 3 });

    const third = new AbortController();
    const given = read('cloud', third.signal);
    await expect.poll(() => rig.health('cloud'), { timeout: 15_000 }).toBe('syncing');
    third.abort();
    await expect(given).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await rig.state('cloud')).toMatchObject({ health: 'ok', error: null });
  });

  test('of a connection that is edited meanwhile begins anew with what it is now', async () => {
    const { read, sandbox, connections } = await begin('empty', 'bulk-images=3');
    sandbox.switches.set('delay-ms', 200);
    const before = read('cloud');
    await expect.poll(() => rig.health('cloud'), { timeout: 15_000 }).toBe('syncing');
    const { profile } = await rig.state('cloud');
    const edited = { ...profile, settings: { ...profile.settings, username: 'partner', project: 'partner' } };
    sandbox.switches.set('delay-ms', null);
    await connections.handlers['connections.save'](
      { profile: edited as never, secret: 'partner-secret', create: false },
      { signal: new AbortController().signal },
    );
    expect(await read('cloud')).toMatchObject({ images: 0 });
    expect(await before).toMatchObject({ images: 0 });
  });

  test('of one cloud that fails stops no other', async () => {
    const { sync } = await begin('empty', 'bulk-images=3');
    await rig.connect('wrong', 'glance', { username: 'nobody' });
    await rig.connect('compute', 'nova');
    const outcome = await sync.handlers['catalog.sync']({}, { signal: new AbortController().signal });
    expect(outcome.done.map(({ connection }) => connection).sort()).toEqual(['cloud', 'compute']);
    expect(outcome.failed).toMatchObject([{ connection: 'wrong', error: { code: 'AUTH_REQUIRED' } }]);
    expect(await rig.health('wrong')).toBe('failed');
  });
});

describe('a service that is away', () => {
  test('keeps its rows, and health says that it is offline', async () => {
    const { read, sandbox } = await begin('empty', 'bulk-images=4');
    await read('cloud');
    await sandbox.close();
    await expect(read('cloud')).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(await rig.state('cloud')).toMatchObject({
      health: 'offline',
      imageCount: 4,
      error: { code: 'UNREACHABLE' },
    });
    expect(await rig.names('cloud')).toHaveLength(4);
  });

  test('cut in mid-list leaves the old rows whole', async () => {
    const { read, sandbox, demo } = await begin('empty', 'bulk-images=600');
    await read('cloud');
    for (const name of ['new one', 'new two']) await demo.create({ name });
    rig.forget();
    sandbox.switches.set('delay-ms', 100);
    const cut = read('cloud');
    // Pages are of 250: while the second is waited for, the service breaks down.
    await expect.poll(() => rig.lists().length, { interval: 5, timeout: 15_000 }).toBe(1);
    sandbox.switches.set('fail-next', '503x1');
    await expect(cut).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    sandbox.switches.set('delay-ms', null);
    expect(await rig.names('cloud')).toHaveLength(600);
    expect(await rig.state('cloud')).toMatchObject({ health: 'failed', imageCount: 600 });
    expect(await read('cloud')).toMatchObject({ images: 602, added: 2, changed: 0, removed: 0 });
  });
});
