import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capabilities } from '#shared/model/index.ts';
import { type Harness, MIB, never, startHarness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const bytes = randomBytes(5 * MIB + 321);
const sha512 = createHash('sha512').update(bytes).digest('hex');
const gets = (): string[] => harness.server.requests.filter((line) => line.includes('/data'));

describe('a download', () => {
  it('becomes a file with its real name only when its hash is right', async () => {
    const { id } = harness.server.add('My: image', bytes);
    const done = await harness.service.waitFor((await harness.download(id)).id);
    expect(done).toMatchObject({
      state: 'succeeded',
      otherEnd: join(harness.folder, 'My_ image.raw'),
      canReveal: true,
      receipt: { bytes: bytes.byteLength, hash: { algo: 'sha512', value: sha512, verified: true } },
    });
    expect(await harness.files()).toEqual(['My_ image.raw']);
    expect((await readFile(done.otherEnd)).equals(bytes)).toBe(true);
  });

  it('is named for what it is where the service gives packed bytes', async () => {
    await harness.close();
    const change = (capabilities: Capabilities) => ({ ...capabilities, packing: 'gzip' as const });
    harness = await startHarness({ provider: { change } });
    const { id } = harness.server.add('dataset', bytes);
    await harness.service.waitFor((await harness.download(id)).id);
    expect(await harness.files()).toEqual(['dataset.gz']);
  });

  it('continues by Range after cuts at any point', async () => {
    harness.server.faults.cutDownloads = [1, 1_234_567, MIB, 70_000, 2 * MIB];
    const { id } = harness.server.add('image', bytes);
    const done = await harness.service.waitFor((await harness.download(id)).id);
    expect(done.receipt?.hash?.verified).toBe(true);
    expect((await readFile(done.otherEnd)).equals(bytes)).toBe(true);
    // Nothing was asked for twice.
    const offsets = gets().map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1] ?? 0));
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(offsets.at(-1)).toBeGreaterThan(MIB);
  });

  it.each(['ignored', 'whole-as-206'] as const)('begins anew where Range is %s', async (range) => {
    harness.server.faults.range = range;
    harness.server.faults.cutDownloads = [2 * MIB];
    const { id } = harness.server.add('image', bytes);
    const done = await harness.service.waitFor((await harness.download(id)).id);
    expect(done.receipt).toMatchObject({ bytes: bytes.byteLength, hash: { verified: true } });
    expect((await readFile(done.otherEnd)).equals(bytes)).toBe(true);
  });

  it('is CORRUPT when one byte is wrong, and leaves no file', async () => {
    harness.server.faults.corruptByte = 3 * MIB + 5;
    const { id } = harness.server.add('image', bytes);
    const done = await harness.service.waitFor((await harness.download(id)).id);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'CORRUPT' }, receipt: null });
    expect(await harness.files()).toEqual([]);
  });

  it('says honestly that only the size was compared when the service has no hash', async () => {
    harness.server.faults.hashAlgo = null;
    const { id } = harness.server.add('image', bytes);
    const { receipt } = await harness.service.waitFor((await harness.download(id)).id);
    expect(receipt).toMatchObject({ hash: null, bytes: bytes.byteLength });
  });

  it('is paused with its bytes kept, and continues from there', async () => {
    harness.server.faults.pauseMs = 5;
    const { id } = harness.server.add('image', bytes);
    const job = await harness.download(id);
    await harness.until(job.id, ({ bytesDone }) => bytesDone > MIB);
    const paused = await harness.service.handlers['transfers.pause']({ id: job.id }, never);
    expect(paused).toMatchObject({ state: 'paused', canRetry: true });
    expect(await harness.files()).toEqual(['image.raw.part', 'image.raw.part.json']);
    harness.server.faults.pauseMs = 0;
    await harness.service.handlers['transfers.retry']({ id: job.id }, never);
    expect((await harness.service.waitFor(job.id)).receipt?.hash?.verified).toBe(true);
    expect(gets()[1]).toMatch(/bytes=[1-9]\d+-$/);
    expect(await harness.files()).toEqual(['image.raw']);
  });

  it('never takes the place of a file: it takes the next number, or refuses the very path', async () => {
    await mkdir(harness.folder, { recursive: true });
    await writeFile(join(harness.folder, 'image.raw'), 'mine');
    const { id } = harness.server.add('image', bytes);
    const done = await harness.service.waitFor((await harness.download(id)).id);
    expect(done.otherEnd).toBe(join(harness.folder, 'image (2).raw'));
    await expect(harness.download(id, join(harness.folder, 'image.raw'))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await readFile(join(harness.folder, 'image.raw'), 'utf8')).toBe('mine');
  });

  it('does not take the place of a file that appeared meanwhile', async () => {
    harness.server.faults.pauseMs = 5;
    const { id } = harness.server.add('image', bytes);
    const path = join(harness.folder, 'chosen.img');
    const job = await harness.download(id, path);
    await harness.until(job.id, ({ bytesDone }) => bytesDone > MIB);
    await writeFile(path, 'mine');
    const done = await harness.service.waitFor(job.id);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'CONFLICT' } });
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it('begins anew when the part on the disk is of another image', async () => {
    await mkdir(harness.folder, { recursive: true });
    const path = join(harness.folder, 'chosen.img');
    await writeFile(`${path}.part`, randomBytes(MIB));
    const { id } = harness.server.add('image', bytes);
    const done = await harness.service.waitFor((await harness.download(id, path)).id);
    expect(done.receipt?.hash?.verified).toBe(true);
    expect(gets()).toHaveLength(1);
  });

  it('begins anew, once, when the kept part was damaged', async () => {
    harness.server.faults.pauseMs = 5;
    const { id } = harness.server.add('image', bytes);
    const job = await harness.download(id);
    await harness.until(job.id, ({ bytesDone }) => bytesDone > 2 * MIB);
    await harness.service.handlers['transfers.pause']({ id: job.id }, never);
    const part = join(harness.folder, 'image.raw.part');
    const kept = await readFile(part);
    kept[1000] = (kept[1000] ?? 0) ^ 1;
    await writeFile(part, kept);
    harness.server.faults.pauseMs = 0;
    await harness.service.handlers['transfers.retry']({ id: job.id }, never);
    const done = await harness.service.waitFor(job.id);
    expect(done.receipt?.hash?.verified).toBe(true);
    expect((await readFile(done.otherEnd)).equals(bytes)).toBe(true);
  });

  it('goes into a stream and ends it', async () => {
    const { id } = harness.server.add('image', bytes);
    const stream = new PassThrough();
    const starts: unknown[] = [];
    const grant = harness.grants.stream(stream, {
      onStart: (info) => starts.push(info),
      place: 'standard output',
    });
    const { id: job } = await harness.service.handlers['transfers.download'](
      { connection: 'cloud', id, grant },
      never,
    );
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    expect(starts).toEqual([{ fileName: 'image.raw', sizeBytes: bytes.byteLength }]);
    const done = await harness.service.waitFor(job);
    expect(done.receipt?.hash?.verified).toBe(true);
    expect(done.otherEnd).toBe('standard output');
  });

  it('gives a slow reader every byte unharmed, though the ring goes round many times', async () => {
    const large = randomBytes(20 * MIB);
    const { id } = harness.server.add('image', large);
    const stream = new PassThrough({ highWaterMark: 1024 });
    const grant = harness.grants.stream(stream);
    await harness.service.handlers['transfers.download']({ connection: 'cloud', id, grant }, never);
    const seen = createHash('sha256');
    for await (const chunk of stream) {
      // What is read late must still be what was sent.
      await new Promise((resolve) => setTimeout(resolve, 3));
      seen.update(chunk);
    }
    expect(seen.digest('hex')).toBe(createHash('sha256').update(large).digest('hex'));
  });

  it('destroys a stream whose bytes turned out wrong', async () => {
    harness.server.faults.corruptByte = MIB;
    const { id } = harness.server.add('image', bytes);
    const stream = new PassThrough();
    const grant = harness.grants.stream(stream);
    const { id: job } = await harness.service.handlers['transfers.download'](
      { connection: 'cloud', id, grant },
      never,
    );
    const read = async (): Promise<void> => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toMatchObject({ code: 'CORRUPT' });
    expect(await harness.service.waitFor(job)).toMatchObject({ state: 'failed', error: { code: 'CORRUPT' } });
  });

  it('says CANCELLED when whoever was receiving goes away', async () => {
    const { id } = harness.server.add('image', bytes);
    const stream = new PassThrough();
    const grant = harness.grants.stream(stream);
    const { id: job } = await harness.service.handlers['transfers.download'](
      { connection: 'cloud', id, grant },
      never,
    );
    stream.once('data', () => stream.destroy());
    expect(await harness.service.waitFor(job)).toMatchObject({
      state: 'failed',
      error: { code: 'CANCELLED' },
    });
  });
});
