import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GlanceClient } from '../sandbox/client.ts';
import { openBench } from './bench.ts';

let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench?.close());
beforeEach(async () => {
  for (const { connection, imageId } of await bench.list()) await bench.discard({ connection, id: imageId });
  bench.requests();
});

const begin = {
  name: 'debian-12',
  min_ram: 512,
  tags: ['web', 'old'],
  os_distro: 'debian',
  os_version: '12',
  visibility: 'private',
};

/** An image of the service that the catalogue has seen. */
async function seenImage(): Promise<string> {
  const client = await GlanceClient.signIn(bench.sandbox, 'demo');
  const id = await client.create(begin);
  await bench.see('glance', id);
  bench.requests();
  return id;
}

const patches = () => bench.requests().flatMap(({ method, body }) => (method === 'PATCH' ? [body] : []));

describe('a change that was made while the service was away', () => {
  test('is kept without a request, compared with what the service then says, and sent as far as chosen', async () => {
    const id = await seenImage();
    await bench.stopService();
    const queued = await bench.queue('glance', id, {
      name: 'debian-13',
      minRamMb: 1024,
      setProperties: { os_version: '13' },
      addTags: ['db'],
      removeTags: ['old'],
    });
    expect(queued).toMatchObject({ connection: 'glance', imageId: id, base: { name: 'debian-12' } });
    expect(bench.requests()).toEqual([]);
    expect(await bench.review()).toMatchObject([{ now: null, error: { code: 'UNREACHABLE' }, fields: [] }]);
    expect(await bench.list()).toEqual([queued]);

    await bench.startService();
    const other = await GlanceClient.signIn(bench.sandbox, 'demo');
    // One field that waits, one that does not, and one to just the same.
    await other.patch(
      id,
      { op: 'replace', path: '/name', value: 'debian-sid' },
      { op: 'replace', path: '/min_disk', value: 7 },
      { op: 'replace', path: '/min_ram', value: 1024 },
    );
    const [reviewed] = await bench.review();
    expect(reviewed?.error).toBeNull();
    expect(reviewed?.fields).toEqual([
      { field: 'name', base: 'debian-12', wanted: 'debian-13', now: 'debian-sid', state: 'conflict' },
      { field: 'minRamMb', base: 512, wanted: 1024, now: 1024, state: 'same' },
      { field: 'property.os_version', base: '12', wanted: '13', now: '12', state: 'clean' },
      { field: 'tag.old', base: true, wanted: false, now: true, state: 'clean' },
      { field: 'tag.db', base: false, wanted: true, now: false, state: 'clean' },
    ]);

    bench.requests();
    const revision = reviewed?.now?.revision ?? '';
    const [sent] = await bench.send({ connection: 'glance', id, revision, skip: ['name', 'tag.old'] });
    expect(sent).toMatchObject({ id, error: null, document: { image: { name: 'debian-sid' } } });
    expect(patches()).toEqual([
      [
        { op: 'replace', path: '/tags', value: expect.toSatisfy(sameMembers('web', 'old', 'db')) },
        { op: 'add', path: '/os_version', value: '13' },
      ],
    ]);
    expect(await other.show(id)).toMatchObject({ name: 'debian-sid', min_disk: 7, os_version: '13' });
    expect(await bench.list()).toEqual([]);
    // The catalogue followed.
    expect(bench.rows.get(`glance ${id}`)?.image.properties['os_version']).toBe('13');
  });

  test('of which nothing is left to send ends without a request that writes', async () => {
    const id = await seenImage();
    await bench.queue('glance', id, { name: 'debian-13', minRamMb: 1024 });
    const other = await GlanceClient.signIn(bench.sandbox, 'demo');
    await other.patch(id, { op: 'replace', path: '/name', value: 'debian-13' });
    const [reviewed] = await bench.review();
    const revision = reviewed?.now?.revision ?? '';
    bench.requests();
    const [sent] = await bench.send({ connection: 'glance', id, revision, skip: ['minRamMb'] });
    expect(sent?.error).toBeNull();
    expect(patches()).toEqual([]);
    expect(await bench.list()).toEqual([]);
  });

  test('that lost the race since its review is CONFLICT, stays, and can be reviewed and sent again', async () => {
    const id = await seenImage();
    const queued = await bench.queue('glance', id, { name: 'debian-13' });
    const [reviewed] = await bench.review();
    const other = await GlanceClient.signIn(bench.sandbox, 'demo');
    await other.patch(id, { op: 'replace', path: '/min_ram', value: 2048 });
    bench.requests();
    const order = { connection: 'glance', id, skip: [] };
    const [lost] = await bench.send({ ...order, revision: reviewed?.now?.revision ?? '' });
    expect(lost).toMatchObject({ document: null, error: { code: 'CONFLICT' } });
    expect(patches()).toEqual([]);
    expect(await bench.list()).toEqual([queued]);

    const [again] = await bench.review();
    expect(again?.fields).toMatchObject([{ field: 'name', state: 'clean' }]);
    const [sent] = await bench.send({ ...order, revision: again?.now?.revision ?? '' });
    expect(sent?.error).toBeNull();
    expect(patches()).toEqual([[{ op: 'replace', path: '/name', value: 'debian-13' }]]);
  });

  test('that was changed on since its review is CONFLICT: what nobody looked at is not sent', async () => {
    const id = await seenImage();
    await bench.queue('glance', id, { name: 'debian-13' });
    const [reviewed] = await bench.review();
    const added = await bench.queue('glance', id, { visibility: 'community' });
    bench.requests();
    const revision = reviewed?.now?.revision ?? '';
    const queuedAt = reviewed?.queued.queuedAt;
    const [refused] = await bench.send({ connection: 'glance', id, revision, queuedAt, skip: [] });
    expect(refused).toMatchObject({ document: null, error: { code: 'CONFLICT' } });
    expect(bench.requests()).toEqual([]);
    expect(await bench.list()).toEqual([added]);
  });

  test('and discarded comes back as it was, its conflicts too', async () => {
    const id = await seenImage();
    const queued = await bench.queue('glance', id, { name: 'debian-13' });
    const other = await GlanceClient.signIn(bench.sandbox, 'demo');
    await other.patch(id, { op: 'replace', path: '/name', value: 'debian-sid' });
    // The review brings the catalogue up to date: an edit queued now would be measured against theirs.
    await bench.review();
    await bench.discard({ connection: 'glance', id });
    expect(await bench.list()).toEqual([]);
    expect(await bench.restore({ connection: 'glance', id }, { connection: 'glance', id: 'x' })).toEqual([
      queued,
    ]);
    expect(await bench.review()).toMatchObject([{ fields: [{ field: 'name', state: 'conflict' }] }]);
    expect(await bench.restore({ connection: 'glance', id })).toEqual([]);

    // Another one that waits by now is not written over.
    await bench.discard({ connection: 'glance', id });
    const newer = await bench.queue('glance', id, { minRamMb: 2048 });
    expect(await bench.restore({ connection: 'glance', id })).toEqual([]);
    expect(await bench.list()).toEqual([newer]);
  });

  test('of an image that is gone says so, and stops no other', async () => {
    const [gone, stays] = [await seenImage(), await seenImage()];
    await bench.queue('glance', gone, { name: 'a' });
    await bench.queue('glance', stays, { name: 'b' });
    const other = await GlanceClient.signIn(bench.sandbox, 'demo');
    await other.call('DELETE', `/v2/images/${gone}`);
    const [first, second] = await bench.review();
    expect(first).toMatchObject({
      now: null,
      error: { code: 'NOT_FOUND' },
      queued: { base: { name: 'debian-12' } },
    });
    expect(second).toMatchObject({ error: null, now: { id: stays } });
    const outcomes = await bench.send(
      { connection: 'glance', id: gone, revision: 'x', skip: [] },
      { connection: 'glance', id: stays, revision: second?.now?.revision ?? '', skip: [] },
      { connection: 'glance', id: 'never queued', revision: 'x', skip: [] },
    );
    expect(outcomes.map(({ error }) => error?.code)).toEqual(['NOT_FOUND', undefined, 'NOT_FOUND']);
    expect((await bench.list()).map(({ imageId }) => imageId)).toEqual([gone]);
  });

  test('a service that does not answer is not asked for each of many', async () => {
    const ids = [
      await seenImage(),
      await seenImage(),
      await seenImage(),
      await seenImage(),
      await seenImage(),
    ];
    for (const id of ids) await bench.queue('glance', id, { name: `new-${id}` });
    await bench.stopService();
    try {
      bench.requests();
      const reviewed = await bench.review();
      expect(reviewed.map(({ error }) => error?.code)).toEqual(ids.map(() => 'UNREACHABLE'));
      // Those that were under way already, and no more.
      expect(new Set(bench.requests().map(({ path }) => path)).size).toBeLessThan(ids.length);
      expect(await bench.list()).toHaveLength(ids.length);
    } finally {
      await bench.startService();
    }
  });
});

