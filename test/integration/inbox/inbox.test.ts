import { afterEach, expect, test, vi } from 'vitest';
import { accounts } from '../../../src/sandbox/dialects/plankton/accounts.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { profileInput } from '../../../src/shared/contract/index.ts';
import { eventually } from '../../support/eventually.ts';
import { openBench } from './bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
afterEach(() => bench.close());
const partner = { username: 'partner', project: 'partner' };

/** Both projects of the sandbox's Glance, the pending shares of the second one read. */
async function twoProjects(...names: readonly string[]) {
  bench = await openBench();
  const ids = await bench.share(...names);
  await bench.connect('mine', 'glance');
  await bench.connect('theirs', 'glance', partner);
  await eventually(async () => expect((await bench.inbox('theirs')).images).toHaveLength(names.length));
  await eventually(async () => expect((await bench.inbox('mine')).seenAt).not.toBeNull());
  await bench.quiet();
  bench.forget();
  return ids;
}

const names = async (connection: string) =>
  (
    await bench.call('catalog.window', {
      connections: [connection],
      ...{ sort: 'name', direction: 'asc', offset: 0, limit: 100 },
    })
  ).rows.map(({ name }) => name);

test('a new connection’s inbox is read beside its list, each answer and the lists that follow it', async () => {
  const { base = '', gpu = '', old = '' } = await twoProjects('base', 'gpu', 'old');
  expect(await bench.words('theirs')).toEqual(['base: pending', 'gpu: pending', 'old: pending']);
  expect(await bench.words('mine')).toEqual([]);
  expect(await names('theirs')).toEqual([]);

  await bench.call('members.answer', { connection: 'theirs', id: base, status: 'accepted' });
  await bench.call('members.answer', { connection: 'theirs', id: old, status: 'rejected' });
  // One request for the answer, one for the image that is in the list now: no list is read for it.
  expect(bench.requests()).toEqual([
    expect.stringMatching(`^PUT .*/images/${base}/members/`),
    expect.stringMatching(`^GET .*/images/${base}$`),
    expect.stringMatching(`^PUT .*/images/${old}/members/`),
  ]);
  expect(await bench.words('theirs')).toEqual(['base: accepted', 'gpu: pending', 'old: rejected']);
  expect(await names('theirs')).toEqual(['base']);
  await eventually(() => {
    const last = bench.events.findLast(({ event }) => event === 'inbox.changed');
    expect(JSON.stringify(last?.payload)).toContain('"memberStatus":"rejected"');
  });

  await bench.call('members.answer', { connection: 'theirs', id: base, status: 'pending' });
  expect(await bench.words('theirs')).toEqual(['base: pending', 'gpu: pending', 'old: rejected']);
  expect(await names('theirs')).toEqual([]);
  // What the services say by themselves is the same.
  await bench.call('catalog.sync', {});
  await bench.call('inbox.refresh', {});
  expect(await bench.words('theirs')).toEqual(['base: pending', 'gpu: pending', 'old: rejected']);
  expect(await names('theirs')).toEqual([]);
  expect(gpu).not.toBe('');
});

test('an answer leaves the time at which the service was asked as it is', async () => {
  const { base = '' } = await twoProjects('base');
  const { seenAt } = await bench.inbox('theirs');
  await bench.call('members.answer', { connection: 'theirs', id: base, status: 'accepted' });
  expect(await bench.inbox('theirs')).toMatchObject({ seenAt, images: [{ memberStatus: 'accepted' }] });
});

test('an image that is only looked at comes into no list', async () => {
  const { base = '' } = await twoProjects('base');
  const { image } = await bench.call('images.show', { connection: 'theirs', id: base, keep: false });
  expect(image.name).toBe('base');
  expect(await names('theirs')).toEqual([]);
});

test('an answer that the service refuses changes nothing', async () => {
  const { base = '' } = await twoProjects('base');
  bench.sandbox.switches.setText('fail-next=409x3');
  await expect(
    bench.call('members.answer', { connection: 'theirs', id: base, status: 'accepted' }),
  ).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await bench.words('theirs')).toEqual(['base: pending']);
});

