import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { rowCrc } from './rows.ts';

/** What the catalogue knows of a connection as a whole. */
export interface ConnectionRow {
  /** Images that are seen. */
  readonly images: number;
  readonly syncedAt: string | null;
  readonly fullAt: string | null;
  readonly newestUpdate: string | null;
}

export type ConnectionRows = ReturnType<typeof createConnectionRows>;

export function createConnectionRows(database: DatabaseSync) {
  const read = database.prepare('SELECT * FROM connections WHERE connection = ?');
  const replace = database.prepare('INSERT OR REPLACE INTO connections VALUES (?, ?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM connections WHERE connection = ?');
  const readRemovals = database.prepare('SELECT value FROM meta WHERE key = ?');
  const countRemoval = database.prepare(
    'INSERT INTO meta VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1',
  );
  const get = (connection: string): ConnectionRow => {
    const found = read.get(connection);
    return {
      images: Number(found?.['images'] ?? 0),
      syncedAt: textOrNull(found?.['synced_at']),
      fullAt: textOrNull(found?.['full_at']),
      newestUpdate: textOrNull(found?.['newest_update']),
    };
  };
  const set = (connection: string, row: ConnectionRow): void => {
    const values = [connection, row.images, row.syncedAt, row.fullAt, row.newestUpdate] as const;
    replace.run(...values, rowCrc(values));
  };
  return {
    get,
    set,
    delete(connection: string): void {
      remove.run(connection);
      countRemoval.run(removalsOf(connection));
    },
    /** How often it was removed: if that grew while a sync ran in any process, its images are of no use. */
    removals: (connection: string): number =>
      Number(readRemovals.get(removalsOf(connection))?.['value'] ?? 0),
    /**
     * Counts images that came or went. Not their `updatedAt`: other changes before that were perhaps not read
     * yet, and a pass of changes begins at the newest that was.
     */
    count(connection: string, difference: number): void {
      const row = get(connection);
      set(connection, { ...row, images: row.images + difference });
    },
  };
}

/** Its key in `meta`. Nothing tells the name of what was removed; two that share a key only begin anew. */
function removalsOf(connection: string): string {
  return `removals:${crc32(connection)}`;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
