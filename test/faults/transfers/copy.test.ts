import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Capabilities, Operation, Transfer } from '#shared/model/index.ts';
import { type Harness, MIB, never, startHarness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.close());

const bytes = randomBytes(5 * MIB + 321);
const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
const sha512 = (data: Buffer): string => createHash('sha512').update(data).digest('hex');
const cancel = (id: string): Promise<Transfer> => harness.service.handlers['transfers.cancel']({ id }, never);
const made = (): string[] => harness.server.requests.filter((line) => line.startsWith('POST'));
const reads = (): string[] => harness.other.requests.filter((line) => line.includes('/data'));
const stored = (): readonly Buffer[] => [...harness.server.images.values()].map((image) => image.bytes);
const copied = async (data: Buffer = bytes): Promise<Transfer> => {
  const { id } = harness.other.add('debian', data);
  return harness.service.waitFor((await harness.copy(id)).id);
};

const without =
  (operation: Operation, reason: string) =>
  (capabilities: Capabilities): Capabilities => ({
    ...capabilities,
    operations: { ...capabilities.operations, [operation]: { supported: false, reason } },
  });
const NO_RANGE = { change: without('image.download-range', 'It always begins at the first byte.') };
const PACKING = { change: (capabilities: Capabilities) => ({ ...capabilities, packing: 'gzip' as const }) };

