import type { Kept, SyncRecord } from '#shared/model/index.ts';
import type { CatalogStats } from '../catalog.ts';
import { rowCrc } from '../rows.ts';
import { damaged, readJson } from './damage.ts';
import { type Sql, type SqlRow, textOf } from './sql.ts';

/** What is known of a connection as a whole. */
export function readStats(sql: Sql, connection: string): CatalogStats {
  const found = sql.first(
    'SELECT connection, images, synced_at, full_at, newest_update, crc FROM connections WHERE connection = ?',
    connection,
  );
  const [, images, syncedAt, fullAt, newestUpdate] = found === undefined ? [] : sound(found, 'a connection');
  return {
    imageCount: Number(images ?? 0),
    syncedAt: textOf(syncedAt),
    fullAt: textOf(fullAt),
    newestUpdate: textOf(newestUpdate),
  };
}

/** Finished syncs that the history reaches to, the newest first. */
export function readSyncs(
  sql: Sql,
  query: { readonly connections?: readonly string[] | undefined; readonly limit: number },
): readonly SyncRecord[] {
  const rows = sql.all(
    `SELECT at, connection, pass, first, images, added, changed, removed, seconds, crc FROM syncs
      WHERE ?1 IS NULL OR connection IN (SELECT value FROM json_each(?1)) ORDER BY sync DESC LIMIT ?2`,
    query.connections === undefined ? null : JSON.stringify(query.connections),
    query.limit,
  );
  return rows.map((row) => {
    const [at, connection, pass, first, images, added, changed, removed, seconds] = sound(row, 'a sync');
    return {
      at: String(at),
      connection: String(connection),
      pass: pass === 'changes' ? 'changes' : 'full',
      first: first === 1,
      images: Number(images),
      added: Number(added),
      changed: Number(changed),
      removed: Number(removed),
      seconds: Number(seconds),
    };
  });
}

/** What a service said once; `null` if nothing is kept. */
export function readKept(sql: Sql, connection: string, kind: string, key: string): Kept<unknown> | null {
  const found = sql.first(
    `SELECT connection, kind, key, document, seen_at, digest, crc FROM kept
      WHERE connection = ? AND kind = ? AND key = ?`,
    connection,
    kind,
    key,
  );
  if (found === undefined) return null;
  const [, , , document, seenAt] = sound(found, 'what a service said');
  return { value: readJson(document, 'what a service said'), seenAt: String(seenAt) };
}

/** The row, if its last value is the CRC of the others. */
function sound(row: SqlRow, what: string): SqlRow {
  if (rowCrc(row.slice(0, -1)) !== row.at(-1)) throw damaged(`${what} is not what was written`);
  return row;
}
