import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageProvider } from '../../../src/main/providers/index.ts';
import { type Bench, imagesOf, never, startBench, startTransfers, type TransferBench } from './bench.ts';

const MIB = 1_048_576;
let bench: Bench;
let provider: ImageProvider;
let transfers: TransferBench;
beforeEach(async () => {
  bench = await startBench('empty');
  provider = bench.connect('demo', { namespace: 'lab' });
  transfers = await startTransfers(`${bench.folder}/home`, provider);
});
afterEach(async () => {
  await transfers.service.close();
  await bench.close();
});

/** An empty QCOW2 disk with random clusters: its header says version 2 and 64 KiB clusters. */
function disk(sizeBytes: number): Buffer {
  const bytes = randomBytes(sizeBytes);
  bytes.fill(0, 0, 72);
  bytes.write('QFI\xfb', 0, 'latin1');
  bytes.writeUInt32BE(2, 4);
  bytes.writeUInt32BE(16, 20);
  bytes.writeBigUInt64BE(BigInt(64 * MIB), 24);
  bytes.writeUInt32BE(1, 36);
  bytes.writeBigUInt64BE(65_536n, 40);
  bytes.writeBigUInt64BE(131_072n, 48);
  bytes.writeUInt32BE(1, 56);
  return bytes;
}
const posts = () => bench.gateway.seen.filter((line) => line.startsWith('POST'));
const names = async () => (await bench.demo.names()) as string[];
const upload = async (name: string, bytes = disk(2 * MIB)) =>
  transfers.upload(await bench.file(`${name}.qcow2`, bytes), name);

describe('an upload', () => {
  it('makes the image with its bytes, and proves what it can', async () => {
    const done = await transfers.service.waitFor((await upload('one')).id);
    const [image] = await imagesOf(provider, { name: 'one' });
    expect(done).toMatchObject({ state: 'succeeded', imageId: image?.id });
    expect(done.receipt).toMatchObject({
      bytes: 2 * MIB,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      hash: null,
    });
  });

  it('that is cut is sent once more, and makes one image', async () => {
    bench.sandbox.switches.set('cut-upload-after', `${MIB}x2`);
    const done = await transfers.service.waitFor((await upload('cut')).id);
    expect(done).toMatchObject({ state: 'succeeded', attempt: 3 });
    expect(await names()).toEqual(['cut']);
  });

  it.each(['connection', 'page'] as const)(
    'whose answer is lost (%s) finds its image, and sends nothing twice',
    async (loses) => {
      Object.assign(bench.gateway, { loses, losses: 1 });
      const done = await transfers.service.waitFor((await upload('lost')).id);
      expect(done).toMatchObject({ state: 'succeeded', receipt: { bytes: 2 * MIB } });
      expect(posts()).toEqual(['POST /djinn/images?name=lost&namespace=lab']);
      expect(await names()).toEqual(['lost']);
    },
  );

  it('that is cancelled while it sends leaves nothing', async () => {
    bench.sandbox.switches.set('slow', MIB);
    const { id } = await upload('dropped', disk(8 * MIB));
    await transfers.until(id, ({ phase, bytesDone }) => phase === 'sending' && bytesDone > 0);
    const ended = await transfers.service.handlers['transfers.cancel']({ id }, never);
    expect(ended).toMatchObject({ state: 'cancelled', error: null });
    expect(await names()).toEqual([]);
  });

  it('that is cancelled while the answer is awaited leaves nothing either', async () => {
    bench.gateway.answerDelayMs = 500;
    const { id } = await upload('late');
    await transfers.until(id, ({ phase }) => phase === 'server-processing');
    const ended = await transfers.service.handlers['transfers.cancel']({ id }, never);
    expect(ended).toMatchObject({ state: 'cancelled', error: null });
    expect(await names()).toEqual([]);
  });

  it('under a name that another one takes meanwhile fails, and the other’s image stays', async () => {
    bench.sandbox.switches.set('slow', 4 * MIB);
    const bytes = disk(2 * MIB);
    const [first, second] = [await upload('twin', bytes), await upload('twin', bytes)];
    const ended = await Promise.all([first, second].map(({ id }) => transfers.service.waitFor(id)));
    expect(ended.map(({ state }) => state).toSorted()).toEqual(['failed', 'succeeded']);
    const failed = ended.find(({ state }) => state === 'failed');
    expect(failed?.error).toMatchObject({ code: 'CONFLICT', hint: /another name/ });
    expect(await names()).toEqual(['twin']);
    await transfers.service.handlers['transfers.clear']({ id: failed?.id ?? '' }, never);
    expect(await names()).toEqual(['twin']);
  });

  it('under a name that is taken sends no byte', async () => {
    await bench.demo.create('name=taken&namespace=lab');
    const done = await transfers.service.waitFor((await upload('taken')).id);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'CONFLICT', message: /Nothing was sent/ } });
    expect(posts()).toEqual([]);
    expect(await names()).toEqual(['taken']);
  });

  it('of what is no QCOW2 sends no byte', async () => {
    const done = await transfers.service.waitFor((await upload('raw', randomBytes(MIB))).id);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'INVALID' } });
    expect(posts()).toEqual([]);
  });
});

describe('an import', () => {
  it('that fails is removed, with the service’s reason', async () => {
    const { id } = await transfers.importFrom('http://127.0.0.1:9/a', 'unreachable');
    const done = await transfers.service.waitFor(id);
    expect(done).toMatchObject({ state: 'failed', error: { code: 'INVALID' } });
    expect(done.error?.message).toMatch(
      /did not accept unreachable\. It says: Get "http:\/\/127\.0\.0\.1:9\/a"/,
    );
    expect(await names()).toEqual([]);
  });

  it('under a name that another one waits with does not remove that', async () => {
    bench.sandbox.switches.set('djinn-download-delay-ms', 60_000);
    const body = { name: 'waiting', namespace: 'lab', download_url: 'http://127.0.0.1:9/a' };
    await bench.demo.call('POST', '/images', body);
    const done = await transfers.service.waitFor(
      (await transfers.importFrom('http://127.0.0.1:9/b', 'waiting')).id,
    );
    expect(done).toMatchObject({ state: 'failed', error: { code: 'CONFLICT' } });
    expect(await names()).toEqual(['waiting']);
  });
});

describe('a download', () => {
  it('is whole, and leaves no part', async () => {
    const bytes = disk(MIB);
    const { receipt } = await transfers.service.waitFor((await upload('back', bytes)).id);
    const started = await transfers.service.handlers['transfers.download'](
      { connection: 'ci', id: receipt?.imageId ?? '' },
      never,
    );
    const done = await transfers.service.waitFor(started.id);
    expect(done).toMatchObject({ state: 'succeeded', receipt: { bytes: MIB, sha256: receipt?.sha256 } });
    expect((await readdir(`${bench.folder}/home`)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
