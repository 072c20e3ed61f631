import { isAppError } from '#shared/errors/index.ts';
import type { CatalogQuery } from '#shared/model/index.ts';
import { groupKey } from './group-key.ts';
import { countRows, type Mask, presentRows, rowsOf } from './mask.ts';
import { type Narrowed, narrow, shareOf } from './narrow.ts';
import { type Order, rowAt } from './order.ts';
import type { Selection } from './selection.ts';
import { BACKGROUND_SLICE_MS, breathe, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';
import type { Store } from './store.ts';
import { verifyRows } from './verify-rows.ts';
import { hashesOf, hashNumber, type View } from './view.ts';

/** All rows that fit a selection. */
export interface Matches {
  /** `undefined`: all rows. */
  readonly mask: Mask | undefined;
  readonly total: number;
}

/** The first rows of an order that fit, and whether these are all there are. */
export interface FirstRows {
  readonly rows: readonly number[];
  readonly ended: boolean;
}

/** What one selection finds in one view. Each part of the work is done once, whoever asks first. */
export interface Evaluation {
  /** All rows that fit, if that is known already, or known without looking into texts. */
  readonly known: () => Promise<Matches | undefined>;
  /** The first `count` rows that fit. */
  readonly first: (order: Order, direction: CatalogQuery['direction'], count: number) => Promise<FirstRows>;
  /** All rows that fit. */
  readonly all: () => Promise<Matches>;
  /** Goes on finding all rows, for as long as `wanted` says or somebody waits for `all`. */
  readonly begin: (wanted: () => boolean) => void;
}

/** What decides between ways to the same answer. */
export interface Effort {
  /** So many rows are looked at in the list's order before the word index is asked. */
  readonly walkRows: number;
  /** So few candidates of the index are all looked at: then the total is known, too. */
  readonly fewRows: number;
}

export const USUAL_EFFORT: Effort = { walkRows: 512, fewRows: 300 };
const BATCH = 128;
/** Rows that are in the index less often are found sooner by it than by looking at the list's. */
const COMMON_SHARE = 0.25;

/** Lists that are being looked for: finding totals waits for them. */
export interface Lane extends Effort {
  lists: number;
}

export function createEvaluation(
  sql: Sql,
  store: Store,
  view: View,
  selection: Selection,
  lane: Lane,
): Evaluation {
  const steady = (): Pace => store.pace(view);
  const base = once(() => columnMask(sql, view, selection, steady()));
  const counted = once(async () => total(await base.get()));
  let narrowed: Narrowed | undefined;
  // Not done once for all: a list must not wait at the pace of a count. They share what the index was asked.
  const narrowedAt = async (pace: Pace): Promise<Narrowed> => {
    narrowed ??= await narrow(sql, view, selection, await base.get(), pace);
    return narrowed;
  };
  let waiting = 0;
  let wanted = (): boolean => false;
  const matches = once(async () => {
    const pace = behind(
      lane,
      store.pace(view, () => waiting > 0 || wanted(), BACKGROUND_SLICE_MS),
    );
    await pace.rest();
    return verifyAll(sql, view, selection, await narrowedAt(pace), pace);
  });
  const textless = selection.terms.length === 0;

  const all = async (): Promise<Matches> => {
    if (isEverything(selection)) return { mask: undefined, total: view.columns.count };
    if (textless) return counted.get();
    waiting += 1;
    try {
      for (;;) {
        try {
          return await matches.get();
        } catch (error) {
          // Given up as nobody waited, just before this one came.
          if (!isAppError(error, 'CANCELLED')) throw error;
        }
      }
    } finally {
      waiting -= 1;
    }
  };

  return {
    all,
    async known() {
      return textless ? all() : matches.done();
    },
    async first(order, direction, count) {
      const walk = { order, direction, count };
      lane.lists += 1;
      try {
        const mask = await base.get();
        if (narrowed === undefined && shareOf(sql, view, selection) >= COMMON_SHARE) {
          const quick = await walkOrder(sql, view, selection, { mask, ...walk }, steady(), lane.walkRows);
          if (quick !== undefined) return quick;
        }
        const left = await narrowedAt(steady());
        if (left.count > lane.fewRows) {
          const found = await walkOrder(sql, view, selection, { ...left, ...walk }, steady());
          return found ?? { rows: [], ended: true };
        }
      } finally {
        lane.lists -= 1;
      }
      const { mask = new Uint8Array(0) } = await all();
      return walkMask(mask, walk);
    },
    begin(isWanted) {
      wanted = isWanted;
      if (!textless) matches.get().catch(() => undefined);
    },
  };
}

/** A pace at which lists go first. */
function behind(lane: Lane, pace: Pace): Pace {
  return {
    due: pace.due,
    async rest() {
      do await pace.rest();
      while (lane.lists > 0);
    },
  };
}

function isEverything({ tests, terms, hash }: Selection): boolean {
  return tests.length === 0 && terms.length === 0 && hash === undefined;
}

function total(mask: Mask): Matches {
  return { mask, total: countRows(mask) };
}

/** What the columns say. */
async function columnMask(sql: Sql, view: View, selection: Selection, pace: Pace): Promise<Mask> {
  const mask = presentRows(view.columns);
  for (const test of selection.tests) {
    test(view.columns, mask);
    await breathe(pace);
  }
  if (selection.hash === undefined) return mask;
  const hashes = await hashesOf(view, sql, pace);
  const number = hashNumber(selection.hash);
  for (let row = 0; row < mask.length; row++) {
    if (mask[row] === 1 && (hashes[row] !== number || groupKey(hashAt(sql, view, row)) !== selection.hash)) {
      mask[row] = 0;
    }
  }
  return mask;
}

/** A row's hash, `algo:value`. */
export function hashAt(sql: Sql, view: View, row: number): string | null {
  const past = view.past.get(row);
  if (past !== undefined) return past.hash;
  const [hash] = sql.first('SELECT hash FROM images WHERE row = ?', row) ?? [];
  return typeof hash === 'string' ? hash : null;
}

async function verifyAll(
  sql: Sql,
  view: View,
  selection: Selection,
  { mask, count, unsure }: Narrowed,
  pace: Pace,
): Promise<Matches> {
  const fits = mask.slice();
  const rows =
    unsure === undefined ? rowsOf(mask, count) : rowsOf(mask, count).filter((row) => unsure[row] === 1);
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = Array.from(rows.subarray(at, at + BATCH));
    for (const row of batch) fits[row] = 0;
    for (const row of verifyRows(sql, view, selection, batch)) fits[row] = 1;
    await breathe(pace);
  }
  return total(fits);
}

