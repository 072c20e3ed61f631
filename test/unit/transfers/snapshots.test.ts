import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Transfer } from '#shared/model/index.ts';
import { systemClock } from '../../../src/main/transfers/clock.ts';
import { Job } from '../../../src/main/transfers/job.ts';
import { newRecord, publicAddress } from '../../../src/main/transfers/new-record.ts';
import { afterStop, type TransferRecord } from '../../../src/main/transfers/record.ts';
import type { TransferTuning } from '../../../src/main/transfers/types.ts';

const now = '2026-01-01T00:00:00.000Z';
const image = { name: 'image', diskFormat: 'raw', containerFormat: 'bare' };
const tuning: TransferTuning = {
  stalledAfterMs: 10_000,
  stallErrorMs: 60_000,
  quietServiceAfterMs: 300_000,
  tries: 5,
  firstRetryMs: 1000,
  firstPollMs: 250,
  lastPollMs: 3000,
  snapshotEveryMs: 200,
  freeBytes: async () => 0,
};

const page = { type: 'page', grant: 'a-grant-of-a-page', fileName: 'disk.img', sizeBytes: 10 } as const;
const path = {
  type: 'path',
  path: '/tmp/disk.img',
  fileName: 'disk.img',
  sizeBytes: 10,
  modifiedAt: now,
} as const;

describe('snapshots', () => {
  it('come at most five times a second, numbered, and the last state is always among them', async () => {
    const seen: { readonly at: number; readonly transfer: Transfer }[] = [];
    const job = new Job(newRecord({ kind: 'upload', connection: 'cloud', source: path, image }, { now }), {
      clock: systemClock,
      tuning,
      write: async () => undefined,
      announce: (transfer) => seen.push({ at: performance.now(), transfer }),
      isReachable: () => true,
    });
    for (let bytes = 0; bytes < 200; bytes += 1) {
      job.meter.advance(bytes, Date.now());
      job.touch();
      await delay(3);
    }
    await job.change({ state: 'succeeded' });
    await delay(250);
    const gaps = seen.slice(1).map(({ at }, index) => at - (seen[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(195);
    const numbers = seen.map(({ transfer }) => transfer.sequence);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(seen.at(-1)?.transfer).toMatchObject({ state: 'succeeded', bytesDone: 199 });
    expect(Object.isFrozen(seen[0]?.transfer)).toBe(true);
  });
});

describe('what the service says of its own work', () => {
  const spec = { kind: 'upload', connection: 'cloud', source: path, image } as const;
  const working = { state: 'running', phase: 'server-processing' } as const;
  const saving = { word: 'SAVING', fraction: 0.25 };
  const written: TransferRecord[] = [];
  const opened = (): Job =>
    new Job(newRecord(spec, { now }), {
      clock: systemClock,
      tuning,
      write: async (record) => void written.push(record),
      announce: () => undefined,
      isReachable: () => true,
    });

  it('is in the snapshots of its phase, and nowhere else', async () => {
    const job = opened();
    expect(job.snapshot().service).toBeNull();
    await job.change({ state: 'running', phase: 'sending' });
    job.noteService(saving);
    expect(job.snapshot().service).toBeNull();
    await job.change(working);
    expect(job.snapshot().service).toBeNull();
    job.noteService(saving);
    expect(job.snapshot()).toMatchObject({ phase: 'server-processing', service: saving });
    await job.change({ sent: true });
    expect(job.snapshot().service).toEqual(saving);
    await job.change({ phase: 'verifying' });
    expect(job.snapshot().service).toBeNull();
    await job.change(working);
    expect(job.snapshot().service).toBeNull();
  });

  it('is not said while it waits for another try, nor once it is over', async () => {
    const job = opened();
    await job.change(working);
    job.noteService(saving);
    job.retryAt = now;
    expect(job.snapshot().service).toBeNull();
    job.retryAt = null;
    expect(job.snapshot().service).toEqual(saving);
    await job.change({ state: 'failed', phase: null });
    expect(job.snapshot().service).toBeNull();
  });

  it('is never written to the journal', async () => {
    const job = opened();
    await job.change(working);
    job.noteService(saving);
    await job.change({ sent: true });
    expect(JSON.stringify(written)).not.toMatch(/SAVING|service"/);
  });
});

describe('a transfer whose process stopped', () => {
  const running = { state: 'running', phase: 'sending' } as const;

  it('is offered when an image waits for its bytes', () => {
    const record = newRecord({ kind: 'upload', connection: 'cloud', source: path, image }, { now });
    const stopped = afterStop({ ...record, ...running, intentAt: now, ticket: { imageId: 'i' } }, now);
    expect(stopped).toMatchObject({
      state: 'paused',
      ticket: { imageId: 'i' },
      error: { code: 'CANCELLED' },
    });
  });

  it('is lost when a page held the file, and its image is to be removed', () => {
    const record = newRecord({ kind: 'upload', connection: 'cloud', source: page, image }, { now });
    const stopped = afterStop({ ...record, ...running, intentAt: now, ticket: { imageId: 'i' } }, now);
    expect(stopped).toMatchObject({ state: 'failed', cleanup: true });
  });

  it('goes on when nothing was made yet', () => {
    const record = newRecord({ kind: 'upload', connection: 'cloud', source: path, image }, { now });
    expect(afterStop({ ...record, ...running }, now)).toMatchObject({ state: 'queued', error: null });
  });

  it('stays as it is when it was over', () => {
    const record = newRecord({ kind: 'upload', connection: 'cloud', source: path, image }, { now });
    const done = { ...record, state: 'succeeded' } as const;
    expect(afterStop(done, now)).toBe(done);
  });
});

it('the address of an import is kept without what may be a secret', () => {
  expect(publicAddress('https://user:pass@example.org:8443/a/b.img?X-Signature=abc#part')).toBe(
    'https://example.org:8443/a/b.img',
  );
});
