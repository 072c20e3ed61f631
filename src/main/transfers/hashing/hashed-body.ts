import { AppError } from '#shared/errors/index.ts';
import type { UploadBody } from '../../providers/provider.ts';
import type { UploadSource } from '../sources/upload-source.ts';
import type { ByteHasher } from './byte-hasher.ts';
import { readHashed } from './hash-reader.ts';
import { SLOT_BYTES, SlotRing } from './slot-ring.ts';

/** Never below the 64 KiB that a socket buffers, so that asking for the next chunk means: this one is flushed. */
const SMALLEST_CHUNK = 64 * 1024;
const QUICK_MS = 20;
const SLOW_MS = 200;

export interface HashedBodyOptions {
  readonly source: UploadSource;
  readonly hasher: ByteHasher;
  readonly signal: AbortSignal;
  /** Told how many bytes have left, each time that more did. */
  readonly onSent: (bytes: number) => void;
}

/**
 * A source as the body of a request, hashed while it passes. Every `open` begins the hash anew from the
 * source's first byte, so that the digests are always of the whole, even if a service takes only the rest.
 * Chunks are slots of the ring: the consumer must be done with one before it asks for the next.
 */
export function hashedBody({ source, hasher, signal, onSent }: HashedBodyOptions): UploadBody {
  return {
    sizeBytes: source.sizeBytes,
    async *open(offset) {
      // A ring of its own: slots that an abandoned request still holds are left to it.
      const ring = new SlotRing();
      await hasher.restart(ring);
      const reader = await source.reader(0, signal);
      const pace = createPace();
      try {
        let read = 0;
        for await (const { slot, length, position } of readHashed(reader, source.sizeBytes, ring, hasher)) {
          read = position + length;
          let from = Math.max(0, offset - position);
          while (from < length) {
            const chunk = slot.bytes.subarray(from, Math.min(length, from + pace.chunkBytes));
            const started = performance.now();
            yield chunk;
            pace.took(performance.now() - started);
            from += chunk.byteLength;
            onSent(position + from);
          }
        }
        if (read !== source.sizeBytes) throw shrunk(source, read);
      } finally {
        await reader.close();
      }
    },
  };
}

/** Hashes the whole source without sending it. */
export async function hashSource(
  source: UploadSource,
  hasher: ByteHasher,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<void> {
  const ring = new SlotRing();
  await hasher.restart(ring);
  const reader = await source.reader(0, signal);
  try {
    let read = 0;
    for await (const { position, length } of readHashed(reader, source.sizeBytes, ring, hasher)) {
      read = position + length;
      onRead(read);
    }
    if (read !== source.sizeBytes) throw shrunk(source, read);
  } finally {
    await reader.close();
  }
}

/** Large chunks on a fast link, small ones on a slow link, so that its progress moves smoothly. */
function createPace() {
  let chunkBytes = SMALLEST_CHUNK;
  return {
    get chunkBytes() {
      return chunkBytes;
    },
    took(milliseconds: number) {
      if (milliseconds < QUICK_MS) chunkBytes = Math.min(SLOT_BYTES, chunkBytes * 2);
      else if (milliseconds > SLOW_MS) chunkBytes = Math.max(SMALLEST_CHUNK, chunkBytes / 2);
    },
  };
}

function shrunk(source: UploadSource, read: number): AppError {
  return new AppError(
    'CONFLICT',
    `${source.fileName} ended after ${read} of ${source.sizeBytes} bytes: it was changed while it was read.`,
    { operation: 'transfers.upload', hint: 'Wait until whatever writes it is done, then choose it again.' },
  );
}
