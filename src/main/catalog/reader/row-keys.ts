import type { AppError } from '#shared/errors/index.ts';
import { compareTexts } from './compare-texts.ts';
import { damaged } from './damage.ts';
import { type Sql, textOf } from './sql.ts';

/** What rows are put in order by, beside their columns. */
export interface RowKey {
  /** Folded. */
  readonly name: string | null;
  readonly connection: string;
  readonly id: string;
}

/** Orders that are made of texts. `place`: by connection, then id, which decides all ties. */
export const TEXT_ORDERS = ['place', 'name', 'id'] as const;
export type TextOrder = (typeof TEXT_ORDERS)[number];

export function compareKeys(order: TextOrder, one: RowKey, other: RowKey): number {
  if (order === 'id') return compareTexts(one.id, other.id) || compareTexts(one.connection, other.connection);
  if (order === 'name' && one.name !== other.name) {
    if (one.name === null) return 1;
    if (other.name === null) return -1;
    return compareTexts(one.name, other.name);
  }
  return compareTexts(one.connection, other.connection) || compareTexts(one.id, other.id);
}

export function readKey(sql: Sql, row: number): RowKey {
  const found = sql.first('SELECT name, connection, id FROM images WHERE row = ?', row);
  if (found === undefined) throw rowMissing(row);
  return { name: textOf(found[0]), connection: String(found[1]), id: String(found[2]) };
}

export function rowMissing(row: number): AppError {
  return damaged(`row ${row} is missing`);
}
