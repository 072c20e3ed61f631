import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { objectHash } from '../../../src/main/providers/plankton/block-map.ts';

const sha256 = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = (index: number) => sha256(Buffer.from(`block ${index}`));
const ZERO = Buffer.alloc(32);

/** Pithos' tree as its own code builds it: leaves filled with zeros to a power of two (plankton.md §9). */
function tree(leaves: readonly Buffer[]): Buffer {
  let level = [...leaves];
  while (level.length & (level.length - 1)) level.push(ZERO);
  while (level.length > 1) {
    level = level.flatMap((node, index) => (index % 2 ? [] : [sha256(node, level[index + 1] ?? ZERO)]));
  }
  return level[0] ?? sha256();
}

test.for([0, 1, 2, 3, 5, 8, 9, 100])('the hash of an object of %i blocks', async (count) => {
  const leaves = Array.from({ length: count }, (_, index) => leaf(index));
  expect(await objectHash(leaves.map((one) => one.toString('hex')))).toBe(tree(leaves).toString('hex'));
});

test('a quarter of a million blocks let everything else have its turn', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await objectHash(Array.from({ length: 262_144 }, () => leaf(0).toString('hex')));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
});
