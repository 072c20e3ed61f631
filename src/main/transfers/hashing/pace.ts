import { SLOT_BYTES } from './slot-ring.ts';

/** Never below the 64 KiB that a socket buffers, so that asking for the next chunk means: this one is flushed. */
const SMALLEST_CHUNK = 64 * 1024;
const QUICK_MS = 20;
const SLOW_MS = 200;

/** Large chunks on a fast link, small ones on a slow link, so that its progress moves smoothly. */
export interface Pace {
  readonly chunkBytes: number;
  /** How long the consumer was busy with the last chunk. */
  took(milliseconds: number): void;
}

export function createPace(): Pace {
  let chunkBytes = SMALLEST_CHUNK;
  return {
    get chunkBytes() {
      return chunkBytes;
    },
    took(milliseconds) {
      if (milliseconds < QUICK_MS) chunkBytes = Math.min(SLOT_BYTES, chunkBytes * 2);
      else if (milliseconds > SLOW_MS) chunkBytes = Math.max(SMALLEST_CHUNK, chunkBytes / 2);
    },
  };
}

/** `bytes` in chunks of the pace; `onTaken` is told how many of them the consumer is done with. */
export function* paced(
  bytes: Uint8Array,
  pace: Pace,
  onTaken: (count: number) => void,
): Generator<Uint8Array> {
  for (let from = 0; from < bytes.byteLength; ) {
    const chunk = bytes.subarray(from, from + pace.chunkBytes);
    const started = performance.now();
    yield chunk;
    pace.took(performance.now() - started);
    from += chunk.byteLength;
    onTaken(from);
  }
}
