import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConnectionKind } from '#shared/model/index.ts';
import { type SyncRig, syncRig } from './sync-rig.ts';

/** The application as it runs for hours: only the clock of the schedule is not the real one. */
let rig: SyncRig;
const minutes = (count: number) => vi.setSystemTime(Date.now() + count * 60_000);
const begin = async (kind: ConnectionKind, ...switches: string[]): Promise<SyncRig> => {
  rig = await syncRig({ switches }, { isLongRunning: true });
  await rig.connect('cloud', kind);
  return rig;
};
/** Waits until what was due is read, and so is due only later; the timer that would begin it is not waited for. */
async function nextRead(): Promise<void> {
  rig.sync.follow();
  await expect
    .poll(async () => Date.parse((await rig.state('cloud')).nextRefreshAt ?? ''), { timeout: 15_000 })
    .toBeGreaterThan(Date.now());
}
const started = async (): Promise<void> => {
  rig.sync.start(() => false);
  await nextRead();
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await rig.close();
});

describe('while the application runs', () => {
  test('a cloud is read whole at first, then what changed, then whole again after half an hour', async () => {
    const { demo, lists } = await begin('glance', 'empty', 'bulk-images=3');
    await started();
    expect(lists().some((query) => query.has('updated_at'))).toBe(false);
    expect(await rig.state('cloud')).toMatchObject({ health: 'ok', imageCount: 3 });

    await demo.create({ name: 'added' });
    await demo.call('DELETE', `/v2/images/${await rig.idOf('bulk-000000')}`);
    rig.forget();
    minutes(6);
    await nextRead();
    expect(lists().map((query) => query.get('updated_at')?.slice(0, 4))).toEqual(['gte:', 'gte:']);
    // What was removed is not told by a list of what changed.
    expect(new Set(await rig.names('cloud'))).toEqual(
      new Set(['added', 'bulk-000000', 'bulk-000001', 'bulk-000002']),
    );

    rig.forget();
    minutes(31);
    await nextRead();
    expect(lists().some((query) => query.has('updated_at'))).toBe(false);
    expect(await rig.names('cloud')).not.toContain('bulk-000000');
  });

  test('a change in the very second of the newest one is not missed', async () => {
    const { demo } = await begin('glance', 'empty');
    const id = await demo.create({ name: 'one' });
    await started();
    await demo.patch(id, { op: 'replace', path: '/name', value: 'renamed' });
    await demo.create({ name: 'two' });
    minutes(6);
    await nextRead();
    expect(new Set(await rig.names('cloud'))).toEqual(new Set(['renamed', 'two']));
  });

  test('Nova is asked for changes too', async () => {
    const { sandbox } = await begin('nova', 'empty', 'bulk-images=3');
    await started();
    sandbox.requests.clear();
    minutes(6);
    await nextRead();
    const queries = sandbox.requests.list().filter(({ path }) => path.endsWith('/images/detail'));
    expect(queries.map(({ query }) => query)).toEqual([expect.stringMatching(/changes-since=20/)]);
  });

  test('a service that cannot filter by time is read whole, and asked for times only once', async () => {
    const { lists, demo } = await begin('glance', 'empty', 'bulk-images=3', 'no-delta');
    await started();
    rig.forget();
    await demo.create({ name: 'added' });
    minutes(6);
    await nextRead();
    expect(lists().filter((query) => query.has('updated_at'))).toHaveLength(1);
    expect(await rig.names('cloud')).toContain('added');
    expect(await rig.health('cloud')).toBe('ok');
    rig.forget();
    minutes(6);
    await nextRead();
    expect(lists().filter((query) => query.has('updated_at'))).toHaveLength(0);
    expect(lists().length).toBeGreaterThan(0);
  });

  test('a kind that cannot filter by time is read whole each time', async () => {
    const { sandbox } = await begin('fifo', 'empty', 'bulk-images=2');
    await started();
    sandbox.requests.clear();
    minutes(6);
    await nextRead();
    expect(sandbox.requests.list().some(({ path }) => path.endsWith('/datasets'))).toBe(true);
  });

  test('an outage is shown until it is over, its rows stay, and it is retried later each time', async () => {
    const { sandbox } = await begin('glance', 'empty', 'bulk-images=3');
    await started();
    sandbox.switches.set('fail-next', 503);
    minutes(6);
    await nextRead();
    const first = await rig.state('cloud');
    expect(first).toMatchObject({ health: 'failed', error: { code: 'UNAVAILABLE' }, imageCount: 3 });
    const waits: number[] = [];
    for (let failures = 0; failures < 4; failures += 1) {
      const { nextRefreshAt } = await rig.state('cloud');
      waits.push((Date.parse(nextRefreshAt ?? '') - Date.now()) / 1000);
      vi.setSystemTime(Date.parse(nextRefreshAt ?? ''));
      const seen = rig.events.length;
      await nextRead();
      const told = () =>
        rig.events
          .slice(seen)
          .flatMap((event) =>
            event.event === 'connections.changed' ? event.payload.map(({ health }) => health) : [],
          );
      // The pages are told a moment after the state is what it is.
      await expect.poll(() => new Set(told())).toEqual(new Set(['failed']));
    }
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThan(0.75 * 30 * 2 ** index);
      expect(wait).toBeLessThan(1.25 * 30 * 2 ** index);
    }
    sandbox.switches.set('fail-next', null);
    minutes(0.2);
    await rig.sync.handlers['catalog.refreshDue']({}, { signal: new AbortController().signal });
    await expect.poll(() => rig.health('cloud'), { timeout: 15_000 }).toBe('ok');
    expect(await rig.names('cloud')).toHaveLength(3);
  });

  test('a refused sign-in is not tried again until a person did something', async () => {
    rig = await syncRig({ switches: ['empty', 'bulk-images=1'] }, { isLongRunning: true });
    await rig.connect('cloud', 'glance', { username: 'nobody' });
    await started();
    expect(await rig.state('cloud')).toMatchObject({ health: 'failed', error: { code: 'AUTH_REQUIRED' } });
    rig.forget();
    minutes(20);
    rig.sync.follow();
    await rig.sync.handlers['catalog.refreshDue']({}, { signal: new AbortController().signal });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rig.sandbox.requests.list()).toEqual([]);

    const { profile } = await rig.state('cloud');
    const mended = { ...profile, settings: { ...profile.settings, username: 'demo' } } as never;
    const { signal } = new AbortController();
    await rig.connections.handlers['connections.save'](
      { profile: mended, secret: 'demo-secret', create: false },
      { signal },
    );
    rig.sync.follow();
    await expect.poll(() => rig.health('cloud'), { timeout: 15_000 }).toBe('ok');
  });

  test('removing a connection ends its reading, and nothing of it comes back', async () => {
    const { sandbox } = await begin('glance', 'empty', 'bulk-images=600');
    // Three pages and the one of hidden images.
    sandbox.switches.set('delay-ms', 400);
    rig.sync.start(() => false);
    await expect.poll(() => rig.lists().length, { interval: 5, timeout: 15_000 }).toBe(1);
    const { signal } = new AbortController();
    await rig.connections.handlers['connections.remove']({ name: 'cloud' }, { signal });
    rig.sync.follow();
    sandbox.switches.set('delay-ms', null);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(rig.lists().length).toBeLessThan(4);
    expect(await rig.names('cloud')).toEqual([]);
  });
});
