import { type Columns, isPresent } from './columns.ts';
import { loadColumns, reloadRows } from './load-columns.ts';
import { readKey, TEXT_ORDERS, type TextOrder } from './row-keys.ts';
import { createPace, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';
import { changeOrder, readOrder } from './text-orders.ts';
import type { View } from './view.ts';

/** The catalogue as it is now, kept in memory beside the database. */
export interface Store {
  /** Now. Looks whether rows changed since the last time, and brings only those up to date, if they are few. */
  readonly current: () => Promise<View>;
  /** Throws `OUTDATED` if rows changed since the view was given out. */
  readonly check: (view: View) => void;
  /** For work that belongs to a view: after each rest it is checked. */
  readonly pace: (view: View, wanted?: () => boolean, sliceMs?: number) => Pace;
}

/** The question is to be asked anew: rows changed while it was being answered. */
export const OUTDATED = new Error('The catalogue changed meanwhile.');

/** Beyond this, orders are read anew, not mended. */
const MOST_MENDED = 2000;

/** How far the catalogue's history goes. */
interface Marks {
  readonly epoch: number;
  /** The last change that there ever was. */
  readonly last: number;
  /** The oldest that is still kept; `last + 1` if none is. */
  readonly first: number;
  /** The time of the oldest that says when it was; '' if none does. */
  readonly oldest: string;
}

export function createStore(sql: Sql): Store {
  let view: View | undefined;
  let marks: Marks = { epoch: -1, last: 0, first: 0, oldest: '' };
  let version: number | undefined;
  let bringing: Promise<View> | undefined;
  let orders = new Map<TextOrder, Promise<Uint32Array>>();

  const unchanged = (): boolean => {
    const now = Number(sql.first('PRAGMA data_version')?.[0]);
    if (now === version) return true;
    const found = readMarks(sql);
    const same =
      found.epoch === marks.epoch &&
      found.last === marks.last &&
      found.first === marks.first &&
      found.oldest === marks.oldest;
    if (same) version = now;
    return same;
  };
  const check = (of: View): void => {
    if ((of.present ?? of) !== view || !unchanged()) throw OUTDATED;
  };
  const pace = (of: View, wanted?: () => boolean, sliceMs?: number): Pace => {
    const inner = createPace(wanted, sliceMs);
    return {
      due: inner.due,
      async rest() {
        await inner.rest();
        check(of);
      },
    };
  };
  const give = (columns: Columns): View => {
    const given: View = {
      columns,
      keyOf: (row) => readKey(sql, row),
      textOrder(order) {
        const known = orders.get(order);
        if (known !== undefined) return known;
        const kept = orders;
        const made = readOrder(sql, order, (row) => isPresent(columns, row), pace(given)).catch(
          (error: unknown) => {
            kept.delete(order);
            throw error;
          },
        );
        kept.set(order, made);
        return made;
      },
      past: new Map(),
      present: undefined,
      orders: new Map(),
      hashes: undefined,
    };
    view = given;
    return given;
  };

  const load = async (): Promise<View> => {
    const now = Number(sql.first('PRAGMA data_version')?.[0]);
    const found = readMarks(sql);
    const columns = await loadColumns(sql, createPace());
    // What changed meanwhile came in part: all of it is read again by the next look.
    [marks, version, orders] = [found, now, new Map()];
    return give(columns);
  };

  /** Brings the rows that `changes` names up to date; what they were is told by nothing but the rows. */
  const mend = async (columns: Columns, found: Marks): Promise<View> => {
    const rows = sql.numbers(
      'SELECT json_group_array(DISTINCT row) FROM changes WHERE change > ? AND change <= ?',
      marks.last,
      found.last,
    );
    if (rows.length > 1000 + columns.count / 3) return load();
    const changed = new Set(rows);
    const before = orders;
    await reloadRows(sql, columns, rows, createPace());
    [marks, orders] = [found, new Map()];
    if (rows.length === 0) orders = before;
    else if (rows.length <= MOST_MENDED) {
      const added = rows.filter((row) => isPresent(columns, row));
      const change = { gone: (row: number) => changed.has(row), added };
      orders = await mendOrders(sql, before, change);
    }
    return give(columns);
  };

  const bring = async (): Promise<View> => {
    while (view === undefined || !unchanged()) {
      const found = readMarks(sql);
      const told = found.epoch === marks.epoch && found.first <= marks.last + 1;
      if (view === undefined || !told) await load();
      else await mend(view.columns, found);
    }
    return view;
  };

  return {
    async current() {
      if (bringing === undefined && view !== undefined && unchanged()) return view;
      bringing ??= bring().finally(() => {
        bringing = undefined;
      });
      return bringing;
    },
    check,
    pace,
  };
}

/** Mends the orders that are there already; one that cannot be is made anew when it is asked for. */
async function mendOrders(
  sql: Sql,
  orders: ReadonlyMap<TextOrder, Promise<Uint32Array>>,
  change: Parameters<typeof changeOrder>[2],
): Promise<Map<TextOrder, Promise<Uint32Array>>> {
  const mended = new Map<TextOrder, Promise<Uint32Array>>();
  for (const order of TEXT_ORDERS) {
    const rows = await orders.get(order)?.catch(() => undefined);
    if (rows === undefined) continue;
    const changed = await changeOrder(rows, order, change, (row) => readKey(sql, row), createPace()).catch(
      () => undefined,
    );
    if (changed !== undefined) mended.set(order, Promise.resolve(changed));
  }
  return mended;
}

function readMarks(sql: Sql): Marks {
  const [epoch, last, first, oldest] =
    sql.first(
      `SELECT (SELECT value FROM meta WHERE key = 'epoch'), (SELECT seq FROM sqlite_sequence WHERE name = 'changes'),
              (SELECT min(change) FROM changes), (SELECT min(at) FROM changes WHERE at > '')`,
    ) ?? [];
  const end = Number(last ?? 0);
  return {
    epoch: Number(epoch ?? 0),
    last: end,
    first: Number(first ?? end + 1),
    oldest: String(oldest ?? ''),
  };
}
