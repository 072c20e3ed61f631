import { type Columns, PRESENT } from './columns.ts';

/** Which rows are meant: 1 or 0 by row number. */
export type Mask = Uint8Array;

/** All rows that are there. */
export function presentRows({ flags, capacity }: Columns): Mask {
  const mask = new Uint8Array(capacity);
  for (let row = 0; row < capacity; row++) mask[row] = ((flags[row] ?? 0) & PRESENT) === 0 ? 0 : 1;
  return mask;
}

export function countRows(mask: Mask): number {
  let count = 0;
  for (let row = 0; row < mask.length; row++) count += mask[row] ?? 0;
  return count;
}

/** The rows that are meant, in the order of their numbers. */
export function rowsOf(mask: Mask, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  let at = 0;
  for (let row = 0; row < mask.length && at < count; row++) {
    if (mask[row] === 1) {
      rows[at] = row;
      at += 1;
    }
  }
  return rows;
}
