import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transfer } from '#shared/model/index.ts';
import { type Harness, MIB, never, startHarness } from './harness.ts';

const SCRIPT = fileURLToPath(new URL('./transfer-process.ts', import.meta.url));
const bytes = randomBytes(24 * MIB);

let harness: Harness;
let home: string;
beforeEach(async () => {
  harness = await startHarness();
  home = join(harness.directory, 'killed');
});
afterEach(() => harness.close());

/** Copies in a process of its own until that is as wanted, and kills it. */
async function killedCopy(
  kind: 'app' | 'command',
  id: string,
  fits: (now: Transfer) => boolean,
): Promise<string> {
  const args = [SCRIPT, home, harness.server.url, kind, '', harness.other.url];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${JSON.stringify({ copy: id })}\n`);
  for await (const line of createInterface({ input: child.stdout })) {
    const now = JSON.parse(line) as Transfer;
    if (!fits(now)) continue;
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return now.id;
  }
  throw new Error('It never came to that.');
}

const made = (): number => harness.server.requests.filter((line) => line.startsWith('POST')).length;
const reads = (): number => harness.other.requests.filter((line) => line.includes('/data')).length;
const isSending = ({ phase, bytesDone }: Transfer): boolean => phase === 'sending' && bytesDone > 0;

describe('after kill -9', () => {
  it('a copy is offered on the same image, and a retry finishes it', async () => {
    harness.server.faults.stallUploadAfter = MIB;
    const { id: image } = harness.other.add('debian', bytes);
    const id = await killedCopy('app', image, isSending);
    harness.server.faults.stallUploadAfter = undefined;
    const service = await harness.reopen({ directory: home });
    const [found] = await service.handlers['transfers.list']({}, never);
    expect(found).toMatchObject({ id, state: 'paused', canRetry: true, otherEnd: 'other' });
    expect(found?.error?.hint).toContain('to the same image');
    await service.handlers['transfers.retry']({ id }, never);
    expect((await service.waitFor(id)).receipt?.hash?.verified).toBe(true);
    expect(made()).toBe(1);
    expect([...harness.server.images.values()].map((one) => one.bytes.equals(bytes))).toEqual([true]);
  });

  it('a cancel of what is offered leaves no image', async () => {
    harness.server.faults.stallUploadAfter = MIB;
    const { id: image } = harness.other.add('debian', bytes);
    const id = await killedCopy('app', image, isSending);
    harness.server.faults.stallUploadAfter = undefined;
    const service = await harness.reopen({ directory: home });
    expect((await service.handlers['transfers.cancel']({ id }, never)).state).toBe('cancelled');
    expect(harness.server.images.size).toBe(0);
  });

  it('a copy whose bytes had all left is verified by the hashes in the journal: nothing is read again', async () => {
    harness.server.faults.workingPolls = 1_000_000;
    const { id: image } = harness.other.add('debian', bytes);
    const isThere = ({ phase, imageId }: Transfer): boolean =>
      phase === 'server-processing' && imageId !== null;
    const id = await killedCopy('app', image, isThere);
    harness.server.faults.workingPolls = 0;
    const service = await harness.reopen({ directory: home });
    expect((await service.waitFor(id)).receipt).toMatchObject({
      bytes: bytes.byteLength,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      hash: { verified: true },
    });
    expect(reads()).toBe(1);
  });

  it('a repeated command continues with its own image', async () => {
    harness.server.faults.stallUploadAfter = MIB;
    const { id: image } = harness.other.add('debian', bytes);
    await killedCopy('command', image, isSending);
    harness.server.faults.stallUploadAfter = undefined;
    const service = await harness.reopen({ directory: home, adoptsStrays: false });
    const { id } = await harness.copy(image);
    expect((await service.waitFor(id)).receipt?.hash?.verified).toBe(true);
    expect(made()).toBe(1);
  });
});
