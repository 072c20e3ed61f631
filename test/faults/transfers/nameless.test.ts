import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transfer } from '#shared/model/index.ts';
import { systemClock } from '../../../src/main/transfers/clock.ts';
import { type Harness, MIB, never, QUICK, startHarness } from './harness.ts';

const SCRIPT = fileURLToPath(new URL('./transfer-process.ts', import.meta.url));

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({ provider: { isNameless: true } });
});
afterEach(() => harness.close());

const posts = (): number => harness.server.requests.filter((line) => line.startsWith('POST')).length;
const stored = (): readonly string[] => [...harness.server.images.keys()];
const cancel = (id: string): Promise<Transfer> => harness.service.handlers['transfers.cancel']({ id }, never);

describe('an upload to a service that makes the image of the bytes', () => {
  it('has an image once the bytes are there, and is verified', async () => {
    const { path, bytes } = await harness.file('disk.img', 3 * MIB);
    const done = await harness.service.waitFor((await harness.upload(path)).id);
    expect(done).toMatchObject({ state: 'succeeded', imageId: stored()[0] });
    expect(done.receipt).toMatchObject({ imageId: stored()[0], hash: { verified: true } });
    expect([...harness.server.images.values()][0]?.bytes.equals(bytes)).toBe(true);
  });

  it('is sent again after cuts, and makes one image', async () => {
    harness.server.faults.cutUploads = [1, MIB];
    const { path } = await harness.file('disk.img', 3 * MIB);
    const done = await harness.service.waitFor((await harness.upload(path)).id);
    expect(done).toMatchObject({ state: 'succeeded', attempt: 3 });
    expect(stored()).toHaveLength(1);
  });

  it('finds its image when only the answer was lost, and sends nothing twice', async () => {
    harness.server.faults.loseUploaded = true;
    const { path, bytes } = await harness.file('disk.img', 3 * MIB);
    harness.server.add('image', randomBytes(3 * MIB)); // Another's of the same name and size, older.
    const done = await harness.service.waitFor((await harness.upload(path)).id);
    expect(done.receipt).toMatchObject({
      imageId: stored()[1],
      bytes: bytes.byteLength,
      hash: { verified: true },
    });
    expect(posts()).toBe(1);
  });

  it('takes no image of another size for its own', async () => {
    harness.server.faults.cutUploads = [3 * MIB];
    harness.server.faults.stallUploadAfter = 3 * MIB;
    const { path } = await harness.file('disk.img', 3 * MIB);
    const { id } = await harness.upload(path);
    await harness.until(id, ({ phase }) => phase === 'server-processing');
    const others = harness.server.add('image', randomBytes(MIB));
    harness.server.faults.stallUploadAfter = undefined;
    const done = await harness.service.waitFor(id);
    expect(done.receipt?.imageId).not.toBe(others.id);
    expect(done.receipt?.hash?.verified).toBe(true);
    expect(stored()).toHaveLength(2);
  });

  it('is cancelled while it sends: nothing is left', async () => {
    harness.server.faults.stallUploadAfter = MIB;
    const { path } = await harness.file('disk.img', 24 * MIB);
    const { id } = await harness.upload(path);
    await harness.until(id, ({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    expect(await cancel(id)).toMatchObject({ state: 'cancelled', error: null });
    expect(stored()).toEqual([]);
  });

  it('is cancelled while the answer is awaited: what was made is heard of, and removed', async () => {
    harness.server.faults.answerDelayMs = 300;
    const { path } = await harness.file('disk.img', MIB);
    const { id } = await harness.upload(path);
    await harness.until(id, ({ phase }) => phase === 'server-processing');
    expect(await cancel(id)).toMatchObject({ state: 'cancelled', error: null });
    expect(stored()).toEqual([]);
  });

  it('removes the image of a lost answer, and no namesake', async () => {
    const others = harness.server.add('image', randomBytes(MIB));
    harness.server.faults.loseUploaded = true;
    const { path } = await harness.file('disk.img', MIB);
    await harness.reopen({
      tuning: { firstRetryMs: 60_000, firstPollMs: 10, lastPollMs: 40, snapshotEveryMs: 0 },
    });
    const { id } = await harness.upload(path);
    await harness.until(id, ({ retryAt }) => retryAt !== null);
    expect(stored()).toHaveLength(2);
    expect(await cancel(id)).toMatchObject({ state: 'cancelled', error: null });
    expect(stored()).toEqual([others.id]);
  });

  it('removes no image that came of the same file long after, however like it is', async () => {
    const daysAgo = { ...systemClock, now: () => Date.now() - 48 * 3_600_000 };
    await harness.reopen({ clock: daysAgo, tuning: { ...QUICK, tries: 1 } });
    harness.server.faults.cutUploads = [MIB];
    const { path, bytes } = await harness.file('disk.img', MIB);
    const { id } = await harness.upload(path);
    expect(await harness.service.waitFor(id)).toMatchObject({ state: 'failed' });
    const sentByHand = harness.server.add('image', bytes);
    const service = await harness.reopen();
    await service.handlers['transfers.clear']({ id }, never);
    expect(stored()).toEqual([sentByHand.id]);
  });
});

describe('after kill -9', () => {
  const kill = async (child: ChildProcess): Promise<void> => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  /** Runs an upload in a process of its own until it is as wanted, and kills it. */
  const killedUpload = async (
    home: string,
    path: string,
    fits: (now: Transfer) => boolean,
  ): Promise<string> => {
    const child = spawn(process.execPath, [SCRIPT, home, harness.server.url, 'app', 'nameless'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.write(`${JSON.stringify({ upload: path })}\n`);
    for await (const line of createInterface({ input: child.stdout })) {
      const now = JSON.parse(line) as Transfer;
      if (!fits(now)) continue;
      await new Promise((resolve) => setTimeout(resolve, 100));
      await kill(child);
      return now.id;
    }
    throw new Error('It never came to that.');
  };

  it('an upload without an image yet is offered, and a retry sends it', async () => {
    harness.server.faults.stallUploadAfter = MIB;
    const { path } = await harness.file('disk.img', 24 * MIB);
    const home = join(harness.directory, 'killed');
    const id = await killedUpload(home, path, ({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    harness.server.faults.stallUploadAfter = undefined;
    const service = await harness.reopen({ directory: home });
    const [found] = await service.handlers['transfers.list']({}, never);
    expect(found).toMatchObject({ id, state: 'paused', imageId: null });
    expect(found?.error?.message).toContain('There is no image yet.');
    await service.handlers['transfers.retry']({ id }, never);
    expect((await service.waitFor(id)).receipt?.hash?.verified).toBe(true);
    expect(stored()).toHaveLength(1);
  });

  it('an upload whose answer never came finds its image at the retry', async () => {
    harness.server.faults.answerDelayMs = 1_000;
    const { path } = await harness.file('disk.img', 2 * MIB);
    const home = join(harness.directory, 'killed');
    const id = await killedUpload(home, path, ({ phase }) => phase === 'server-processing');
    const service = await harness.reopen({ directory: home });
    const [found] = await service.handlers['transfers.list']({}, never);
    expect(found).toMatchObject({ id, state: 'paused' });
    expect(found?.error?.message).toContain('before cloud answered');
    await service.handlers['transfers.retry']({ id }, never);
    expect((await service.waitFor(id)).receipt).toMatchObject({
      imageId: stored()[0],
      hash: { verified: true },
    });
    expect(posts()).toBe(1);
  });
});

describe('bytes that the provider packs on the way', () => {
  const packed = (value: string) => ({ sentHash: () => ({ algo: 'sha512', value }) });

  it('are verified by the hash of what really left', async () => {
    const value = createHash('sha512').update('packed').digest('hex');
    await harness.close();
    harness = await startHarness({ provider: packed(value) });
    harness.server.faults.hashValue = value;
    const { path, bytes } = await harness.file('disk.img', MIB);
    const { receipt } = await harness.service.waitFor((await harness.upload(path)).id);
    expect(receipt).toMatchObject({
      bytes: bytes.byteLength,
      hash: { algo: 'sha512', value, verified: true },
    });
    expect(receipt?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('are CORRUPT when the service stores others, and the image is removed', async () => {
    await harness.close();
    harness = await startHarness({ provider: packed('00'.repeat(64)) });
    const { path } = await harness.file('disk.img', MIB);
    const done = await harness.service.waitFor((await harness.upload(path)).id);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'CORRUPT' } });
    expect(stored()).toEqual([]);
  });
});
