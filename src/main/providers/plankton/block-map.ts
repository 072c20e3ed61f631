import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BlockMap } from './pithos.ts';

const ZEROS = Buffer.alloc(65_536);

/**
 * The hashes of an image's blocks as Pithos computes them (plankton.md §9): SHA-256 of each block without
 * the zeros at its end. The digests run beside the main thread, one while the next block is filled.
 */
export async function mapBlocks(bytes: AsyncIterable<Uint8Array>, blockBytes: number): Promise<BlockMap> {
  const hashes: string[] = [];
  const buffers = [new Uint8Array(blockBytes), new Uint8Array(blockBytes)];
  let block = buffers[0] ?? new Uint8Array(0);
  let filled = 0;
  let total = 0;
  let digesting: Promise<void> = Promise.resolve();
  const finish = async (): Promise<void> => {
    const content = block.subarray(0, contentLength(block.subarray(0, filled)));
    const index = hashes.push('') - 1;
    // One at a time: then the other buffer is free again.
    await digesting;
    digesting = crypto.subtle.digest('SHA-256', content).then((digest) => {
      hashes[index] = Buffer.from(digest).toString('hex');
    });
    digesting.catch(() => undefined);
    block = buffers[hashes.length % 2] ?? block;
    filled = 0;
  };
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.byteLength; ) {
      const part = chunk.subarray(from, from + blockBytes - filled);
      block.set(part, filled);
      filled += part.byteLength;
      from += part.byteLength;
      if (filled === blockBytes) await finish();
    }
    total += chunk.byteLength;
  }
  if (filled > 0) await finish();
  await digesting;
  return { hashes, bytes: total };
}

/** Length without the zeros at the end; whole runs of zeros are compared by the machine, not by this loop. */
function contentLength(block: Uint8Array): number {
  let end = block.byteLength;
  while (end > 0) {
    const start = Math.max(0, end - ZEROS.byteLength);
    if (Buffer.compare(block.subarray(start, end), ZEROS.subarray(0, end - start)) !== 0) break;
    end = start;
  }
  while (end > 0 && block[end - 1] === 0) end -= 1;
  return end;
}

/** Nodes of a tree that are hashed before everything else has its turn: a few milliseconds. */
const TURN_NODES = 4096;

/**
 * Pithos' hash of a whole object: a tree over its blocks, filled with zeros to a power of two. An image of a
 * terabyte has a quarter of a million blocks.
 */
export async function objectHash(hashes: readonly string[]): Promise<string> {
  const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');
  let nodes: Buffer[] = hashes.map((leaf) => Buffer.from(leaf, 'hex'));
  let zero: Buffer = Buffer.alloc(32);
  if (nodes.length === 0) return sha256(Buffer.alloc(0)).toString('hex');
  while (nodes.length > 1) {
    const level = nodes;
    nodes = [];
    for (let index = 0; index < level.length; index += 2) {
      if (index % TURN_NODES === 0) await nextTurn();
      nodes.push(sha256(Buffer.concat([level[index] ?? zero, level[index + 1] ?? zero])));
    }
    zero = sha256(Buffer.concat([zero, zero]));
  }
  return nodes[0]?.toString('hex') ?? '';
}
