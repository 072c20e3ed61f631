import type { Image } from '#shared/model/index.ts';
import { foldText } from '#shared/search/index.ts';
import { columnsOf, ROW_COLUMNS } from '../rows.ts';
import { copyColumns, dropRow, HASHED, putRow, type RowValues } from './columns.ts';
import { readPast } from './documents.ts';
import { parseTime } from './parse-time.ts';
import { readKey, type TextOrder } from './row-keys.ts';
import { breathe } from './slices.ts';
import type { Sql } from './sql.ts';
import type { Store } from './store.ts';
import { changeOrder } from './text-orders.ts';
import type { PastImage, View } from './view.ts';

/** Views of the past. */
export interface AsOf {
  /**
   * The catalogue as it was at a time, made of the present by undoing what changed since. Where the history
   * does not reach back so far (a cloud's first sync came later, older changes were forgotten, or what was
   * before one is not kept) it shows the oldest state that is known.
   */
  readonly view: (present: View, time: string) => Promise<View>;
}

const BATCH = 1000;

export function createAsOf(sql: Sql, store: Store): AsOf {
  // Moving about in one past is common, comparing several is not.
  let kept: { readonly present: View; readonly time: string; readonly view: Promise<View> } | undefined;
  return {
    view(present, time) {
      const at = new Date(time).toISOString();
      if (kept?.present === present && kept.time === at) return kept.view;
      const view = undo(sql, store, present, at).catch((error: unknown) => {
        kept = undefined;
        throw error;
      });
      kept = { present, time: at, view };
      return view;
    },
  };
}

async function undo(sql: Sql, store: Store, present: View, time: string): Promise<View> {
  const pace = store.pace(present);
  const gone = new Set<number>();
  const past = new Map<number, PastImage>();
  const columns = copyColumns(present.columns);
  for (const { change, connection, id, isNew } of await firstChanges(sql, store, present, time)) {
    await breathe(pace);
    const before = isNew ? undefined : pastOf(sql, change);
    // It is not kept what was before: the oldest state that is known is the one after.
    if (!isNew && before === undefined) continue;
    const row = sql.first(
      'SELECT row FROM images WHERE connection = ? AND id = ? AND pending = 0',
      connection,
      id,
    )?.[0];
    if (row !== undefined) {
      gone.add(Number(row));
      dropRow(columns, Number(row));
    }
    if (before === undefined) continue;
    const virtual = present.columns.capacity + past.size;
    const { values, hash } = rowValues(virtual, before);
    putRow(columns, values);
    past.set(virtual, {
      change,
      connection,
      id,
      name: before.name === null ? null : foldText(before.name),
      hash,
    });
  }
  const keyOf: View['keyOf'] = (row) => past.get(row) ?? readKey(sql, row);
  const orders = new Map<TextOrder, Promise<Uint32Array>>();
  return {
    columns,
    keyOf,
    textOrder(order) {
      const known = orders.get(order);
      if (known !== undefined) return known;
      const change = { gone: (row: number) => gone.has(row), added: [...past.keys()] };
      const made = present
        .textOrder(order)
        .then((rows) => changeOrder(rows, order, change, keyOf, store.pace(present)))
        .catch((error: unknown) => {
          orders.delete(order);
          throw error;
        });
      orders.set(order, made);
      return made;
    },
    past,
    present,
    orders: new Map(),
    hashes: undefined,
  };
}

interface FirstChange {
  readonly change: number;
  readonly connection: string;
  readonly id: string;
  readonly isNew: boolean;
}

/** The first change of each image after a time. */
async function firstChanges(
  sql: Sql,
  store: Store,
  present: View,
  time: string,
): Promise<Iterable<FirstChange>> {
  const pace = store.pace(present);
  const first = new Map<string, FirstChange>();
  for (let after = 0; ; ) {
    const rows = sql.all(
      `SELECT change, connection, id, kind FROM changes WHERE change > ? AND +at > ? ORDER BY change LIMIT ${BATCH}`,
      after,
      time,
    );
    for (const [change, connection, id, kind] of rows) {
      // A connection's name has no control characters.
      const key = `${connection}\u0000${id}`;
      if (first.has(key)) continue;
      const isNew = kind === 'new';
      first.set(key, { change: Number(change), connection: String(connection), id: String(id), isNew });
    }
    if (rows.length < BATCH) return first.values();
    after = Number(rows.at(-1)?.[0]);
    await breathe(pace);
  }
}

function pastOf(sql: Sql, change: number): Image | undefined {
  const [known] = sql.first('SELECT before IS NOT NULL FROM changes WHERE change = ?', change) ?? [];
  return known === 0 ? undefined : readPast(sql, change);
}

/** The values that the writer would have given the row. */
function rowValues(row: number, image: Image): { readonly values: RowValues; readonly hash: string | null } {
  const written = columnsOf(image);
  const value = (name: (typeof ROW_COLUMNS)[number]) => written[ROW_COLUMNS.indexOf(name)] ?? null;
  const text = (name: (typeof ROW_COLUMNS)[number]) => {
    const found = value(name);
    return typeof found === 'string' ? found : null;
  };
  const number = (name: (typeof ROW_COLUMNS)[number]) => Number(value(name) ?? Number.NaN);
  const hash = text('hash');
  const values: RowValues = {
    row,
    flags: number('flags') | (hash === null ? 0 : HASHED),
    texts: [
      image.connection,
      text('status'),
      text('service_status'),
      text('visibility'),
      text('disk_format'),
      text('container_format'),
      text('owner'),
      text('distribution'),
    ],
    numbers: [
      number('size_bytes'),
      number('virtual_size_bytes'),
      number('min_disk_gb'),
      number('min_ram_mb'),
      parseTime(text('updated_at')),
      parseTime(text('created_at')),
    ],
  };
  return { values, hash };
}
