import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, BLOCK, call, MIB, startBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const BLOCKS = 9;
/** Nine blocks, the last one short; one is zeros, and two are the same. */
async function sampleFile(): Promise<{
  readonly path: string;
  readonly bytes: Buffer;
  readonly different: number;
}> {
  const bytes = Buffer.concat([randomBytes(8 * BLOCK), randomBytes(MIB + 5)]);
  bytes.fill(0, 3 * BLOCK, 4 * BLOCK);
  bytes.copyWithin(6 * BLOCK, 5 * BLOCK, 6 * BLOCK);
  // No known header.
  bytes.fill(0, 0, 65_536);
  const path = join(bench.folder, 'disk.raw');
  await writeFile(path, bytes);
  return { path, bytes, different: BLOCKS - 1 };
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('an upload to Plankton', () => {
  it('sends each block once, is verified by the tree hash, and comes back verified', async () => {
    const { path, bytes, different } = await sampleFile();
    const transfers = await bench.transfers('one');
    const up = await transfers.finished((await transfers.upload(path, 'Debian ☂ / 12')).id);
    expect(up).toMatchObject({ state: 'succeeded', bytesDone: bytes.byteLength });
    expect(up.receipt).toMatchObject({
      sha256: sha256(bytes),
      hash: { algo: 'pithos-sha256-4194304', verified: true },
    });
    expect(bench.blocksTaken()).toBe(different);
    const [object] = await bench.objects();
    expect(object?.name).toMatch(/^Debian-12-[0-9a-f]{12}\.diskdump$/);

    const { image } = await bench.provider().show(up.receipt?.imageId ?? '', call);
    expect(image).toMatchObject({
      name: 'Debian ☂ / 12',
      visibility: 'private',
      properties: { os: 'debian' },
    });
    const target = join(bench.folder, 'back.raw');
    const down = await transfers.finished((await transfers.download(image.id, target)).id);
    expect(down.receipt).toMatchObject({ sha256: sha256(bytes), hash: { verified: true } });
    expect(sha256(await readFile(target))).toBe(sha256(bytes));
  });

  it('comes back verified though the line breaks on the way', async () => {
    const { path, bytes } = await sampleFile();
    const transfers = await bench.transfers('one');
    const up = await transfers.finished((await transfers.upload(path, 'cut')).id);
    bench.sandbox.switches.setText(`cut-download-after=${10 * MIB}x1`);
    const target = join(bench.folder, 'back.raw');
    const { id } = await transfers.download(up.receipt?.imageId ?? '', target);
    const down = await transfers.finished(id);
    expect(down.receipt).toMatchObject({ sha256: sha256(bytes), hash: { verified: true } });
    const ranged = () =>
      bench.sandbox.requests.list().filter(({ method, status }) => method === 'GET' && status === 206);
    await expect.poll(() => ranged().length).toBe(1);
  });

  it('that comes back damaged is refused', async () => {
    const { path } = await sampleFile();
    const transfers = await bench.transfers('one');
    const up = await transfers.finished((await transfers.upload(path, 'bad')).id);
    bench.sandbox.switches.set('corrupt-download', `${20 * MIB}`);
    const { id } = await transfers.download(up.receipt?.imageId ?? '', join(bench.folder, 'back.raw'));
    expect(await transfers.finished(id)).toMatchObject({ state: 'failed', error: { code: 'CORRUPT' } });
  });

  it('of the same file sends no block at all, and makes an image of its own', async () => {
    const { path } = await sampleFile();
    const transfers = await bench.transfers('one');
    const first = await transfers.finished((await transfers.upload(path, 'same')).id);
    bench.blocksTaken();
    bench.wire.reset();
    const second = await transfers.finished((await transfers.upload(path, 'same')).id);
    expect([first.state, second.state]).toEqual(['succeeded', 'succeeded']);
    expect(second.receipt?.imageId).not.toBe(first.receipt?.imageId);
    expect(second.receipt?.hash?.verified).toBe(true);
    expect(bench.blocksTaken()).toBe(0);
    expect(bench.wire.sentBytes).toBeLessThan(64 * 1024);
    expect(await bench.objects()).toHaveLength(2);
  });

  it('that is cut at half goes on where it was, with the same object', async () => {
    const { path, bytes, different } = await sampleFile();
    const transfers = await bench.transfers('one');
    bench.wire.cutAfter(bytes.byteLength / 2);
    const cut = await transfers.finished((await transfers.upload(path, 'cut')).id);
    expect(cut).toMatchObject({ state: 'failed', error: { code: 'UNREACHABLE' }, canRetry: true });
    const before = bench.blocksTaken();
    expect(before).toBeGreaterThanOrEqual(3);
    expect(await bench.objects()).toEqual([]);
    bench.wire.mend();
    bench.wire.reset();
    await transfers.service.handlers['transfers.retry']({ id: cut.id }, { signal: call.signal });
    const done = await transfers.finished(cut.id);
    expect(done).toMatchObject({ state: 'succeeded', receipt: { hash: { verified: true } } });
    const after = bench.blocksTaken();
    expect(before + after).toBe(different);
    expect(bench.wire.sentBytes).toBeLessThan((after + 1) * BLOCK);
    expect(await bench.objects()).toHaveLength(1);
  });

  it('of a process that ended goes on in the next one, under the name that it had', async () => {
    const { path, different } = await sampleFile();
    const one = await bench.transfers('one');
    bench.sandbox.switches.set('slow', 8 * MIB);
    const { id } = await one.upload(path, 'stopped');
    await one.until(id, ({ phase, bytesDone }) => phase === 'sending' && bytesDone > 2 * BLOCK);
    await one.service.close();
    bench.sandbox.switches.set('slow', null);
    const next = await bench.transfers('one');
    const [offered] = await next.service.handlers['transfers.list']({}, { signal: call.signal });
    expect(offered).toMatchObject({ id, state: 'paused', canRetry: true, imageId: null });
    await next.service.handlers['transfers.retry']({ id }, { signal: call.signal });
    expect(await next.finished(id)).toMatchObject({
      state: 'succeeded',
      receipt: { hash: { verified: true } },
    });
    expect(bench.blocksTaken()).toBeLessThanOrEqual(different + 1);
    expect(await bench.objects()).toHaveLength(1);
  });

  it('that is begun again by another process sends only what is missing', async () => {
    const { path, bytes, different } = await sampleFile();
    const one = await bench.transfers('one');
    bench.wire.cutAfter(bytes.byteLength / 2);
    await one.finished((await one.upload(path, 'cut')).id);
    await one.service.close();
    const before = bench.blocksTaken();
    bench.wire.mend();
    bench.wire.reset();
    const other = await bench.transfers('other');
    const done = await other.finished((await other.upload(path, 'cut')).id);
    expect(done.state).toBe('succeeded');
    expect(before + bench.blocksTaken()).toBe(different);
    expect(bench.wire.sentBytes).toBeLessThan((different - before + 1) * BLOCK);
  });

  it('counts what the store has already as done', async () => {
    const { path, bytes } = await sampleFile();
    const one = await bench.transfers('one');
    bench.wire.cutAfter(bytes.byteLength / 2);
    const cut = await one.finished((await one.upload(path, 'cut')).id);
    bench.wire.mend();
    bench.sandbox.switches.set('slow', 4 * MIB);
    await one.service.handlers['transfers.retry']({ id: cut.id }, { signal: call.signal });
    const early = await one.until(cut.id, ({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    expect(early.bytesDone).toBeGreaterThan(bytes.byteLength / 4);
    bench.sandbox.switches.set('slow', null);
    expect((await one.finished(cut.id)).state).toBe('succeeded');
  });

  it('goes whole where the store takes no block maps', async () => {
    const { path, bytes } = await sampleFile();
    const transfers = await bench.transfers('one');
    bench.sandbox.switches.setText('fail-file=405x1');
    const done = await transfers.finished((await transfers.upload(path, 'whole')).id);
    expect(done).toMatchObject({
      state: 'succeeded',
      receipt: { sha256: sha256(bytes), hash: { algo: 'pithos-sha256-4194304', verified: true } },
    });
    expect(bench.blocksTaken()).toBe(0);
    expect(bench.wire.sentBytes).toBeGreaterThan(bytes.byteLength);
  });

  it('leaves nothing but blocks when it is cancelled', async () => {
    const { path } = await sampleFile();
    const transfers = await bench.transfers('one');
    bench.sandbox.switches.set('slow', 4 * MIB);
    const { id } = await transfers.upload(path, 'gone');
    await transfers.until(id, ({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    await transfers.service.handlers['transfers.cancel']({ id }, { signal: call.signal });
    expect(await transfers.finished(id)).toMatchObject({ state: 'cancelled', error: null });
    expect(await bench.objects()).toEqual([]);
  });

  it('over the quota says so and leaves nothing', async () => {
    const { path } = await sampleFile();
    const transfers = await bench.transfers('one');
    bench.sandbox.switches.set('plankton-quota', 5 * MIB);
    const full = await transfers.finished((await transfers.upload(path, 'full')).id);
    expect(full).toMatchObject({ state: 'failed', error: { code: 'QUOTA', hint: /larger quota/ } });
    bench.sandbox.switches.set('plankton-quota', null);
    expect(await bench.objects()).toEqual([]);
  });

  it('waits for a new token when its own has died, and then goes on', async () => {
    const { path, different } = await sampleFile();
    const transfers = await bench.transfers('one');
    bench.sandbox.switches.set('slow', 8 * MIB);
    const { id } = await transfers.upload(path, 'expired');
    await transfers.until(id, ({ phase, bytesDone }) => phase === 'sending' && bytesDone > 2 * BLOCK);
    bench.sandbox.switches.set('plankton-token-expired', true);
    expect(await transfers.finished(id)).toMatchObject({
      state: 'failed',
      error: { code: 'AUTH_REQUIRED', hint: /new one|kept/ },
      canRetry: true,
    });
    bench.sandbox.switches.set('plankton-token-expired', false);
    bench.sandbox.switches.set('slow', null);
    await transfers.service.handlers['transfers.retry']({ id }, { signal: call.signal });
    expect((await transfers.finished(id)).state).toBe('succeeded');
    expect(bench.blocksTaken()).toBeLessThanOrEqual(different + 1);
  });
});
