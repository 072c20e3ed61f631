export const SLOT_BYTES = 1 << 20;
export const SLOTS = 8;

/** A piece of the ring, held by one chunk of bytes on its way. */
export interface Slot {
  /** The whole slot. Handed to sockets and files as it is: nothing may touch it until it is given back. */
  readonly bytes: Uint8Array;
  /** Where the slot lies in the ring's buffer. */
  readonly offset: number;
}

/**
 * The only memory that a transfer's bytes ever occupy here: some slots of shared memory, so that sockets,
 * files and hash workers use the same bytes without copies. Who wants a slot waits until one is free, which
 * is the back-pressure of the whole engine.
 */
export class SlotRing {
  readonly buffer: SharedArrayBuffer;
  readonly #free: Slot[] = [];
  readonly #waiting: ((slot: Slot) => void)[] = [];

  constructor(slots = SLOTS, slotBytes = SLOT_BYTES) {
    this.buffer = new SharedArrayBuffer(slots * slotBytes);
    for (let offset = 0; offset < this.buffer.byteLength; offset += slotBytes) {
      this.#free.push({ bytes: new Uint8Array(this.buffer, offset, slotBytes), offset });
    }
  }

  /** A free slot, first come first served. */
  take(): Promise<Slot> | Slot {
    const slot = this.#free.shift();
    return slot ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The slot's bytes are not needed any more. */
  give(slot: Slot): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(slot);
    else this.#free.push(slot);
  }

  /** How many slots are free: all of them when nothing is on its way. */
  get freeSlots(): number {
    return this.#free.length;
  }
}
