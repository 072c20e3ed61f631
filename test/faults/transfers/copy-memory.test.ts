import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transfer } from '#shared/model/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { providerOf } from './cloud-bench.ts';
import { MIB, never } from './harness.ts';

const SCRIPT = fileURLToPath(new URL('./copy-process.ts', import.meta.url));
const call = { ...never, operation: 'test' };

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox({ switches: ['empty'] });
  folder = await mkdtemp(join(tmpdir(), 'argosy-copy-memory-'));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

/** An image of so many MiB, made without being held anywhere. */
async function imageOf(mebibytes: number): Promise<string> {
  const provider = providerOf(sandbox, 'glance');
  const piece = Buffer.alloc(MIB);
  async function* bytes() {
    for (let count = 0; count < mebibytes; count += 1) {
      piece.writeUInt32BE(count, 512);
      yield piece;
    }
  }
  const image = { name: `disk-${mebibytes}`, diskFormat: 'raw', containerFormat: 'bare' };
  const ticket = await provider.beginUpload(image, mebibytes * MIB, call);
  await provider.sendBytes(ticket, image, { sizeBytes: mebibytes * MIB, open: bytes }, call);
  await provider.close();
  return ticket.imageId ?? '';
}

interface Outcome {
  readonly transfer: Transfer;
  readonly peakMiB: number;
  readonly seconds: number;
  /** Every file that was ever seen in the data directory or the folder for temporary files. */
  readonly files: ReadonlySet<string>;
}

async function copyInProcess(to: string, id: string): Promise<Outcome> {
  const home = await mkdtemp(join(folder, 'home-'));
  const temporary = join(home, 'tmp');
  await mkdir(temporary);
  const files = new Set<string>();
  const look = async (): Promise<void> => {
    for (const name of await readdir(home, { recursive: true })) files.add(name);
  };
  const watch = setInterval(() => void look(), 20);
  const args = [SCRIPT, home, JSON.stringify(sandbox.dialects), 'glance', to, id];
  const env = { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).finally(() =>
    clearInterval(watch),
  );
  await look();
  return { ...(JSON.parse(stdout) as Omit<Outcome, 'files'>), files };
}

describe.each(['glance', 'fifo'])('a copy from Glance to %s', (to) => {
  it('takes no more memory for a larger image, and writes no byte of it to a disk', async () => {
    const [small, large] = [
      await copyInProcess(to, await imageOf(64)),
      await copyInProcess(to, await imageOf(320)),
    ];
    for (const { transfer, files } of [small, large]) {
      expect(transfer, transfer.error?.message).toMatchObject({ state: 'succeeded' });
      expect([...files].filter((name) => !/^(tmp|journal-.*\.jsonl|receipts\.jsonl)$/.test(name))).toEqual(
        [],
      );
    }
    expect(large.transfer.receipt?.bytes).toBe(320 * MIB);
    // Between runs the collector alone makes a difference of some 20 MiB; what is kept of the bytes would make 256.
    expect(large.peakMiB - small.peakMiB).toBeLessThan(64);
  }, 60_000);
});
