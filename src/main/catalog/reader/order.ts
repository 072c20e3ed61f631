import type { CatalogQuery } from '#shared/model/index.ts';
import type { Mask } from './mask.ts';

/** All rows of a view in ascending order of something. */
export interface Order {
  readonly rows: Uint32Array;
  /** The first so many have a value; the others come after them in both directions. */
  readonly valued: number;
}

type Direction = CatalogQuery['direction'];

/** The row at a place of the order, in either direction. */
export function rowAt({ rows, valued }: Order, direction: Direction, place: number): number {
  if (direction === 'asc') return rows[place] ?? 0;
  return rows[place < valued ? valued - 1 - place : rows.length - 1 - (place - valued)] ?? 0;
}

/** A stretch of the rows that are meant, in the order. */
export function stretchOf(
  order: Order,
  direction: Direction,
  mask: Mask | undefined,
  offset: number,
  limit: number,
): readonly number[] {
  const found: number[] = [];
  const end = order.rows.length;
  if (mask === undefined) {
    for (let place = offset; place < Math.min(end, offset + limit); place++) {
      found.push(rowAt(order, direction, place));
    }
    return found;
  }
  let passed = 0;
  for (let place = 0; place < end && found.length < limit; place++) {
    const row = rowAt(order, direction, place);
    if (mask[row] !== 1) continue;
    if (passed >= offset) found.push(row);
    passed += 1;
  }
  return found;
}
