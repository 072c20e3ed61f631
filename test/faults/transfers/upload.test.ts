import { createHash } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, MIB, never, startHarness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const sent = (): string[] => harness.server.requests.filter((line) => line.startsWith('PUT'));
const made = (): string[] => harness.server.requests.filter((line) => line.startsWith('POST'));

describe('an upload', () => {
  it('arrives bit for bit, verified, with a receipt of both hashes', async () => {
    const { path, bytes } = await harness.file('disk.img', 5 * MIB + 123);
    const { id } = await harness.upload(path, 'disk');
    const done = await harness.service.waitFor(id);
    expect(done).toMatchObject({ state: 'succeeded', bytesDone: bytes.byteLength, error: null });
    const [stored] = harness.server.images.values();
    expect(stored?.bytes.equals(bytes)).toBe(true);
    expect(done.receipt).toMatchObject({
      imageId: stored?.id,
      bytes: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      hash: { algo: 'sha512', value: createHash('sha512').update(bytes).digest('hex'), verified: true },
    });
  });

  it('is sent again to the same image after cuts at any point', async () => {
    harness.server.faults.cutUploads = [1, 900_000, 2 * MIB + 77];
    const { path, bytes } = await harness.file('disk.img', 4 * MIB);
    const done = await harness.service.waitFor((await harness.upload(path)).id);
    expect(done).toMatchObject({ state: 'succeeded', attempt: 4 });
    expect(made()).toHaveLength(1);
    expect(new Set(sent()).size).toBe(1);
    expect([...harness.server.images.values()][0]?.bytes.equals(bytes)).toBe(true);
  });

  it('waits as long as a busy service asks', async () => {
    harness.server.faults.refuseUploads = [{ status: 503, retryAfter: 1 }];
    const { path } = await harness.file('disk.img', MIB);
    const started = performance.now();
    const { id } = await harness.upload(path);
    const waiting = await harness.until(id, ({ retryAt }) => retryAt !== null);
    expect(waiting).toMatchObject({ state: 'running', error: { code: 'UNAVAILABLE' } });
    expect((await harness.service.waitFor(id)).state).toBe('succeeded');
    expect(performance.now() - started).toBeGreaterThan(990);
  });

  it('is not tried again when it was refused, and leaves no image', async () => {
    harness.server.faults.refuseUploads = [{ status: 415 }];
    const { path } = await harness.file('disk.img', MIB);
    const done = await harness.service.waitFor((await harness.upload(path)).id);
    expect(done).toMatchObject({ state: 'failed', attempt: 1, error: { code: 'INVALID' } });
    expect(harness.server.images.size).toBe(0);
  });

  it('keeps the queued image after the network failed for good; a retry uses it, a clear removes it', async () => {
    harness.server.faults.cutUploads = Array.from({ length: 10 }, () => 1000);
    const { path } = await harness.file('disk.img', MIB);
    const { id } = await harness.upload(path);
    const failed = await harness.service.waitFor(id);
    expect(failed).toMatchObject({ state: 'failed', canRetry: true, error: { retry: 'exhausted' } });
    const [imageId] = harness.server.images.keys();
    expect(failed.imageId).toBe(imageId);

    await harness.service.handlers['transfers.retry']({ id }, never);
    expect((await harness.service.waitFor(id)).state).toBe('failed');
    expect(made()).toHaveLength(1);

    await harness.service.handlers['transfers.clear']({ id }, never);
    expect(harness.server.images.size).toBe(0);
    expect(await harness.service.handlers['transfers.list']({}, never)).toEqual([]);
  });

  it('finds the image of a lost answer instead of making a second one', async () => {
    harness.server.faults.loseCreated = true;
    const { path } = await harness.file('disk.img', MIB);
    const { id } = await harness.upload(path);
    await harness.until(id, ({ retryAt }) => retryAt !== null);
    harness.server.faults.loseCreated = false;
    expect((await harness.service.waitFor(id)).state).toBe('succeeded');
    expect(harness.server.images.size).toBe(1);
  });

  it('is CORRUPT when the service stored something else, and the image is removed', async () => {
    harness.server.faults.corruptStore = 3 * MIB;
    const { path } = await harness.file('disk.img', 4 * MIB);
    const done = await harness.service.waitFor((await harness.upload(path)).id);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'CORRUPT' }, receipt: null });
    expect(harness.server.images.size).toBe(0);
  });

  it('says honestly that nothing was verified when the service has no hash', async () => {
    harness.server.faults.hashAlgo = null;
    const { path, bytes } = await harness.file('disk.img', MIB);
    const { receipt } = await harness.service.waitFor((await harness.upload(path)).id);
    expect(receipt).toMatchObject({ hash: null, sha256: createHash('sha256').update(bytes).digest('hex') });
  });

  it('verifies with the algorithm that the service really used, even if it had said another', async () => {
    harness.server.faults.hashAlgo = 'md5';
    const { path, bytes } = await harness.file('disk.img', MIB);
    const { receipt } = await harness.service.waitFor((await harness.upload(path)).id);
    const value = createHash('md5').update(bytes).digest('hex');
    expect(receipt?.hash).toEqual({ algo: 'md5', value, verified: true });
  });

  it('waits for a service that takes its time', async () => {
    harness.server.faults.workingPolls = 4;
    const { path } = await harness.file('disk.img', MIB);
    const { id } = await harness.upload(path);
    await harness.until(id, ({ phase }) => phase === 'server-processing');
    expect((await harness.service.waitFor(id)).receipt?.hash?.verified).toBe(true);
  });

  it('refuses an image that reads a foreign file before any request', async () => {
    const { path } = await harness.file('evil.qcow2', MIB);
    const header = Buffer.alloc(MIB);
    header.write('QFI\xfb', 0, 'latin1');
    header.writeUInt32BE(3, 4);
    header.writeBigUInt64BE(512n, 8);
    header.writeUInt32BE(11, 16);
    header.writeUInt32BE(16, 20);
    header.writeBigUInt64BE(BigInt(MIB), 24);
    header.writeUInt32BE(104, 100);
    header.write('/etc/shadow', 512);
    await writeFile(path, header);
    const done = await harness.service.waitFor((await harness.upload(path)).id);
    expect(done).toMatchObject({ state: 'failed', canRetry: false, error: { code: 'UNSAFE_IMAGE' } });
    expect(harness.server.requests).toEqual([]);
  });

  it('contradicts a wrong disk format before any request', async () => {
    const { path } = await harness.file('disk.img', MIB);
    const iso = Buffer.alloc(MIB);
    iso.write('\x01CD001\x01', 32_768, 'latin1');
    await writeFile(path, iso);
    const done = await harness.service.waitFor((await harness.upload(path)).id);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'INVALID' } });
    expect(done.error?.message).toContain('ISO');
    expect(harness.server.requests).toEqual([]);
  });

  it('is refused when the file was changed after it was chosen', async () => {
    const { path } = await harness.file('disk.img', MIB);
    const { grant } = await harness.grants.file(path);
    await appendFile(path, 'more');
    const image = { name: 'image', diskFormat: 'raw', containerFormat: 'bare' };
    const order = { connection: 'cloud', grant, image };
    const { id } = await harness.service.handlers['transfers.upload'](order, never);
    expect(await harness.service.waitFor(id)).toMatchObject({ state: 'failed', error: { code: 'CONFLICT' } });
    expect(harness.server.requests).toEqual([]);
  });

  it('runs no more at once than allowed, in the order of asking', async () => {
    harness.server.faults.stallUploadAfter = 1000;
    const { path } = await harness.file('disk.img', MIB);
    const ids: string[] = [];
    for (let index = 0; index < 4; index += 1) ids.push((await harness.upload(path, `image-${index}`)).id);
    await harness.until(ids[1] ?? '', ({ state }) => state === 'running');
    const states = (await harness.service.handlers['transfers.list']({}, never)).map(({ state }) => state);
    expect(states).toEqual(['running', 'running', 'queued', 'queued']);
  });
});
