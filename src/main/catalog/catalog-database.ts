import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { CatalogOperations } from './catalog-protocol.ts';
import { createCatalogQueries } from './catalog-queries.ts';
import { isFromTheFuture, migrate } from './catalog-schema.ts';
import { createCatalogSync } from './catalog-sync.ts';

/** How long to wait for another process that is writing. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens the database and serves the catalogue's operations, synchronously. A file that is damaged, or was
 * made by a newer version, is kept as `<path>.damaged-<time>` and begun anew: it can all be read again.
 */
export function openCatalogDatabase(path: string, notice: (message: string) => void): CatalogOperations {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return createOperations(openSound(path, notice));
}

/** True if SQLite says that the file itself is wrong: `SQLITE_CORRUPT`, `SQLITE_NOTADB`. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 11 || code === 26;
}

/** SQLite's primary result code, `undefined` for another kind of error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return Number(error.errcode) & 0xff;
}

function openSound(path: string, notice: (message: string) => void): DatabaseSync {
  let database: DatabaseSync | undefined;
  let reason: string;
  try {
    database = open(path);
    const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (isFromTheFuture(database)) reason = 'was made by a newer version of Argosy';
    else if (found !== 'ok') reason = 'is damaged';
    else {
      migrate(database);
      return database;
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    reason = 'is damaged';
  }
  if (database?.isOpen === true) database.close();
  const aside = setAside(path);
  notice(`The catalogue ${path} ${reason}. It was kept as ${aside} and begun anew; refresh to fill it.`);
  const fresh = open(path);
  migrate(fresh);
  return fresh;
}

function open(path: string): DatabaseSync {
  return new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
}

function setAside(path: string): string {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  // The journal belongs to the damaged file and would damage the new one.
  for (const part of ['', '-wal', '-shm']) {
    if (existsSync(path + part)) renameSync(path + part, aside + part);
  }
  return aside;
}

function createOperations(database: DatabaseSync): CatalogOperations {
  const queries = createCatalogQueries(database);
  const sync = createCatalogSync(database);
  const thenChanged = <Params extends readonly unknown[], Value>(action: (...params: Params) => Value) => {
    return (...params: Params): Value => {
      queries.changed();
      return action(...params);
    };
  };
  return {
    window: queries.window,
    show(connection, id) {
      const found = database
        .prepare('SELECT image, raw FROM images JOIN documents USING (row) WHERE connection = ? AND id = ?')
        .get(connection, id);
      if (found === undefined) return null;
      return { image: JSON.parse(String(found['image'])), raw: JSON.parse(String(found['raw'])) };
    },
    stats(connection) {
      const found = database
        .prepare(
          `SELECT (SELECT count(*) FROM images WHERE connection = ?1) AS images,
                  (SELECT synced_at FROM syncs WHERE connection = ?1) AS synced_at`,
        )
        .get(connection);
      const syncedAt = found?.['synced_at'];
      return {
        imageCount: Number(found?.['images'] ?? 0),
        syncedAt: typeof syncedAt === 'string' ? syncedAt : null,
      };
    },
    upsert: thenChanged(sync.upsert),
    remove: thenChanged(sync.remove),
    removeConnection: thenChanged(sync.removeConnection),
    beginSync: sync.beginSync,
    addPage: sync.addPage,
    endSync: thenChanged(sync.endSync),
    abortSync: sync.abortSync,
    close() {
      database.close();
      return null;
    },
  };
}
