import { createHash } from 'node:crypto';
import { createGzip, type Gzip } from 'node:zlib';

/** Small enough that hashing one on this thread takes well under a millisecond. */
const PIECE_BYTES = 65_536;

/**
 * Packing runs on one thread of the pool. Level 1 packs several times faster than 6, and disk images, mostly
 * empty blocks, become hardly larger by it.
 */
const LEVEL = 1;

/** A stream that was looked into: its bytes all come, from the first one on. */
export interface Opened {
  readonly isPacked: boolean;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Ends the source if `bytes` was never begun to be read. */
  close(): Promise<void>;
}

/** Looks at the first two bytes: `1f 8b` is gzip. */
export async function lookInto(source: AsyncIterable<Uint8Array>): Promise<Opened> {
  const iterator = source[Symbol.asyncIterator]();
  // Held pieces are copied: their memory may be used anew when the next one is asked for.
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < 2) {
    const next = await iterator.next();
    if (next.done === true) break;
    if (size + next.value.byteLength < 2) held.push(Buffer.from(next.value));
    else held.push(next.value);
    size += next.value.byteLength;
  }
  const [first, second] = Buffer.concat(held.map((piece) => piece.subarray(0, 2)));
  return {
    isPacked: first === 0x1f && second === 0x8b,
    bytes: resumed(held, iterator),
    close: async () => void (await iterator.return?.()),
  };
}

async function* resumed(
  held: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let ended = false;
  try {
    yield* held;
    for (;;) {
      const next = await iterator.next();
      ended = next.done === true;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    if (!ended) await iterator.return?.();
  }
}

/** Bytes packed on the way, and the hash of all that left once they did. */
export interface Packed {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Lower-case hex. Only to be asked when `bytes` has ended. */
  sha1(): string;
}

/**
 * Packs with gzip: memory stays constant, and the source is asked for its next piece only when the last one
 * was packed and what came of it was taken.
 */
export function packed(source: AsyncIterable<Uint8Array>): Packed {
  const hash = createHash('sha1');
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const gzip = createGzip({ level: LEVEL, chunkSize: PIECE_BYTES });
    const feeding = feed(source, gzip);
    try {
      for await (const piece of gzip as AsyncIterable<Uint8Array>) {
        hash.update(piece);
        yield piece;
      }
    } finally {
      gzip.destroy();
      await feeding;
    }
  }
  return { bytes: bytes(), sha1: () => hash.copy().digest('hex') };
}

/** Never rejects: a source that fails fails what is read from the packer, and a reader who leaves ends the source. */
async function feed(source: AsyncIterable<Uint8Array>, gzip: Gzip): Promise<void> {
  try {
    for await (const piece of source) {
      if (gzip.destroyed) return;
      await written(gzip, piece);
    }
    gzip.end();
  } catch (error) {
    gzip.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Ends when the packer needs the piece no more. */
function written(gzip: Gzip, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    gzip.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}
