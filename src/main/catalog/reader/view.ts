import type { CatalogSortKey } from '#shared/model/index.ts';
import { foldText } from '#shared/search/index.ts';
import { type CodeColumnName, type Columns, isPresent, type NumberColumnName } from './columns.ts';
import { compareTexts } from './compare-texts.ts';
import { groupKey } from './group-key.ts';
import type { Order } from './order.ts';
import { sortByKeys, sortByNumbers } from './radix-sort.ts';
import type { RowKey, TextOrder } from './row-keys.ts';
import { breathe, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';

/** All images of one moment: now, or a time of the past. Not changed once it was given out, but for what it finds out. */
export interface View {
  readonly columns: Columns;
  readonly keyOf: (row: number) => RowKey;
  /** Rows in the order of texts, from the database or from another view's order. */
  readonly textOrder: (order: TextOrder) => Promise<Uint32Array>;
  /** Images that are no rows of the database, by the row numbers that they have here. */
  readonly past: ReadonlyMap<number, PastImage>;
  /** The present that this is a past of; `undefined` for the present itself. */
  readonly present: View | undefined;
  /** By sort key. */
  readonly orders: Map<CatalogSortKey, Promise<Order>>;
  /** Numbers that stand for the rows' hashes; NaN where there is none. */
  hashes: Promise<Float64Array> | undefined;
}

/** A state that an image had once: what came before a change. */
export interface PastImage extends RowKey {
  /** Of `changes`. */
  readonly change: number;
  /** `algo:value`, folded. */
  readonly hash: string | null;
}

/** All that a list has columns for: making one of a million rows takes longer than any question may. */
const KEPT_ORDERS = 13;

const NUMBERS: Readonly<Partial<Record<CatalogSortKey, NumberColumnName>>> = {
  sizeBytes: 'sizeBytes',
  virtualSizeBytes: 'virtualSizeBytes',
  minDiskGb: 'minDiskGb',
  minRamMb: 'minRamMb',
  updatedAt: 'updatedAt',
  createdAt: 'createdAt',
};
const CODES: Readonly<Partial<Record<CatalogSortKey, CodeColumnName>>> = {
  connection: 'connection',
  status: 'status',
  visibility: 'visibility',
  diskFormat: 'diskFormat',
  owner: 'owner',
};

/** The rows in the order of a sort key. Those of the last few keys are kept. */
export function orderOf(view: View, sort: CatalogSortKey, pace: Pace): Promise<Order> {
  const kept = view.orders.get(sort);
  view.orders.delete(sort);
  const order =
    kept ??
    makeOrder(view, sort, pace).catch((error: unknown) => {
      view.orders.delete(sort);
      throw error;
    });
  view.orders.set(sort, order);
  for (const oldest of view.orders.keys()) {
    if (view.orders.size <= KEPT_ORDERS) break;
    view.orders.delete(oldest);
  }
  return order;
}

async function makeOrder(view: View, sort: CatalogSortKey, pace: Pace): Promise<Order> {
  if (sort === 'id') {
    const rows = await view.textOrder('id');
    return { rows, valued: rows.length };
  }
  if (sort === 'name') return nameOrder(view, await view.textOrder('name'));
  const places = await view.textOrder('place');
  await breathe(pace);
  const numbers = NUMBERS[sort];
  if (numbers !== undefined) return numberOrder(places, view.columns.numbers[numbers]);
  const codes = CODES[sort];
  if (codes === undefined) throw new TypeError(`There is no order by ${sort}.`);
  return codeOrder(view.columns, codes, places);
}

/** Rows without a name stand last; how many there are is found by halves. */
function nameOrder(view: View, rows: Uint32Array): Order {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (view.keyOf(rows[middle] ?? 0).name === null) high = middle;
    else low = middle + 1;
  }
  return { rows, valued: low };
}

function numberOrder(places: Uint32Array, numbers: Float64Array): Order {
  const valued = places.filter((row) => !Number.isNaN(numbers[row]));
  const others = places.filter((row) => Number.isNaN(numbers[row]));
  return joined(sortByNumbers(valued, numbers), others);
}

function codeOrder(columns: Columns, name: CodeColumnName, places: Uint32Array): Order {
  const { texts, codes } = columns.codes[name];
  const sorted = texts
    .map((text, code) => ({ text: name === 'connection' ? foldText(text ?? '') : text, code }))
    .filter(({ text }) => text !== null)
    .sort((one, other) => compareTexts(one.text ?? '', other.text ?? ''));
  const rankOfCode = new Uint32Array(texts.length);
  let rank = 0;
  sorted.forEach(({ text, code }, at) => {
    // Connections that differ in case only are equal here, and stay in their own order.
    if (at > 0 && sorted[at - 1]?.text !== text) rank += 1;
    rankOfCode[code] = rank;
  });
  const isNull = (row: number): boolean => texts[codes[row] ?? 0] === null;
  const ranks = new Uint32Array(codes.length);
  for (const row of places) ranks[row] = rankOfCode[codes[row] ?? 0] ?? 0;
  return joined(
    sortByKeys(
      places.filter((row) => !isNull(row)),
      ranks,
    ),
    places.filter(isNull),
  );
}

function joined(valued: Uint32Array, others: Uint32Array): Order {
  const rows = new Uint32Array(valued.length + others.length);
  rows.set(valued);
  rows.set(others, valued.length);
  return { rows, valued: valued.length };
}

const BATCH = 10_000;

/**
 * Numbers that are equal where hashes are, of all rows. Two different hashes may have one number, if seldom:
 * whoever shows them compares them.
 */
export function hashesOf(view: View, sql: Sql, pace: Pace): Promise<Float64Array> {
  view.hashes ??= readHashes(view, sql, pace).catch((error: unknown) => {
    view.hashes = undefined;
    throw error;
  });
  return view.hashes;
}

async function readHashes(view: View, sql: Sql, pace: Pace): Promise<Float64Array> {
  const numbers = new Float64Array(view.columns.capacity).fill(Number.NaN);
  for (const [row, { hash }] of view.past) {
    if (hash !== null) numbers[row] = hashNumber(groupKey(hash));
  }
  for (let from = 0; ; ) {
    const rows = sql.all(
      `SELECT row, hash FROM images WHERE row >= ? AND pending = 0 ORDER BY row LIMIT ${BATCH}`,
      from,
    );
    for (const [row, hash] of rows) {
      const isHere = typeof hash === 'string' && isPresent(view.columns, Number(row));
      if (isHere) numbers[Number(row)] = hashNumber(groupKey(hash));
    }
    if (rows.length < BATCH) return numbers;
    from = Number(rows.at(-1)?.[0]) + 1;
    await breathe(pace);
  }
}

/** 53 bits of a text. */
export function hashNumber(text: string): number {
  let [high, low] = [0x9e3779b9, 0x85ebca6b];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high ^= low >>> 15;
  low ^= high >>> 13;
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