describe('what can be queued', () => {
  test('what the service cannot do is refused at once, with the reason, and nothing waits', async () => {
    const id = await seenImage();
    await expect(bench.queue('nova', id, { name: 'x' })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(bench.queue('glance', id, { setProperties: { a: { b: 1 } } })).rejects.toMatchObject({
      code: 'INVALID',
    });
    await expect(bench.queue('glance', id, {})).rejects.toMatchObject({ code: 'INVALID' });
    await expect(bench.queue('glance', 'unknown', { name: 'x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await bench.list()).toEqual([]);
  });

  test('pages hear of every change; discarding and removing a cloud forget', async () => {
    const [one, two] = [await seenImage(), await seenImage()];
    bench.events.length = 0;
    await bench.queue('glance', one, { name: 'a' });
    await bench.queue('glance', two, { name: 'b' });
    expect(
      await bench.discard({ connection: 'glance', id: one }, { connection: 'lab', id: two }),
    ).toMatchObject([{ imageId: one, edit: { name: 'a' } }]);
    await bench.forgetConnection('another');
    await bench.forgetConnection('glance');
    const told = bench.events.flatMap((each) =>
      each.event === 'edits.changed' ? [each.payload.length] : [],
    );
    expect(told).toEqual([1, 2, 1, 0]);
  });

  test('a consequence that nobody asked for is sent only when accepted', async () => {
    const id = await seenImage();
    const other = await GlanceClient.signIn(bench.sandbox, 'demo');
    await other.patch(id, { op: 'replace', path: '/visibility', value: 'shared' });
    await other.call('POST', `/v2/images/${id}/members`, { member: 'someone' });
    await bench.see('nova', id);
    await bench.queue('nova', id, { setProperties: { os_version: '13' } });
    const [reviewed] = await bench.review();
    const order = { connection: 'nova', id, revision: reviewed?.now?.revision ?? '', skip: [] };
    const [warned] = await bench.send(order);
    expect(warned).toMatchObject({ error: { code: 'CONFLICT', context: { instead: 'glance' } } });
    expect(await bench.list()).toHaveLength(1);
    const [sent] = await bench.send({ ...order, accepted: true });
    expect(sent).toMatchObject({ error: null, document: { image: { properties: { os_version: '13' } } } });
    expect(await bench.list()).toEqual([]);
  });
});

function sameMembers(...wanted: readonly string[]) {
  return (value: unknown): boolean =>
    Array.isArray(value) && value.toSorted().join() === wanted.toSorted().join();
}