describe('a copy', () => {
  it('arrives bit for bit, verified by both ends, and touches no disk', async () => {
    harness = await startHarness();
    const before = await readdir(tmpdir());
    const done = await copied();
    expect(done).toMatchObject({
      kind: 'copy',
      state: 'succeeded',
      connection: 'cloud',
      otherEnd: 'other',
      title: 'debian',
      bytesDone: bytes.byteLength,
      bytesTotal: bytes.byteLength,
      canPause: false,
    });
    expect(done.receipt).toMatchObject({
      kind: 'copy',
      connection: 'cloud',
      imageId: done.imageId,
      bytes: bytes.byteLength,
      sha256: sha256(bytes),
      hash: { algo: 'sha512', value: sha512(bytes), verified: true },
    });
    expect(stored()[0]?.equals(bytes)).toBe(true);
    expect(await harness.files()).toEqual([]);
    expect(
      (await readdir(tmpdir())).filter((name) => !before.includes(name) && name.startsWith('argosy')),
    ).toEqual([]);
    const home = await readdir(harness.directory);
    expect(home.filter((name) => !/^(journal-.*|receipts)\.jsonl$/.test(name))).toEqual([]);
  });

  it('of an empty image is an empty image', async () => {
    harness = await startHarness();
    const done = await copied(Buffer.alloc(0));
    expect(done).toMatchObject({ state: 'succeeded', receipt: { bytes: 0, hash: { verified: true } } });
  });

  it('to the same connection is a second image', async () => {
    harness = await startHarness();
    const { id } = harness.server.add('debian', bytes);
    const order = { from: 'cloud', id, to: 'cloud', name: 'twin' };
    const done = await harness.service.waitFor(
      (await harness.service.handlers['transfers.copy'](order, never)).id,
    );
    expect(done).toMatchObject({ state: 'succeeded', title: 'twin', otherEnd: 'cloud' });
    expect(stored().map((data) => data.equals(bytes))).toEqual([true, true]);
  });

  it('goes on in the middle after cuts at the source, in one attempt', async () => {
    harness = await startHarness();
    harness.other.faults.cutDownloads = [1_234_567, 1, MIB, 70_000];
    const done = await copied();
    expect(done).toMatchObject({ state: 'succeeded', attempt: 1, receipt: { hash: { verified: true } } });
    expect(
      reads()
        .slice(1)
        .every((line) => /bytes=[1-9]\d*-$/.test(line)),
    ).toBe(true);
    expect(stored()[0]?.equals(bytes)).toBe(true);
  });

  it.each(['not declared', 'ignored'] as const)(
    'begins anew with the same image where the source’s range is %s',
    async (range) => {
      harness = await startHarness(range === 'ignored' ? {} : { otherProvider: NO_RANGE });
      harness.other.faults.range = 'ignored';
      harness.other.faults.cutDownloads = [2 * MIB];
      const done = await copied();
      expect(done).toMatchObject({ state: 'succeeded', attempt: 2, receipt: { hash: { verified: true } } });
      expect(made()).toHaveLength(1);
      expect(stored()[0]?.equals(bytes)).toBe(true);
    },
  );

  it('begins anew with the same image after cuts at the target', async () => {
    harness = await startHarness();
    harness.server.faults.cutUploads = [1, 2 * MIB + 5];
    const done = await copied();
    expect(done).toMatchObject({ state: 'succeeded', attempt: 3, receipt: { hash: { verified: true } } });
    expect(made()).toHaveLength(1);
    expect(stored()[0]?.equals(bytes)).toBe(true);
  });

  it('is CORRUPT when the target stored something else, and the image is removed', async () => {
    harness = await startHarness();
    harness.server.faults.corruptStore = 3 * MIB;
    expect(await copied()).toMatchObject({ state: 'failed', error: { code: 'CORRUPT' }, receipt: null });
    expect(stored()).toEqual([]);
  });

  it('is CORRUPT when the source gives something else than it stores: no image ever gets ready', async () => {
    harness = await startHarness();
    harness.other.faults.corruptByte = bytes.byteLength - 1;
    const { id } = harness.other.add('debian', bytes);
    const job = await harness.copy(id);
    const done = await harness.service.waitFor(job.id);
    expect(done).toMatchObject({ state: 'failed', attempt: 1, error: { code: 'CORRUPT' } });
    expect(done.error?.message).toContain('other sent');
    expect(stored()).toEqual([]);
    const phases = harness.events.map(({ payload }) =>
      payload !== null && 'phase' in payload ? payload.phase : null,
    );
    expect(phases).not.toContain('server-processing');
  });

  it('says honestly that the target has no hash to compare', async () => {
    harness = await startHarness();
    harness.server.faults.hashAlgo = null;
    expect((await copied()).receipt).toMatchObject({ hash: null, sha256: sha256(bytes) });
  });

  it('of unknown size is sent in chunks', async () => {
    harness = await startHarness();
    harness.other.faults.hidesSize = true;
    harness.other.faults.hidesLength = true;
    const done = await copied();
    expect(done).toMatchObject({
      state: 'succeeded',
      receipt: { bytes: bytes.byteLength, hash: { verified: true } },
    });
  });

  it('asks once for a size that is told with the bytes only', async () => {
    harness = await startHarness();
    harness.other.faults.hidesSize = true;
    const done = await copied();
    expect(done).toMatchObject({ bytesTotal: bytes.byteLength, receipt: { hash: { verified: true } } });
    expect(reads()).toHaveLength(1);
  });

  it('reads no further ahead than its few slots when the target does not take', async () => {
    harness = await startHarness();
    harness.server.faults.stallUploadAfter = 1000;
    const { id } = harness.other.add('debian', randomBytes(64 * MIB));
    const job = await harness.copy(id);
    await harness.until(job.id, ({ phase }) => phase === 'sending');
    let before = 0;
    // On a busy machine the first byte takes its time.
    while (before === 0 || harness.other.givenBytes !== before) {
      before = harness.other.givenBytes;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(before).toBeLessThan(32 * MIB);
  });

  it('keeps the queued image after the network failed for good; a retry uses it, a clear removes it', async () => {
    harness = await startHarness({ tuning: { tries: 2 } });
    harness.server.faults.cutUploads = Array.from({ length: 6 }, () => 1000);
    const failed = await copied();
    expect(failed).toMatchObject({ state: 'failed', canRetry: true, error: { retry: 'exhausted' } });
    const { id } = failed;
    await harness.service.handlers['transfers.retry']({ id }, never);
    expect((await harness.service.waitFor(id)).state).toBe('failed');
    expect(made()).toHaveLength(1);
    await harness.service.handlers['transfers.clear']({ id }, never);
    expect(stored()).toEqual([]);
  });

  it('counts for the limit of both of its connections', async () => {
    harness = await startHarness({ limit: 1 });
    harness.server.faults.stallUploadAfter = 1000;
    const { id } = harness.other.add('debian', bytes);
    const first = await harness.copy(id);
    await harness.until(first.id, ({ state }) => state === 'running');
    const order = { connection: 'other', id };
    const second = await harness.service.handlers['transfers.download'](order, never);
    expect(second.state).toBe('queued');
    expect(harness.service.hasUnfinished('other')).toBe(true);
    await cancel(first.id);
    expect((await harness.service.waitFor(second.id)).state).toBe('succeeded');
  });
});

describe('a copy that cannot be', () => {
  const nothing = (): void => {
    expect(
      [...harness.server.requests, ...harness.other.requests].filter((line) => !/GET \/images/.test(line)),
    ).toEqual([]);
    expect(reads()).toEqual([]);
  };

  it('is UNSUPPORTED in the words of the target that takes no images', async () => {
    const change = without('image.upload', 'The gateway takes no bytes.');
    harness = await startHarness({ provider: { change } });
    const { id } = harness.other.add('debian', bytes);
    await expect(harness.copy(id)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/^cloud .*The gateway takes no bytes\.$/),
    });
    nothing();
  });

  it('is UNSUPPORTED in the words of the source that gives no bytes', async () => {
    const change = without('image.download', 'The compute service gives no bytes.');
    harness = await startHarness({ otherProvider: { change } });
    const { id } = harness.other.add('debian', bytes);
    const plan = harness.service.handlers['transfers.planCopy']({ from: 'other', id, to: 'cloud' }, never);
    await expect(plan).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/^other .*The compute service gives no bytes\.$/),
    });
    nothing();
  });

  it('is INVALID where the target takes only what the image is not', async () => {
    const change = (capabilities: Capabilities) => ({ ...capabilities, diskFormats: ['qcow2'] });
    harness = await startHarness({ provider: { change } });
    const { id } = harness.other.add('debian', bytes);
    await expect(harness.copy(id)).rejects.toMatchObject({ code: 'INVALID', message: /raw/ });
    nothing();
  });

  it('is planned without any change', async () => {
    harness = await startHarness();
    const { id } = harness.other.add('debian', bytes);
    const plan = await harness.service.handlers['transfers.planCopy'](
      { from: 'other', id, to: 'cloud' },
      never,
    );
    expect(plan.image).toEqual({ name: 'debian', diskFormat: 'raw', containerFormat: 'bare' });
    nothing();
  });
});

