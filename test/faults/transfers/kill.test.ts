import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transfer } from '#shared/model/index.ts';
import { type Harness, MIB, never, startHarness } from './harness.ts';

const SCRIPT = fileURLToPath(new URL('./transfer-process.ts', import.meta.url));
const bytes = randomBytes(6 * MIB);

let harness: Harness;
let home: string;
beforeEach(async () => {
  harness = await startHarness();
  home = join(harness.directory, 'killed');
});
afterEach(() => harness.close());

interface Victim {
  readonly process: ChildProcess;
  until(fits: (transfer: Transfer) => boolean): Promise<Transfer>;
  /** SIGKILL: nothing can be tidied up. */
  kill(): Promise<void>;
}

function start(kind: 'app' | 'command', order: object): Victim {
  const child = spawn(process.execPath, [SCRIPT, home, harness.server.url, kind], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const seen: Transfer[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => seen.push(JSON.parse(line) as Transfer));
  child.stdin.write(`${JSON.stringify(order)}\n`);
  return {
    process: child,
    async until(fits) {
      for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
        const found = seen.find(fits);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`It never came to that: ${JSON.stringify(seen.at(-1))}`);
    },
    async kill() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

const transfers = (): Promise<readonly Transfer[]> => harness.service.handlers['transfers.list']({}, never);

describe('after kill -9', () => {
  it('a download continues by itself where it was, and verifies', async () => {
    harness.server.faults.pauseMs = 5;
    const image = harness.server.add('image', bytes);
    const to = join(harness.folder, 'image.img');
    const victim = start('app', { download: image.id, to });
    await victim.until(({ bytesDone }) => bytesDone > 3 * MIB);
    await victim.kill();
    const kept = (await stat(`${to}.part`)).size;
    expect(kept).toBeGreaterThan(MIB);

    harness.server.faults.pauseMs = 0;
    const service = await harness.reopen({ directory: home });
    const [found] = await transfers();
    const done = await service.waitFor(found?.id ?? '');
    expect(done).toMatchObject({
      state: 'succeeded',
      receipt: { bytes: bytes.byteLength, hash: { verified: true } },
    });
    expect((await readFile(to)).equals(bytes)).toBe(true);
    expect(await harness.files()).toEqual(['image.img']);
    expect(harness.server.requests.at(-1)).toContain(`bytes=${kept}-`);
  });

  it('an upload is offered for a retry on the same image', async () => {
    harness.server.faults.stallUploadAfter = MIB;
    const { path, bytes: content } = await harness.file('disk.img', 24 * MIB);
    const victim = start('app', { upload: path });
    const sending = await victim.until(({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    await victim.kill();

    harness.server.faults.stallUploadAfter = undefined;
    const service = await harness.reopen({ directory: home });
    const [offered] = await transfers();
    expect(offered).toMatchObject({
      id: sending.id,
      state: 'paused',
      imageId: [...harness.server.images.keys()][0],
      canRetry: true,
      error: { code: 'CANCELLED' },
    });
    await service.handlers['transfers.retry']({ id: sending.id }, never);
    const done = await service.waitFor(sending.id);
    expect(done.receipt?.hash?.verified).toBe(true);
    expect(harness.server.images.size).toBe(1);
    expect([...harness.server.images.values()][0]?.bytes.equals(content)).toBe(true);
  });

  it('an upload can be cancelled, and nothing is left', async () => {
    harness.server.faults.stallUploadAfter = MIB;
    const { path } = await harness.file('disk.img', 24 * MIB);
    const victim = start('app', { upload: path });
    const { id } = await victim.until(({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    await victim.kill();
    await harness.reopen({ directory: home });
    expect((await harness.service.handlers['transfers.cancel']({ id }, never)).state).toBe('cancelled');
    expect(harness.server.images.size).toBe(0);
  });

  it('an upload whose bytes had all left is verified without sending them again', async () => {
    harness.server.faults.workingPolls = 1_000_000;
    const { path } = await harness.file('disk.img', 3 * MIB);
    const victim = start('app', { upload: path });
    const { id } = await victim.until(
      ({ phase, imageId }) => phase === 'server-processing' && imageId !== null,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await victim.kill();
    harness.server.faults.workingPolls = 0;
    const service = await harness.reopen({ directory: home });
    expect((await service.waitFor(id)).receipt?.hash?.verified).toBe(true);
    expect(harness.server.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  });

  it('the journal’s torn last line is passed over', async () => {
    harness.server.faults.stallUploadAfter = MIB;
    const { path } = await harness.file('disk.img', 24 * MIB);
    const victim = start('app', { upload: path });
    const { id } = await victim.until(({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    await victim.kill();
    for (const name of await readdir(home))
      await appendFile(join(home, name), '{"type":"transfer","transfer":{"id":"');
    await harness.reopen({ directory: home });
    expect(await transfers()).toMatchObject([{ id, state: 'paused' }]);
    expect((await readdir(home)).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('what could be read of a damaged journal is used, and the file is set aside', async () => {
    harness.server.faults.stallUploadAfter = MIB;
    const { path } = await harness.file('disk.img', 24 * MIB);
    const victim = start('app', { upload: path });
    const { id } = await victim.until(({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    await victim.kill();
    for (const name of await readdir(home)) {
      const text = await readFile(join(home, name), 'utf8');
      await appendFile(join(home, name), `not json\n${text.slice(text.indexOf('\n') + 1)}`);
    }
    await harness.reopen({ directory: home });
    expect(await transfers()).toMatchObject([{ id, state: 'paused' }]);
    expect((await readdir(home)).filter((name) => name.endsWith('.damaged'))).toHaveLength(1);
  });

  it('a repeated command continues its own part, and its own image', async () => {
    harness.server.faults.pauseMs = 5;
    const image = harness.server.add('other', bytes);
    const to = join(harness.folder, 'image.img');
    const victim = start('command', { download: image.id, to });
    await victim.until(({ bytesDone }) => bytesDone > 3 * MIB);
    await victim.kill();
    harness.server.faults.pauseMs = 0;
    harness.server.faults.stallUploadAfter = MIB;
    const { path } = await harness.file('disk.img', 24 * MIB);
    const other = start('command', { upload: path });
    await other.until(({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    await other.kill();
    harness.server.faults.stallUploadAfter = undefined;

    const service = await harness.reopen({ directory: home, adoptsStrays: false });
    expect(await transfers()).toEqual([]);
    const download = await harness.download(image.id, to);
    expect((await service.waitFor(download.id)).receipt?.hash?.verified).toBe(true);
    expect(harness.server.requests.filter((line) => line.includes('bytes='))).toHaveLength(1);
    const upload = await harness.upload(path);
    expect((await service.waitFor(upload.id)).receipt?.hash?.verified).toBe(true);
    expect(harness.server.requests.filter((line) => line.startsWith('POST'))).toHaveLength(1);
    // Nothing is left for the next start of the app to find.
    await harness.reopen({ directory: home });
    expect(await transfers()).toEqual([]);
  });

  it('a living process keeps what is its own', async () => {
    harness.server.faults.pauseMs = 5;
    const image = harness.server.add('image', bytes);
    const to = join(harness.folder, 'image.img');
    const other = start('command', { download: image.id, to });
    await other.until(({ bytesDone }) => bytesDone > MIB);
    await harness.reopen({ directory: home });
    expect(await transfers()).toEqual([]);
    const mine = await harness.service.waitFor((await harness.download(image.id, to)).id);
    expect(mine).toMatchObject({ state: 'failed', error: { code: 'CONFLICT' } });
    await other.until(({ state }) => state === 'succeeded');
    await other.kill();
  });
});

describe('a close in order', () => {
  it('loses nothing: the next start goes on with the download and offers the upload', async () => {
    harness.server.faults.pauseMs = 5;
    harness.server.faults.stallUploadAfter = MIB;
    const image = harness.server.add('image', bytes);
    const { path } = await harness.file('disk.img', 24 * MIB);
    const download = await harness.download(image.id);
    const upload = await harness.upload(path);
    await harness.until(download.id, ({ bytesDone }) => bytesDone > MIB);
    await harness.until(upload.id, ({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    harness.server.faults.pauseMs = 0;
    const service = await harness.reopen();
    expect((await service.waitFor(download.id)).receipt?.hash?.verified).toBe(true);
    expect(await transfers()).toMatchObject([{ state: 'succeeded' }, { state: 'paused', canRetry: true }]);
  });
});
