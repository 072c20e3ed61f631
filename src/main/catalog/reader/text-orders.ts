import { compareKeys, type RowKey, type TextOrder } from './row-keys.ts';
import { breathe, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';

const BATCH = 20_000;

/** Rows in one of the orders of texts. `present` says which are there. */
export async function readOrder(
  sql: Sql,
  order: TextOrder,
  present: (row: number) => boolean,
  pace: Pace,
): Promise<Uint32Array> {
  if (order === 'id') {
    // No index has these: SQLite sorts them, at once but once only. Afterwards the order is mended.
    const ids = sql.numbers(
      'SELECT json_group_array(row) FROM (SELECT row FROM images ORDER BY id, connection)',
    );
    return Uint32Array.from(ids.filter(present));
  }
  const collected: number[][] = [];
  const take = (rows: readonly number[]): void => {
    collected.push(rows.filter(present));
  };
  if (order === 'name') await walkNames(sql, take, pace);
  await walkPlaces(sql, order === 'name' ? 'AND name IS NULL' : '', take, pace);
  return flatten(collected);
}

async function walkNames(sql: Sql, take: (rows: readonly number[]) => void, pace: Pace): Promise<void> {
  let [name, connection, id]: (string | number | null)[] = ['', '', ''];
  for (;;) {
    const after = [String(name), String(connection), String(id)];
    const rows = sql.numbers(
      `SELECT json_group_array(row) FROM (SELECT row FROM images
        WHERE name IS NOT NULL AND (name, connection, id) > (?, ?, ?) ORDER BY name, connection, id LIMIT ${BATCH})`,
      ...after,
    );
    take(rows);
    const last = rows.at(-1);
    if (rows.length < BATCH || last === undefined) return;
    [name = '', connection = '', id = ''] =
      sql.first('SELECT name, connection, id FROM images WHERE row = ?', last) ?? [];
    await breathe(pace);
  }
}

async function walkPlaces(
  sql: Sql,
  condition: string,
  take: (rows: readonly number[]) => void,
  pace: Pace,
): Promise<void> {
  let [connection, id]: (string | number | null)[] = ['', ''];
  for (;;) {
    const rows = sql.numbers(
      `SELECT json_group_array(row) FROM (SELECT row FROM images
        WHERE (connection, id) > (?, ?) ${condition} ORDER BY connection, id LIMIT ${BATCH})`,
      String(connection),
      String(id),
    );
    take(rows);
    const last = rows.at(-1);
    if (rows.length < BATCH || last === undefined) return;
    [connection = '', id = ''] = sql.first('SELECT connection, id FROM images WHERE row = ?', last) ?? [];
    await breathe(pace);
  }
}

function flatten(parts: readonly (readonly number[])[]): Uint32Array {
  const rows = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    rows.set(part, at);
    at += part.length;
  }
  return rows;
}

/**
 * The same order without the rows that `gone` names, with `added` put where they belong. Asks for the keys of
 * only so many rows as a search by halves needs.
 */
export async function changeOrder(
  rows: Uint32Array,
  order: TextOrder,
  change: { readonly gone: (row: number) => boolean; readonly added: readonly number[] },
  keyOf: (row: number) => RowKey,
  pace: Pace,
): Promise<Uint32Array> {
  const kept = rows.filter((row) => !change.gone(row));
  const keys = new Map<number, RowKey>();
  const known = (row: number): RowKey => {
    const key = keys.get(row) ?? keyOf(row);
    keys.set(row, key);
    return key;
  };
  const added = change.added
    .map((row) => [row, keyOf(row)] as const)
    .sort(([, one], [, other]) => compareKeys(order, one, other));
  const changed = new Uint32Array(kept.length + added.length);
  let [from, at] = [0, 0];
  for (const [row, key] of added) {
    const place = placeOf(kept, from, (other) => compareKeys(order, known(other), key) < 0);
    changed.set(kept.subarray(from, place), at);
    at += place - from;
    changed[at] = row;
    at += 1;
    from = place;
    await breathe(pace);
  }
  changed.set(kept.subarray(from), at);
  return changed;
}

function placeOf(rows: Uint32Array, from: number, isBefore: (row: number) => boolean): number {
  let [low, high] = [from, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(rows[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
