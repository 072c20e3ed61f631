import type { SourceReader } from '../sources/upload-source.ts';
import type { ByteHasher } from './byte-hasher.ts';
import { SLOT_BYTES, type Slot, type SlotRing } from './slot-ring.ts';

/** Slots that are being filled while others are on their way. */
const READ_AHEAD = 3;

export interface HashedSlot {
  readonly slot: Slot;
  readonly length: number;
  /** Position of the slot's first byte in the source. */
  readonly position: number;
}

/**
 * Reads the next `sizeBytes` of a source through the ring, hashing each slot while whoever iterates uses it. The slot
 * is reused only when the next one was asked for *and* its hash is done. Ends early where the source does:
 * count the bytes.
 */
export async function* readHashed(
  reader: SourceReader,
  sizeBytes: number,
  ring: SlotRing,
  hasher: ByteHasher,
): AsyncGenerator<HashedSlot> {
  const ahead: Promise<HashedSlot>[] = [];
  let planned = 0;
  let turn: Promise<Slot> | undefined;
  let fault: { readonly error: unknown } | undefined;

  const plan = (): void => {
    while (ahead.length < READ_AHEAD && planned < sizeBytes) {
      const position = planned;
      const wanted = Math.min(SLOT_BYTES, sizeBytes - position);
      planned += wanted;
      // Each waits for the one before, so that the slots are filled in the order of the bytes.
      const slot: Promise<Slot> = (turn ?? Promise.resolve()).then(() => ring.take());
      turn = slot;
      const filled = slot.then(async (taken) => {
        const length = await reader.fill(taken.bytes.subarray(0, wanted));
        return { slot: taken, length, position };
      });
      filled.catch(() => undefined);
      ahead.push(filled);
    }
  };

  plan();
  for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
    const filled = await next;
    if (filled.length === 0) return;
    const hashed = hasher.update(filled.slot, filled.length);
    hashed.catch((error: unknown) => {
      fault ??= { error };
    });
    yield filled;
    hashed.then(
      () => ring.give(filled.slot),
      () => ring.give(filled.slot),
    );
    if (fault) throw fault.error;
    plan();
  }
}
