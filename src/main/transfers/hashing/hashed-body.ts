import { AppError } from '#shared/errors/index.ts';
import type { RepeatableBody, UploadBody } from '../../providers/provider.ts';
import type { UploadSource } from '../sources/upload-source.ts';
import type { ByteHasher } from './byte-hasher.ts';
import { type HashedSlot, readHashed } from './hash-reader.ts';
import { createPace, paced } from './pace.ts';
import { SLOT_BYTES, SlotRing } from './slot-ring.ts';

export interface HashedBodyOptions {
  readonly source: UploadSource;
  readonly hasher: ByteHasher;
  readonly signal: AbortSignal;
  /** Told how many bytes have left, each time that more did. */
  readonly onSent: (bytes: number) => void;
  /** The bytes begin to leave. */
  readonly onOpen?: () => void;
  /** Awaited before the last bytes leave. */
  readonly onLast?: () => Promise<void>;
  /** Told how far a survey is, of which nothing leaves. */
  readonly onSurveyed?: (bytes: number) => void;
  /** Bytes are on their way that are counted later. */
  readonly onAlive?: () => void;
}

/**
 * A source as the body of a request, hashed while it passes. Every `open` begins the hash anew from the
 * source's first byte, so that the digests are always of the whole, even if a service takes only the rest.
 * Chunks are slots of the ring: the consumer must be done with one before it asks for the next.
 */
export function hashedBody(options: HashedBodyOptions): UploadBody {
  const { source, onSent } = options;
  return {
    sizeBytes: source.sizeBytes,
    open(offset) {
      options.onOpen?.();
      onSent(offset);
      return openFrom(options, offset);
    },
    again: repeatable(options),
  };
}

/** Hashes the whole source without sending it. */
export async function hashSource(
  source: UploadSource,
  hasher: ByteHasher,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<void> {
  for await (const { position, length } of readWhole({ source, hasher, signal })) onRead(position + length);
}

async function* openFrom(options: HashedBodyOptions, offset: number): AsyncGenerator<Uint8Array> {
  const pace = createPace();
  for await (const { slot, length, position } of readWhole(options)) {
    const from = Math.min(length, Math.max(0, offset - position));
    if (position + length === options.source.sizeBytes) await options.onLast?.();
    yield* paced(slot.bytes.subarray(from, length), pace, (count) => options.onSent(position + from + count));
  }
}

function repeatable(options: HashedBodyOptions): RepeatableBody {
  const { source, signal, onSent, onSurveyed, onAlive } = options;
  /** Memory of the last stretch, for the next one. */
  let spare: Uint8Array | undefined;
  let counted = 0;
  return {
    async *survey() {
      onSurveyed?.(0);
      for await (const { slot, length, position } of readWhole(options)) {
        yield slot.bytes.subarray(0, length);
        onSurveyed?.(position + length);
      }
    },
    async *stretch(offset, length) {
      onSent(counted);
      const memory = spare ?? new Uint8Array(SLOT_BYTES);
      spare = undefined;
      const reader = await source.reader(offset, signal, length);
      try {
        for (let done = 0; done < length; ) {
          const wanted = Math.min(memory.byteLength, length - done);
          const filled = await reader.fill(memory.subarray(0, wanted));
          if (filled < wanted) throw shrunk(source, offset + done + filled);
          onAlive?.();
          yield memory.subarray(0, filled);
          done += filled;
        }
        spare = memory;
      } finally {
        await reader.close();
        onAlive?.();
      }
    },
    count(bytesDone) {
      counted = bytesDone;
      onSent(bytesDone);
    },
  };
}

/** The source from its first byte to its last, hashed. Throws `CONFLICT` if it is shorter than it was. */
async function* readWhole({
  source,
  hasher,
  signal,
}: Pick<HashedBodyOptions, 'source' | 'hasher' | 'signal'>): AsyncGenerator<HashedSlot> {
  // A ring of its own: slots that an abandoned request still holds are left to it.
  const ring = new SlotRing();
  await hasher.restart(ring);
  const reader = await source.reader(0, signal);
  try {
    let read = 0;
    for await (const piece of readHashed(reader, source.sizeBytes, ring, hasher)) {
      read = piece.position + piece.length;
      yield piece;
    }
    if (read !== source.sizeBytes) throw shrunk(source, read);
  } finally {
    await reader.close();
  }
}

function shrunk(source: UploadSource, read: number): AppError {
  return new AppError(
    'CONFLICT',
    `${source.fileName} ended after ${read} of ${source.sizeBytes} bytes: it was changed while it was read.`,
    { operation: 'transfers.upload', hint: 'Wait until whatever writes it is done, then choose it again.' },
  );
}
