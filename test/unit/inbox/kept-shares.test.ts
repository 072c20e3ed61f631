import { describe, expect, it } from 'vitest';
import type { SharedImage } from '#shared/model/index.ts';
import { createKeptShares } from '../../../src/main/inbox/kept-shares.ts';
import { createPaced } from '../../../src/main/inbox/paced.ts';

const offered = (id: string) =>
  ({ connection: 'mine', id, name: id, memberStatus: 'pending' }) as SharedImage;
const ids = (count: number) => Array.from({ length: count }, (_, index) => `image-${index}`);
const accepted = (id: string) => ({ connection: 'mine', id, status: 'accepted' }) as const;

/** The catalogue's row of one connection, with the number of times it was written. */
function openRow(images: readonly SharedImage[]) {
  let row = { value: images, seenAt: '2026-01-01T00:00:00.000Z' };
  let writes = 0;
  let refusal: Error | undefined;
  const faults: unknown[] = [];
  const catalog = {
    kept: async () => row,
    keep: async (_connection: string, _kind: string, _key: string, value: unknown, seenAt?: string) => {
      if (refusal !== undefined) throw refusal;
      writes += 1;
      row = { value: value as readonly SharedImage[], seenAt: seenAt ?? '' };
    },
  } as unknown as Parameters<typeof createKeptShares>[0];
  return {
    faults,
    shares: createKeptShares(catalog, (_connection, error) => faults.push(error)),
    writes: () => writes,
    refuse: (error: Error | undefined) => {
      refusal = error;
    },
    seenAt: () => row.seenAt,
    accepted: () => row.value.flatMap(({ id, memberStatus }) => (memberStatus === 'accepted' ? [id] : [])),
  };
}

describe('the kept shares of a connection', () => {
  it('are written a few times for five hundred answers of two thousand, and have all of them', async () => {
    const row = openRow(ids(2000).map(offered));
    for (const id of ids(500)) await row.shares.answer(accepted(id));
    expect(row.writes()).toBeLessThanOrEqual(2);
    const told = (await row.shares.of('mine'))?.value ?? [];
    expect(told.filter(({ memberStatus }) => memberStatus === 'accepted')).toHaveLength(500);
    await row.shares.close();
    expect(row.writes()).toBeLessThanOrEqual(3);
    expect(row.accepted()).toEqual(ids(500));
    expect(row.seenAt()).toBe('2026-01-01T00:00:00.000Z');
  });

  it('have a single answer at once, without an end', async () => {
    const row = openRow([offered('a'), offered('b')]);
    expect(await row.shares.answer(accepted('a'))).toMatchObject({ id: 'a', memberStatus: 'pending' });
    await expect.poll(row.accepted, { timeout: 500 }).toEqual(['a']);
    await row.shares.close();
  });

  it('keep an answer that could not be written, and write it with the next', async () => {
    const row = openRow([offered('a'), offered('b')]);
    row.refuse(new Error('the disk is full'));
    await row.shares.answer(accepted('a'));
    await expect.poll(() => row.faults).toHaveLength(1);
    expect(row.accepted()).toEqual([]);
    expect((await row.shares.of('mine'))?.value[0]?.memberStatus).toBe('accepted');
    row.refuse(undefined);
    await row.shares.answer(accepted('b'));
    await row.shares.close();
    expect(row.accepted()).toEqual(['a', 'b']);
  });

  it('are what a service said, but for what was answered since', async () => {
    const row = openRow([offered('a'), offered('b')]);
    await row.shares.answer(accepted('a'));
    await row.shares.settle('mine');
    expect(row.accepted()).toEqual(['a']);
    const reading = row.shares.replace('mine', () => [offered('b'), offered('c')]);
    await row.shares.answer(accepted('b'));
    await reading;
    // Somebody took “a” away; the answer given beside the reading is not undone by it.
    expect((await row.shares.of('mine'))?.value.map(({ id }) => id)).toEqual(['b', 'c']);
    await row.shares.close();
    expect(row.accepted()).toEqual(['b']);
  });

  it('are not brought back after their connection is forgotten', async () => {
    const row = openRow(ids(3).map(offered));
    for (const id of ids(3)) await row.shares.answer(accepted(id));
    await row.shares.forget('mine');
    const writes = row.writes();
    await row.shares.close();
    expect(row.writes()).toBe(writes);
  });
});

describe('what is paced', () => {
  it('is done for the first change at once, for the others together, and for the last one always', async () => {
    let done = 0;
    let rests = 0;
    const paced = createPaced(
      async () => {
        done += 1;
      },
      { leastPauseMs: 20, mostPauseMs: 40 },
      { fault: () => undefined, rest: () => (rests += 1) },
    );
    for (let change = 0; change < 50; change += 1) paced.changed();
    expect(done).toBe(1);
    await expect.poll(() => [done, rests]).toEqual([2, 1]);
    paced.changed();
    await paced.close();
    expect(done).toBe(3);
    paced.changed();
    expect(done).toBe(3);
  });

  it('rests ten times as long as it takes, so that what is large leaves time for the rest', async () => {
    const begun: number[] = [];
    const paced = createPaced(
      async () => {
        begun.push(performance.now());
        await new Promise((resolve) => setTimeout(resolve, 30));
      },
      { leastPauseMs: 1, mostPauseMs: 10_000 },
      { fault: () => undefined },
    );
    paced.changed();
    await expect.poll(() => begun.length).toBe(1);
    paced.changed();
    await expect.poll(() => begun.length, { timeout: 5000 }).toBe(2);
    expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBeGreaterThan(300);
    await paced.close();
  });
});
