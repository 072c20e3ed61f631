import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { CatalogQuery, CatalogSortKey, CatalogWindow, Image } from '#shared/model/index.ts';
import { searchWords } from './catalog-rows.ts';

const COLUMN_OF: Readonly<Record<CatalogSortKey, string>> = {
  name: 'name',
  connection: 'connection COLLATE NOCASE',
  status: 'status',
  sizeBytes: 'size_bytes',
  visibility: 'visibility',
  updatedAt: 'updated_at',
  createdAt: 'created_at',
  diskFormat: 'disk_format',
  owner: 'owner',
  minDiskGb: 'min_disk_gb',
  minRamMb: 'min_ram_mb',
  virtualSizeBytes: 'virtual_size_bytes',
  id: 'id',
};
/** Sorts that walk an index: any window is found at once. The others sort once and keep the order. */
const INDEXED: ReadonlySet<CatalogSortKey> = new Set([
  'name',
  'status',
  'sizeBytes',
  'updatedAt',
  'createdAt',
]);
const KEPT_ORDERS = 4;

interface Sql {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** Answers windows. Orders of searches and of sorts without an index are kept until a row changes. */
export function createCatalogQueries(database: DatabaseSync) {
  const orders = new Map<string, readonly number[]>();
  let seenVersion: number | undefined;

  /** Drops kept orders when this (`total_changes`) or another process (`data_version`) changed rows. */
  const dropStale = (): void => {
    const other = Number(database.prepare('PRAGMA data_version').get()?.['data_version']);
    if (other !== seenVersion) orders.clear();
    seenVersion = other;
  };

  const orderOf = (query: CatalogQuery): readonly number[] => {
    const key = JSON.stringify([
      query.connections ?? null,
      searchWords(query.search),
      query.sort,
      query.direction,
    ]);
    const kept = orders.get(key);
    const order = kept ?? readOrder(database, query);
    orders.delete(key);
    orders.set(key, order);
    for (const oldest of orders.keys()) {
      if (orders.size <= KEPT_ORDERS) break;
      orders.delete(oldest);
    }
    return order;
  };

  return {
    /** To be called after each change that this process makes. */
    changed: () => orders.clear(),
    window(query: CatalogQuery): CatalogWindow {
      dropStale();
      const { offset, limit } = query;
      if (INDEXED.has(query.sort) && searchWords(query.search).length === 0) {
        const filter = filterOf(query);
        const total = database
          .prepare(`SELECT count(*) AS total FROM images ${filter.text}`)
          .get(...filter.values)?.['total'];
        const rows = database
          .prepare(`SELECT image FROM images ${filter.text} ${orderBy(query)} LIMIT ? OFFSET ?`)
          .all(...filter.values, limit, offset);
        return { rows: rows.map((row) => parseImage(row['image'])), offset, total: Number(total ?? 0) };
      }
      const order = orderOf(query);
      const read = database.prepare('SELECT image FROM images WHERE row = ?');
      const rows = order.slice(offset, offset + limit).map((row) => parseImage(read.get(row)?.['image']));
      return { rows, offset, total: order.length };
    },
  };
}

function readOrder(database: DatabaseSync, query: CatalogQuery): readonly number[] {
  const filter = filterOf(query);
  const statement = database.prepare(`SELECT row FROM images ${filter.text} ${orderBy(query)}`);
  statement.setReturnArrays(true);
  const rows = statement.all(...filter.values) as unknown as readonly (readonly [number])[];
  return rows.map(([row]) => row);
}

function filterOf(query: CatalogQuery): Sql {
  const words = searchWords(query.search);
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  if (query.connections !== undefined) {
    // The plus keeps SQLite on the sort's own index, which has the connection in it, instead of sorting anew.
    conditions.push(`+connection IN (${query.connections.map(() => '?').join(', ')})`);
    values.push(...query.connections);
  }
  if (words.length > 0) {
    // instr, not LIKE: there the words' own % and _ mean nothing.
    const every = words.map(() => 'instr(text, ?) > 0').join(' AND ');
    conditions.push(`row IN (SELECT row FROM search_texts WHERE ${every})`);
    values.push(...words);
  }
  return { text: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}

/** Ties follow the sort's direction, so that one index serves both. */
function orderBy(query: CatalogQuery): string {
  const column = COLUMN_OF[query.sort];
  return query.direction === 'asc'
    ? `ORDER BY ${column} ASC NULLS LAST, connection ASC, id ASC`
    : `ORDER BY ${column} DESC, connection DESC, id DESC`;
}

function parseImage(text: unknown): Image {
  return JSON.parse(String(text)) as Image;
}
