import { afterEach, describe, expect, test } from 'vitest';
import { openBench } from '../../integration/inbox/bench.ts';
import { eventually } from '../../support/eventually.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
afterEach(() => bench.close());
const partner = { username: 'partner', project: 'partner' };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function withPending(...names: readonly string[]) {
  bench = await openBench();
  const ids = await bench.share(...names);
  await bench.connect('theirs', 'glance', partner);
  await eventually(async () => expect((await bench.inbox('theirs')).images).toHaveLength(names.length));
  await bench.quiet();
  bench.forget();
  return ids;
}
const refresh = async () => (await bench.call('inbox.refresh', {}))[0];

describe('a service that does not say what is shared', () => {
  test('that is down, or answers with a page of its proxy, leaves what it said, with its time', async () => {
    await withPending('base', 'gpu');
    const before = await bench.inbox('theirs');
    bench.sandbox.switches.setText('html-errors=on');
    bench.sandbox.switches.setText('fail-next=502x9');
    const failed = await refresh();
    expect(failed).toMatchObject({ images: before.images, seenAt: before.seenAt });
    expect(failed?.error?.code).toBe('UNAVAILABLE');
    expect(failed?.error?.message).not.toContain('<');
    await eventually(() =>
      expect(bench.events.findLast(({ event }) => event === 'inbox.changed')?.payload).toMatchObject([
        { error: { code: 'UNAVAILABLE' } },
      ]),
    );
    bench.sandbox.switches.reset();
    expect(await refresh()).toMatchObject({ error: null });
  });

  test('that breaks off between its lists takes nothing away', async () => {
    const { base = '' } = await withPending('base');
    await bench.call('members.answer', { connection: 'theirs', id: base, status: 'accepted' });
    await bench.share('gpu');
    bench.sandbox.switches.set('delay-ms', 250);
    const refreshing = refresh();
    await eventually(() => expect(bench.requests().some((one) => one.includes('pending'))).toBe(true));
    // Several, since a reading is tried again.
    bench.sandbox.switches.setText('fail-next=500x9');
    expect((await refreshing)?.error).not.toBeNull();
    expect(await bench.words('theirs')).toEqual(['base: accepted']);
  });
});

describe('what happens while a service is asked', () => {
  test('an answer given meanwhile stays, though the list was begun before it', async () => {
    const { base = '' } = await withPending('base', 'gpu');
    bench.sandbox.switches.set('delay-ms', 150);
    const refreshing = refresh();
    await pause(200);
    bench.sandbox.switches.set('delay-ms', null);
    await bench.call('members.answer', { connection: 'theirs', id: base, status: 'accepted' });
    await refreshing;
    expect(await bench.words('theirs')).toEqual(['base: accepted', 'gpu: pending']);
  });

  test('a connection that is removed does not come back', async () => {
    await withPending('base');
    bench.sandbox.switches.set('delay-ms', 30_000);
    const refreshing = refresh();
    await pause(50);
    const begun = Date.now();
    await bench.call('connections.remove', { name: 'theirs' });
    // Nobody waits for what is not wanted any more.
    expect(Date.now() - begun).toBeLessThan(10_000);
    expect(await refreshing).toBeUndefined();
    bench.sandbox.switches.set('delay-ms', null);
    await bench.stopService();
    await bench.connect('theirs', 'glance', partner);
    expect((await bench.inbox('theirs')).images).toEqual([]);
  });

  test('the end of the application does not wait for a service that is silent', async () => {
    await withPending('base');
    bench.sandbox.switches.set('delay-ms', 30_000);
    const refreshing = refresh().catch(() => undefined);
    await pause(50);
    const begun = Date.now();
    await bench.restart();
    expect(Date.now() - begun).toBeLessThan(10_000);
    bench.sandbox.switches.set('delay-ms', null);
    await refreshing;
    expect(await bench.words('theirs')).toEqual(['base: pending']);
  });
});