test('it is there after a restart without any service, and goes with its connection', async () => {
  await twoProjects('base', 'gpu');
  await bench.stopService();
  await bench.restart();
  const kept = await bench.inbox('theirs');
  expect(kept.images.map(({ name }) => name).toSorted()).toEqual(['base', 'gpu']);
  expect(Date.now() - Date.parse(kept.seenAt ?? '')).toBeLessThan(60_000);

  const all = await bench.call('inbox.refresh', { connections: ['theirs'] });
  const theirs = all.find(({ connection }) => connection === 'theirs');
  expect(theirs).toMatchObject({ seenAt: kept.seenAt, error: { code: 'UNREACHABLE' } });
  expect(theirs?.images).toHaveLength(2);

  await bench.startService();
  await bench.call('connections.remove', { name: 'theirs' });
  expect((await bench.call('inbox.list', {})).map(({ connection }) => connection)).toEqual(['mine']);
  await bench.connect('theirs', 'glance', { ...partner, region: 'Sandbox-Two' });
  expect((await bench.inbox('theirs')).images).toEqual([]);
});

test('systems without answers are listed too; those without members are not', async () => {
  bench = await openBench([]);
  const other = accounts.find(({ name }) => name.startsWith('partner'));
  await bench.connect('plankton', 'plankton', { userId: other?.uuid ?? '' }, other?.token);
  await bench.connect('owner', 'plankton');
  await bench.connect('fifo', 'fifo');
  await bench.connect('compute', 'nova');
  const owned = await bench.call('images.list', { connection: 'owner', query: {} });
  const mine = owned.find(({ visibility, owner }) => visibility === 'private' && owner !== other?.uuid);
  await bench.call('members.add', { connection: 'owner', id: mine?.id ?? '', members: [other?.uuid ?? ''] });
  const all = await bench.call('inbox.refresh', {});
  expect(all.map(({ connection }) => connection)).toEqual(['plankton', 'owner']);
  expect(all[0]).toMatchObject({ error: null, images: [{ id: mine?.id, memberStatus: null }] });
});

test('one cloud that fails stops no other, and keeps what it said', async () => {
  await twoProjects('base');
  const other = await startSandbox({ switches: ['empty'] });
  const { secret = '', ...settings } = other.dialects['glance'] ?? {};
  const profile = profileInput.parse({ kind: 'glance', name: 'away', settings });
  await bench.call('connections.save', { profile, secret, create: true });
  await eventually(async () => expect((await bench.inbox('away')).seenAt).not.toBeNull());
  await other.close();
  await bench.share('later');
  const all = await bench.call('inbox.refresh', {});
  expect(all.map(({ connection, error }) => [connection, error?.code])).toEqual([
    ['mine', undefined],
    ['theirs', undefined],
    ['away', 'UNREACHABLE'],
  ]);
  expect(await bench.words('theirs')).toEqual(['base: pending', 'later: pending']);
});

test('a pass that reads changes asks at most for what waits, and that not at every pass', async () => {
  await twoProjects('base');
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const asked = () => bench.requests().filter((request) => request.includes('member_status'));
    const pass = async (minutes: number, expected: number): Promise<readonly string[]> => {
      vi.setSystemTime(Date.now() + minutes * 60_000);
      bench.forget();
      await bench.call('catalog.refreshDue', {});
      await eventually(() => expect(bench.requests().length - asked().length).toBeGreaterThan(1));
      await eventually(() => expect(asked()).toHaveLength(expected));
      // And no more than that.
      await new Promise((resolve) => setTimeout(resolve, 200));
      return asked();
    };
    expect(await pass(2, 0)).toEqual([]);
    await bench.share('later');
    // One request a connection.
    const light = await pass(3, 2);
    expect(light.every((request) => request.includes('member_status=pending'))).toBe(true);
    await eventually(async () =>
      expect(await bench.words('theirs')).toEqual(['base: pending', 'later: pending']),
    );
    const statuses = (await pass(31, 6)).map((request) => /member_status=(\w+)/.exec(request)?.[1]);
    expect(statuses.toSorted()).toEqual([
      ...['accepted', 'accepted', 'pending', 'pending', 'rejected', 'rejected'],
    ]);
  } finally {
    vi.useRealTimers();
  }
});

test('the command line’s answer is followed too, in the same catalogue', async () => {
  const { base = '' } = await twoProjects('base');
  await bench.restart('cli');
  await bench.call('members.answer', { connection: 'theirs', id: base, status: 'accepted' });
  expect(await bench.words('theirs')).toEqual(['base: accepted']);
  expect(await names('theirs')).toEqual(['base']);
  // One command asks for what it was told to, and for no inbox.
  bench.forget();
  await bench.call('catalog.sync', { connections: ['theirs'] });
  expect(bench.requests().filter((request) => request.includes('member_status'))).toEqual([]);
});