interface Walk {
  readonly order: Order;
  readonly direction: CatalogQuery['direction'];
  readonly count: number;
}

/** Looks at rows in the order until enough fit. `undefined` if too many did not. */
async function walkOrder(
  sql: Sql,
  view: View,
  selection: Selection,
  walk: Walk & { readonly mask: Mask; readonly unsure?: Mask | undefined },
  pace: Pace,
  mostLooked = Number.POSITIVE_INFINITY,
): Promise<FirstRows | undefined> {
  const { order, direction, count, mask, unsure } = walk;
  let looked = 0;
  const found: number[] = [];
  let batch: number[] = [];
  // Where nearly all fit, the first ones do.
  let size = Math.min(BATCH, count);
  const look = (): void => {
    const fitting = new Set(
      verifyRows(
        sql,
        view,
        selection,
        unsure === undefined ? batch : batch.filter((row) => unsure[row] === 1),
      ),
    );
    for (const row of batch) {
      if (fitting.has(row) || (unsure !== undefined && unsure[row] !== 1)) found.push(row);
    }
    batch = [];
  };
  for (let place = 0; place < order.rows.length; place++) {
    const row = rowAt(order, direction, place);
    if (mask[row] !== 1) continue;
    batch.push(row);
    if (batch.length < size) continue;
    look();
    looked += size;
    size = BATCH;
    if (found.length >= count) return { rows: found, ended: false };
    if (looked >= mostLooked) return undefined;
    await breathe(pace);
  }
  look();
  return { rows: found, ended: true };
}

function walkMask(mask: Mask, { order, direction, count }: Walk): FirstRows {
  const rows: number[] = [];
  for (let place = 0; place < order.rows.length; place++) {
    const row = rowAt(order, direction, place);
    if (mask[row] !== 1) continue;
    if (rows.length === count) return { rows, ended: false };
    rows.push(row);
  }
  return { rows, ended: true };
}

/** Work that is done when it is first asked for, and again if it failed. */
function once<Value>(work: () => Promise<Value>) {
  let promise: Promise<Value> | undefined;
  let value: { readonly value: Value } | undefined;
  const get = (): Promise<Value> => {
    promise ??= work().then(
      (found) => {
        value = { value: found };
        return found;
      },
      (error: unknown) => {
        promise = undefined;
        throw error;
      },
    );
    return promise;
  };
  return { get, done: (): Value | undefined => value?.value };
}
