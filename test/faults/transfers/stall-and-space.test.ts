import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Harness, MIB, startHarness } from './harness.ts';

let harness: Harness;
afterEach(() => harness.close());

const bytes = randomBytes(3 * MIB);

describe('a stall', () => {
  const tuning = { stalledAfterMs: 60, stallErrorMs: 250 };

  it('of a download is said first, is STALLED then, and the next try continues', async () => {
    harness = await startHarness({ tuning });
    harness.server.faults.stallDownloadAfter = MIB;
    const { id } = harness.server.add('image', bytes);
    const job = await harness.download(id);
    await harness.until(job.id, ({ stalled, state }) => stalled && state === 'running');
    const waiting = await harness.until(job.id, ({ retryAt }) => retryAt !== null);
    expect(waiting.error?.code).toBe('STALLED');
    harness.server.faults.stallDownloadAfter = undefined;
    expect((await harness.service.waitFor(job.id)).receipt?.hash?.verified).toBe(true);
    expect(harness.server.requests.some((line) => line.includes(`bytes=${MIB}-`))).toBe(true);
  });

  it('of an upload is STALLED after the tries, with the image kept for a retry', async () => {
    harness = await startHarness({ tuning: { ...tuning, tries: 2 } });
    harness.server.faults.stallUploadAfter = 1000;
    const { path } = await harness.file('disk.img', 24 * MIB);
    const failed = await harness.service.waitFor((await harness.upload(path)).id);
    expect(failed).toMatchObject({ state: 'failed', attempt: 2, canRetry: true, error: { code: 'STALLED' } });
    expect(harness.server.images.size).toBe(1);
  });

  it('is not what a service at work is in', async () => {
    harness = await startHarness({ tuning: { ...tuning, quietServiceAfterMs: 50 } });
    harness.server.faults.workingPolls = 12;
    const { path } = await harness.file('disk.img', MIB);
    const job = await harness.upload(path);
    await harness.until(job.id, ({ phase, stalled }) => phase === 'server-processing' && stalled);
    expect((await harness.service.waitFor(job.id)).state).toBe('succeeded');
  });
});

describe('a disk without room', () => {
  it('is NO_SPACE with both numbers before any byte is asked for', async () => {
    harness = await startHarness({ tuning: { freeBytes: async () => 1000 } });
    const { id } = harness.server.add('image', bytes);
    const done = await harness.service.waitFor((await harness.download(id)).id);
    expect(done.error).toMatchObject({
      code: 'NO_SPACE',
      context: { freeBytes: 1000, neededBytes: bytes.byteLength },
    });
    expect(harness.server.requests.some((line) => line.includes('/data'))).toBe(false);
  });

  const canMount = process.platform === 'linux' && process.getuid?.() === 0;
  it.runIf(canMount)('that fills up meanwhile is NO_SPACE, and the part is kept for later', async () => {
    const mount = await mkdtemp(join(tmpdir(), 'argosy-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', mount]);
    try {
      harness = await startHarness({ tuning: { freeBytes: async () => 10 * MIB } });
      const { id } = harness.server.add('image', bytes);
      const done = await harness.service.waitFor((await harness.download(id, join(mount, 'image.img'))).id);
      expect(done).toMatchObject({ state: 'failed', canRetry: true, error: { code: 'NO_SPACE' } });
      expect(await readdir(mount)).not.toContain('image.img');
    } finally {
      execFileSync('umount', [mount]);
      await rm(mount, { recursive: true });
    }
  });
});
