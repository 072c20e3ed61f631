import { createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lookInto, packed } from '../../../src/main/providers/fifo/packing.ts';

async function collected(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of source) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** A source that uses one piece of memory for all that it gives, as transfers do. */
async function* reused(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(new SharedArrayBuffer(Math.max(1, ...pieces.map((piece) => piece.length))));
  for (const piece of pieces) {
    memory.set(piece);
    yield memory.subarray(0, piece.length);
    memory.fill(0xee);
  }
}

describe('packing', () => {
  test('gives gzip of the same bytes, and the hash of what left', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const pieces = lengths.map((length, index) =>
          index % 2 === 0 ? randomBytes(length) : Buffer.alloc(length, index),
        );
        const { bytes, sha1 } = packed(reused(pieces));
        const out = await collected(bytes);
        expect(gunzipSync(out).equals(Buffer.concat(pieces))).toBe(true);
        expect(sha1()).toBe(createHash('sha1').update(out).digest('hex'));
      }),
      { numRuns: 20 },
    );
  });

  test('asks for the next piece only when what came of the last ones was taken', async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        asked += 1;
        yield randomBytes(1_048_576);
      }
    }
    const iterator = packed(endless()).bytes[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toBe(1);
    let took = 0;
    while (took < 4 * 1_048_576) took += (await iterator.next()).value?.byteLength ?? 0;
    expect(asked).toBeLessThanOrEqual(6);
    await iterator.return?.();
  });

  test('ends the source when nobody reads on, and fails as the source fails', async () => {
    let ended = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield randomBytes(1_048_576);
      } finally {
        ended = true;
      }
    }
    for await (const piece of packed(source()).bytes) {
      expect(piece.byteLength).toBeGreaterThan(0);
      break;
    }
    expect(ended).toBe(true);

    async function* broken(): AsyncGenerator<Uint8Array> {
      yield randomBytes(200_000);
      throw new Error('the disk failed');
    }
    await expect(collected(packed(broken()).bytes)).rejects.toThrow('the disk failed');
  });
});

describe('looking into a source', () => {
  const gzip = gzipSync(randomBytes(1000));
  test.for<[string, readonly Uint8Array[], boolean]>([
    ['a gzip file', [gzip], true],
    ['a gzip file in single bytes', [...gzip].map((byte) => Uint8Array.of(byte)), true],
    [
      'a gzip file after empty pieces',
      [new Uint8Array(), gzip.subarray(0, 1), new Uint8Array(), gzip.subarray(1)],
      true,
    ],
    ['a disk', [Buffer.from('QFI\xfb', 'latin1')], false],
    ['one byte', [Uint8Array.of(0x1f)], false],
    ['nothing', [], false],
  ])('tells %s, and loses no byte', async ([, pieces, isPacked]) => {
    const opened = await lookInto(reused(pieces));
    expect(opened.isPacked).toBe(isPacked);
    expect((await collected(opened.bytes)).equals(Buffer.concat(pieces))).toBe(true);
  });

  test('ends the source, read on or not', async () => {
    let ended = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield gzip;
        yield gzip;
      } finally {
        ended += 1;
      }
    }
    await (await lookInto(source())).close();
    expect(ended).toBe(1);
    for await (const piece of (await lookInto(source())).bytes) {
      expect(piece.byteLength).toBe(gzip.byteLength);
      break;
    }
    expect(ended).toBe(2);
  });
});
