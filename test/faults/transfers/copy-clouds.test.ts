import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitImage } from '#shared/model/index.ts';
import { type CloudBench, openCloudBench } from './cloud-bench.ts';
import { MIB, never } from './harness.ts';

const call = { ...never, operation: 'test' };

/** A QCOW2 of 5 MiB and some: the one format that all four services take. */
const disk = randomBytes(5 * MIB + 77);
disk.fill(0, 0, 104);
disk.write('QFI\xfb', 0, 'latin1');
disk.writeUInt32BE(2, 4);
disk.writeUInt32BE(16, 20);
disk.writeBigUInt64BE(BigInt(10 * MIB), 24);
const sha256 = createHash('sha256').update(disk).digest('hex');

const SERVICES = ['glance', 'plankton', 'djinn', 'fifo'] as const;

let bench: CloudBench;
const ids = new Map<string, string>();
beforeAll(async () => {
  bench = await openCloudBench();
  const path = join(bench.folder, 'disk.qcow2');
  await writeFile(path, disk);
  for (const kind of SERVICES) {
    const wanted = { name: `original-${kind}`, diskFormat: 'qcow2', containerFormat: 'bare' };
    const { image } = fitImage(wanted, await bench.provider(kind).capabilities(call));
    const done = await bench.upload(kind, path, image);
    expect(done, kind).toMatchObject({ state: 'succeeded', error: null });
    ids.set(kind, done.imageId ?? '');
  }
});
afterAll(() => bench.close());

/** What a download of the image gives, unpacked. */
async function contentOf(kind: string, id: string): Promise<Buffer> {
  const path = join(bench.folder, 'content');
  expect(await bench.download(kind, id, path)).toMatchObject({ state: 'succeeded' });
  const bytes = await readFile(path);
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
}

describe.each(SERVICES)('from %s', (from) => {
  it.each(SERVICES)('to %s the same bytes arrive', async (to) => {
    const done = await bench.copy(from, ids.get(from) ?? '', to, `${from}-to-${to}`);
    expect(done, done.error?.message).toMatchObject({ kind: 'copy', state: 'succeeded', otherEnd: from });
    const bytes = await contentOf(to, done.imageId ?? '');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    if (!(from === 'fifo' && to === 'fifo')) expect(done.receipt?.sha256).toBe(sha256);
  });
});

it.each(['nova', 'alliance'])('from %s, which gives no bytes, is UNSUPPORTED', async (from) => {
  await expect(bench.copy(from, ids.get('glance') ?? '', 'glance')).rejects.toMatchObject({
    code: 'UNSUPPORTED',
  });
});

it.each(['nova', 'alliance'])('to %s, which takes no bytes, is UNSUPPORTED', async (to) => {
  await expect(bench.copy('glance', ids.get('glance') ?? '', to)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
  });
});

it('round the world an image comes back as what it was', async () => {
  let id = ids.get('glance') ?? '';
  for (const [from, to] of [
    ['glance', 'plankton'],
    ['plankton', 'fifo'],
    ['fifo', 'djinn'],
    ['djinn', 'glance'],
  ] as const) {
    const done = await bench.copy(from, id, to, 'traveller');
    expect(done, `${from} to ${to}: ${done.error?.message}`).toMatchObject({ state: 'succeeded' });
    id = done.imageId ?? '';
  }
  const { image } = await bench.show('glance', id);
  expect(image).toMatchObject({ name: 'traveller', diskFormat: 'qcow2', containerFormat: 'bare' });
  expect(image.sizeBytes).toBe(disk.byteLength);
});
