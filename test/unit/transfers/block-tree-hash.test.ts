import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mapBlocks, objectHash } from '../../../src/main/providers/plankton/block-map.ts';
import { BlockTreeHash } from '../../../src/main/transfers/hashing/block-tree-hash.ts';
import { ByteHasher, knownAlgorithm } from '../../../src/main/transfers/hashing/byte-hasher.ts';
import { SlotRing } from '../../../src/main/transfers/hashing/slot-ring.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The hash as it is described: blocks without their last zeros, a tree over them, all in memory. */
function described(bytes: Buffer, blockBytes: number): string {
  let level: Buffer[] = [];
  for (let from = 0; from < bytes.byteLength; from += blockBytes) {
    const block = bytes.subarray(from, from + blockBytes);
    level.push(sha256(block.subarray(0, block.findLastIndex((byte) => byte !== 0) + 1)));
  }
  if (level.length === 0) return sha256(Buffer.alloc(0)).toString('hex');
  while (Math.log2(level.length) % 1 !== 0) level.push(Buffer.alloc(32));
  while (level.length > 1) {
    level = level.flatMap((node, index) =>
      index % 2 === 0 ? [sha256(Buffer.concat([node, level[index + 1] ?? Buffer.alloc(0)]))] : [],
    );
  }
  return level[0]?.toString('hex') ?? '';
}

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from = Math.min(bytes.byteLength, from + size);
  }
  yield bytes.subarray(from);
}

describe("Pithos' hash of an object", () => {
  it('is the known one for nothing, for zeros and for one block', () => {
    const hash = (bytes: Buffer) => {
      const tree = new BlockTreeHash(4);
      tree.update(bytes);
      return tree.digest();
    };
    expect(hash(Buffer.alloc(0))).toBe(NOTHING);
    expect(hash(Buffer.alloc(3))).toBe(NOTHING);
    expect(hash(Buffer.from('abc\0'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(hash(Buffer.from('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('is what is described, however the bytes come, and may go on after a digest', async () => {
    const bytes = fc
      .array(
        fc.oneof(
          fc.uint8Array({ maxLength: 9 }),
          fc.nat(20).map((size) => new Uint8Array(size)),
        ),
      )
      .map((parts) => Buffer.concat(parts));
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(7)),
        async (all, size, pieces) => {
          const tree = new BlockTreeHash(size);
          for await (const piece of inPieces(all, pieces)) {
            tree.update(piece);
            tree.digest();
          }
          const map = await mapBlocks(inPieces(all, pieces), size);
          expect(tree.digest()).toBe(described(all, size));
          expect(await objectHash(map.hashes)).toBe(described(all, size));
          expect(map.bytes).toBe(all.byteLength);
          expect(map.hashes).toHaveLength(Math.ceil(all.byteLength / size));
        },
      ),
    );
  });

  it('takes long runs of zeros inside and at the end of large blocks', async () => {
    const all = Buffer.alloc(1_000_000);
    all.write('x', 0);
    all.write('y', 400_000);
    all.write('z', 700_001);
    for (const size of [262_144, 300_000, 2_000_000]) {
      const tree = new BlockTreeHash(size);
      tree.update(all);
      expect(tree.digest()).toBe(described(all, size));
      expect(await objectHash((await mapBlocks(inPieces(all, [65_536]), size)).hashes)).toBe(
        described(all, size),
      );
    }
  });

  it('is one of the algorithms of a transfer, on a thread of its own', async () => {
    expect(knownAlgorithm('pithos-sha256-4194304')).toBe('pithos-sha256-4194304');
    for (const algo of ['pithos', 'pithos-sha256-0', 'pithos-md5-4', 'pithos-sha256-4194304x'])
      expect(knownAlgorithm(algo)).toBeUndefined();
    const hasher = new ByteHasher(['pithos-sha256-1000', 'sha256']);
    onTestFinished(() => hasher.close());
    const ring = new SlotRing(1, 5000);
    await hasher.restart(ring);
    const slot = await ring.take();
    slot.bytes.fill(0);
    slot.bytes.set(Buffer.from('some bytes'), 2500);
    await hasher.update(slot, 4321);
    const digests = await hasher.digests();
    const bytes = Buffer.from(slot.bytes.subarray(0, 4321));
    expect(digests.get('pithos-sha256-1000')).toBe(described(bytes, 1000));
    expect(digests.get('sha256')).toBe(sha256(bytes).toString('hex'));
  });
});
