import { createHash, type Hash } from 'node:crypto';

/** The word of the tree hash over blocks of some size: `pithos-sha256-4194304`. */
const ALGORITHM = /^pithos-sha256-(\d{1,9})$/;
const ZEROS = Buffer.alloc(65_536);

/** Bytes in a block of the algorithm; `undefined` for another word. */
export function treeBlockBytes(algo: string): number | undefined {
  const bytes = Number(ALGORITHM.exec(algo)?.[1] ?? 0);
  return bytes > 0 ? bytes : undefined;
}

/**
 * Pithos' hash of an object (plankton.md §3 and §9): SHA-256 of each block without the zeros at its end, and
 * over these a binary tree, filled with zeros to a power of two. Keeps one node a level of the tree.
 */
export class BlockTreeHash {
  readonly #blockBytes: number;
  /** Whole subtrees that wait for the one beside them, by their level. */
  readonly #nodes: (Buffer | undefined)[] = [];
  #blocks = 0;
  #block: Hash = createHash('sha256');
  #filled = 0;
  /** Zeros at the end of what came of this block: hashed only if something else follows. */
  #zeros = 0;

  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes;
  }

  update(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.byteLength; ) {
      const part = bytes.subarray(from, from + this.#blockBytes - this.#filled);
      this.#take(part);
      from += part.byteLength;
      if (this.#filled === this.#blockBytes) this.#endBlock();
    }
  }

  /** Lower-case hex of all bytes so far. More may follow. */
  digest(): string {
    if (this.#filled === 0) return rootOf(this.#nodes, this.#blocks).toString('hex');
    const nodes = [...this.#nodes];
    addLeaf(nodes, this.#block.copy().digest());
    return rootOf(nodes, this.#blocks + 1).toString('hex');
  }

  #take(part: Uint8Array): void {
    const length = lengthWithoutZeros(part);
    this.#filled += part.byteLength;
    if (length > 0) {
      for (; this.#zeros > 0; this.#zeros -= Math.min(this.#zeros, ZEROS.byteLength)) {
        this.#block.update(ZEROS.subarray(0, this.#zeros));
      }
      this.#block.update(part.subarray(0, length));
    }
    this.#zeros += part.byteLength - length;
  }

  #endBlock(): void {
    addLeaf(this.#nodes, this.#block.digest());
    this.#blocks += 1;
    this.#block = createHash('sha256');
    this.#filled = 0;
    this.#zeros = 0;
  }
}

/** Two subtrees of one level become one of the next, like the carry of a binary number. */
function addLeaf(nodes: (Buffer | undefined)[], leaf: Buffer): void {
  let node = leaf;
  let level = 0;
  for (let left = nodes[level]; left !== undefined; left = nodes[level]) {
    node = joined(left, node);
    nodes[level] = undefined;
    level += 1;
  }
  nodes[level] = node;
}

function rootOf(nodes: readonly (Buffer | undefined)[], blocks: number): Buffer {
  if (blocks === 0) return createHash('sha256').digest();
  let zero: Buffer = Buffer.alloc(32);
  let node: Buffer | undefined;
  let level = 0;
  for (; 2 ** level < blocks; level += 1) {
    const left = nodes[level];
    if (left !== undefined) node = joined(left, node ?? zero);
    else if (node !== undefined) node = joined(node, zero);
    zero = joined(zero, zero);
  }
  return node ?? nodes[level] ?? zero;
}

function joined(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(left).update(right).digest();
}

function lengthWithoutZeros(bytes: Uint8Array): number {
  let end = bytes.byteLength;
  while (end > 0) {
    const start = Math.max(0, end - ZEROS.byteLength);
    if (Buffer.compare(bytes.subarray(start, end), ZEROS.subarray(0, end - start)) !== 0) break;
    end = start;
  }
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end;
}
