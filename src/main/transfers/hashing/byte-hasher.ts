import { getHashes } from 'node:crypto';
import { treeBlockBytes } from './block-tree-hash.ts';
import { HashLane } from './hash-lane.ts';
import type { Slot, SlotRing } from './slot-ring.ts';

/**
 * The service's word for an algorithm as it can be computed here: as Node knows it (`SHA-512` → `sha512`), or
 * Pithos' tree over blocks (`pithos-sha256-4194304`). Undefined if it is none.
 */
export function knownAlgorithm(algo: string): string | undefined {
  const word = algo.toLowerCase().replace(/^(sha|md)-/, '$1');
  return getHashes().includes(word) || treeBlockBytes(word) !== undefined ? word : undefined;
}

export type Digests = ReadonlyMap<string, string>;

/** Several hashes over the same bytes, each on its own thread, all off the main thread. `restart` comes first. */
export class ByteHasher {
  readonly #lanes: readonly HashLane[];
  /** Bytes hashed or on their way to it. */
  bytes = 0;

  constructor(algos: Iterable<string>) {
    this.#lanes = [...new Set(algos)].map((algo) => new HashLane(algo));
  }

  get algos(): readonly string[] {
    return this.#lanes.map(({ algo }) => algo);
  }

  /** Calls must come in the bytes' order; ends when the slot may be overwritten. */
  async update(slot: Slot, length: number): Promise<void> {
    this.bytes += length;
    await Promise.all(this.#lanes.map((lane) => lane.update(slot.offset, length)));
  }

  /** Forgets all bytes; those to come lie in `ring`. */
  async restart(ring: SlotRing): Promise<void> {
    this.bytes = 0;
    await Promise.all(this.#lanes.map((lane) => lane.begin(ring.buffer)));
  }

  /** Goes on after the same bytes; those to come lie in `ring`. */
  async continueIn(ring: SlotRing): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.continueIn(ring.buffer)));
  }

  async digests(): Promise<Digests> {
    return new Map(
      await Promise.all(this.#lanes.map(async (lane) => [lane.algo, await lane.digest()] as const)),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }
}