describe('a cancel leaves nothing', () => {
  it('while it sends', async () => {
    harness = await startHarness();
    harness.other.faults.pauseMs = 5;
    const { id } = harness.other.add('debian', bytes);
    const job = await harness.copy(id);
    await harness.until(job.id, ({ bytesDone }) => bytesDone > MIB);
    expect(await cancel(job.id)).toMatchObject({ state: 'cancelled', error: null, imageId: null });
    expect(stored()).toEqual([]);
  });

  it('while the source hangs', async () => {
    harness = await startHarness();
    harness.other.faults.stallDownloadAfter = MIB;
    const { id } = harness.other.add('debian', bytes);
    const job = await harness.copy(id);
    await harness.until(job.id, ({ phase }) => phase === 'sending');
    expect(await cancel(job.id)).toMatchObject({ state: 'cancelled', error: null });
    expect(stored()).toEqual([]);
  });

  it('while the target hangs', async () => {
    harness = await startHarness();
    harness.server.faults.stallUploadAfter = 1000;
    const { id } = harness.other.add('debian', randomBytes(24 * MIB));
    const job = await harness.copy(id);
    await harness.until(job.id, ({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    expect(await cancel(job.id)).toMatchObject({ state: 'cancelled', error: null });
    expect(stored()).toEqual([]);
  });

  it('while the target works', async () => {
    harness = await startHarness();
    harness.server.faults.workingPolls = 1000;
    const { id } = harness.other.add('debian', bytes);
    const job = await harness.copy(id);
    await harness.until(job.id, ({ phase }) => phase === 'server-processing');
    expect(await cancel(job.id)).toMatchObject({ state: 'cancelled', error: null });
    expect(stored()).toEqual([]);
  });
});

describe('a stall says which end it is', () => {
  const tuning = { stalledAfterMs: 60, stallErrorMs: 250 };

  it('of the source', async () => {
    harness = await startHarness({ tuning });
    harness.other.faults.stallDownloadAfter = MIB;
    const { id } = harness.other.add('debian', bytes);
    const job = await harness.copy(id);
    await harness.until(job.id, ({ stalled }) => stalled);
    const waiting = await harness.until(job.id, ({ retryAt }) => retryAt !== null);
    expect(waiting.error).toMatchObject({
      code: 'STALLED',
      message: expect.stringContaining('debian from other'),
    });
    harness.other.faults.stallDownloadAfter = undefined;
    expect((await harness.service.waitFor(job.id)).receipt?.hash?.verified).toBe(true);
  });

  it('of the target', async () => {
    harness = await startHarness({ tuning });
    harness.server.faults.stallUploadAfter = 1000;
    const { id } = harness.other.add('debian', randomBytes(24 * MIB));
    const job = await harness.copy(id);
    const waiting = await harness.until(job.id, ({ retryAt }) => retryAt !== null);
    expect(waiting.error).toMatchObject({
      code: 'STALLED',
      message: expect.stringContaining('debian to cloud'),
    });
  });
});

describe('a source that gives packed bytes', () => {
  const disk = Buffer.concat([Buffer.alloc(6 * MIB), randomBytes(3 * MIB)]);
  const packed = gzipSync(disk, { level: 1 });

  it('is unpacked on the way to a target that wants it so; each hash is over its own bytes', async () => {
    harness = await startHarness({ otherProvider: PACKING });
    harness.other.faults.hidesLength = true;
    const done = await copied(packed);
    expect(done.receipt).toMatchObject({
      bytes: disk.byteLength,
      sha256: sha256(disk),
      hash: { value: sha512(disk), verified: true },
    });
    expect(stored()[0]?.equals(disk)).toBe(true);
  });

  it('goes on in the middle of the packed bytes', async () => {
    harness = await startHarness({ otherProvider: PACKING });
    harness.other.faults.cutDownloads = [MIB, 100_000];
    const done = await copied(packed);
    expect(done).toMatchObject({ attempt: 1, receipt: { sha256: sha256(disk), hash: { verified: true } } });
  });

  it('passes as it is to a target that packs as well', async () => {
    harness = await startHarness({ otherProvider: PACKING, provider: PACKING });
    const done = await copied(packed);
    expect(done.receipt).toMatchObject({ bytes: packed.byteLength, hash: { verified: true } });
    expect(stored()[0]?.equals(packed)).toBe(true);
  });

  it.each([
    ['no gzip at all', bytes],
    ['damaged', Buffer.concat([packed.subarray(0, 2 * MIB), randomBytes(64), packed.subarray(2 * MIB + 64)])],
    ['cut off', packed.subarray(0, -100)],
  ])('is CORRUPT when it is %s, and leaves no image', async (_what, data) => {
    harness = await startHarness({ otherProvider: PACKING });
    expect(await copied(data)).toMatchObject({ state: 'failed', attempt: 1, error: { code: 'CORRUPT' } });
    expect(stored()).toEqual([]);
  });

  it('is CORRUPT when the packed bytes are not those that it stores', async () => {
    harness = await startHarness({ otherProvider: PACKING });
    harness.other.faults.hashValue = '00'.repeat(64);
    const done = await copied(packed);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'CORRUPT' } });
    expect(done.error?.message).toContain('other sent');
    expect(stored()).toEqual([]);
  });
});

describe('a copy to a service that makes the image of the bytes', () => {
  it('finds its image when only the answer was lost', async () => {
    harness = await startHarness({ provider: { isNameless: true } });
    harness.server.faults.loseUploaded = true;
    const done = await copied();
    expect(done.receipt).toMatchObject({ bytes: bytes.byteLength, hash: { verified: true } });
    expect(made()).toHaveLength(1);
    expect(reads()).toHaveLength(1);
  });

  it('makes none of bytes that are not what the source stores', async () => {
    harness = await startHarness({ provider: { isNameless: true } });
    harness.other.faults.corruptByte = 10;
    expect(await copied()).toMatchObject({ state: 'failed', error: { code: 'CORRUPT' } });
    expect(stored()).toEqual([]);
  });
});
