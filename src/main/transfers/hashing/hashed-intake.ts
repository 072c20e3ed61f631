import type { ByteHasher } from './byte-hasher.ts';
import { type Slot, SlotRing } from './slot-ring.ts';

/** Takes a slot's bytes to where they belong; ends when they may be overwritten. Never called twice at once. */
export type WriteBytes = (bytes: Uint8Array, position: number) => Promise<void>;

/**
 * Collects chunks of any size into slots; each full slot is hashed and written side by side. Writes are made
 * one after the other: what lies in a file after a crash is then always a gapless beginning.
 */
export class HashedIntake {
  readonly #ring = new SlotRing();
  readonly #hasher: ByteHasher;
  readonly #write: WriteBytes;
  #slot: Slot | undefined;
  #filled = 0;
  #dispatched: number;
  #writes: Promise<void> = Promise.resolve();
  #pending = new Set<Promise<void>>();
  #fault: { readonly error: unknown } | undefined;

  private constructor(hasher: ByteHasher, position: number, write: WriteBytes) {
    this.#hasher = hasher;
    this.#dispatched = position;
    this.#write = write;
  }

  /** Begins at `position`; the bytes before it must be in the hasher already. */
  static async start(hasher: ByteHasher, position: number, write: WriteBytes): Promise<HashedIntake> {
    const intake = new HashedIntake(hasher, position, write);
    if (position === 0) await hasher.restart(intake.#ring);
    else await hasher.continueIn(intake.#ring);
    return intake;
  }

  /** Bytes taken so far, counted from the beginning of the whole. */
  get position(): number {
    return this.#dispatched + this.#filled;
  }

  /** Copies the chunk; gives a promise while all slots are busy. Throws what a write or a hash failed with. */
  take(chunk: Uint8Array): Promise<void> | undefined {
    let from = 0;
    while (from < chunk.byteLength) {
      if (this.#fault) throw this.#fault.error;
      if (this.#slot === undefined) {
        const slot = this.#ring.take();
        if (slot instanceof Promise) return this.#takeLater(slot, chunk.subarray(from));
        this.#slot = slot;
      }
      from += this.#fill(this.#slot, chunk.subarray(from));
    }
    return undefined;
  }

  /** Ends when everything taken is hashed and written. */
  async flush(): Promise<void> {
    this.#dispatch();
    await Promise.all(this.#pending);
    if (this.#fault) throw this.#fault.error;
  }

  async #takeLater(slot: Promise<Slot>, rest: Uint8Array): Promise<void> {
    this.#slot = await slot;
    await this.take(rest);
  }

  /** Gives how many bytes fitted. */
  #fill(slot: Slot, chunk: Uint8Array): number {
    const room = slot.bytes.byteLength - this.#filled;
    const part = chunk.subarray(0, room);
    slot.bytes.set(part, this.#filled);
    this.#filled += part.byteLength;
    if (part.byteLength === room) this.#dispatch();
    return part.byteLength;
  }

  #dispatch(): void {
    const slot = this.#slot;
    const length = this.#filled;
    if (slot === undefined || length === 0) return;
    const position = this.#dispatched;
    this.#slot = undefined;
    this.#filled = 0;
    this.#dispatched += length;
    this.#writes = this.#writes.then(() => {
      if (this.#fault) throw this.#fault.error;
      return this.#write(slot.bytes.subarray(0, length), position);
    });
    this.#writes.catch(() => undefined);
    const done = Promise.allSettled([this.#writes, this.#hasher.update(slot, length)]).then((results) => {
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) this.#fault ??= { error: failed.reason };
      this.#ring.give(slot);
      this.#pending.delete(done);
    });
    this.#pending.add(done);
  }
}
