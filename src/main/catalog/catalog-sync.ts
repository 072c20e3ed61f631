import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '#shared/errors/index.ts';
import type { ImageDocument } from '#shared/model/index.ts';
import type { SyncCounts } from './catalog-protocol.ts';
import { type CatalogRow, SORT_COLUMNS, toRow } from './catalog-rows.ts';

/**
 * Writes rows. Pages of a sync are staged in temporary tables and merged in one transaction at its end. An
 * image that was changed or removed here while the sync ran keeps that state: the page may be older.
 */
export function createCatalogSync(database: DatabaseSync) {
  const syncs = new Map<number, string>();
  let lastSync = 0;

  const connectionOf = (sync: number): string => {
    const connection = syncs.get(sync);
    if (connection !== undefined) return connection;
    throw new AppError('CANCELLED', 'The connection was removed while its images were read.', {
      operation: 'catalog.sync',
    });
  };
  const forget = (sync: number): void => {
    syncs.delete(sync);
    database.prepare('DELETE FROM staged WHERE sync = ?').run(sync);
    database.prepare('DELETE FROM touched WHERE sync = ?').run(sync);
  };
  const touch = (connection: string, id: string): void => {
    for (const [sync, of] of syncs) {
      if (of !== connection) continue;
      database.prepare('INSERT OR IGNORE INTO touched (sync, id) VALUES (?, ?)').run(sync, id);
    }
  };

  return {
    beginSync(connection: string): number {
      lastSync += 1;
      syncs.set(lastSync, connection);
      return lastSync;
    },

    addPage(sync: number, documents: readonly ImageDocument[]): null {
      const connection = connectionOf(sync);
      const stage = database.prepare(
        'INSERT OR REPLACE INTO staged (sync, id, digest, columns, image, raw, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
      );
      inTransaction(database, 'BEGIN', () => {
        for (const document of documents) {
          const { id, digest, columns, image, raw, text } = toRow(connection, document);
          stage.run(sync, id, digest, JSON.stringify(columns), image, raw, text);
        }
      });
      return null;
    },

    endSync(sync: number): SyncCounts {
      const connection = connectionOf(sync);
      const counts = inTransaction(database, 'BEGIN IMMEDIATE', () => merge(database, sync, connection));
      forget(sync);
      return counts;
    },

    abortSync(sync: number): null {
      forget(sync);
      return null;
    },

    upsert(document: ImageDocument): null {
      const row = toRow(document.image.connection, document);
      inTransaction(database, 'BEGIN IMMEDIATE', () => createRowWriter(database)(row));
      touch(row.connection, row.id);
      return null;
    },

    remove(connection: string, id: string): null {
      database.prepare('DELETE FROM images WHERE connection = ? AND id = ?').run(connection, id);
      touch(connection, id);
      return null;
    },

    removeConnection(connection: string): null {
      for (const [sync, of] of syncs) if (of === connection) forget(sync);
      inTransaction(database, 'BEGIN IMMEDIATE', () => {
        database.prepare('DELETE FROM images WHERE connection = ?').run(connection);
        database.prepare('DELETE FROM syncs WHERE connection = ?').run(connection);
      });
      return null;
    },
  };
}

/** Brings the connection's rows to what was staged. Only rows that differ are written. */
function merge(database: DatabaseSync, sync: number, connection: string): SyncCounts {
  const untouched = 'NOT EXISTS (SELECT 1 FROM touched WHERE touched.sync = ? AND touched.id = images.id)';
  const removed = database
    .prepare(
      `DELETE FROM images WHERE connection = ? AND ${untouched}
         AND NOT EXISTS (SELECT 1 FROM staged WHERE staged.sync = ? AND staged.id = images.id)`,
    )
    .run(connection, sync, sync).changes;

  const differing = database.prepare(
    `SELECT staged.id, staged.digest, columns, staged.image, raw, text, images.row IS NULL AS is_new
       FROM staged LEFT JOIN images ON images.connection = ? AND images.id = staged.id
      WHERE staged.sync = ? AND (images.row IS NULL OR images.digest <> staged.digest)
        AND NOT EXISTS (SELECT 1 FROM touched WHERE touched.sync = staged.sync AND touched.id = staged.id)`,
  );
  const write = createRowWriter(database);
  let added = 0;
  let changed = 0;
  for (const found of differing.iterate(connection, sync)) {
    write({
      connection,
      id: String(found['id']),
      digest: String(found['digest']),
      columns: JSON.parse(String(found['columns'])) as CatalogRow['columns'],
      image: String(found['image']),
      raw: String(found['raw']),
      text: String(found['text']),
    });
    if (found['is_new'] === 1) added += 1;
    else changed += 1;
  }
  database
    .prepare('INSERT OR REPLACE INTO syncs (connection, synced_at) VALUES (?, ?)')
    .run(connection, new Date().toISOString());
  const images = database
    .prepare('SELECT count(*) AS images FROM images WHERE connection = ?')
    .get(connection)?.['images'];
  return { images: Number(images), added, changed, removed: Number(removed) };
}

function createRowWriter(database: DatabaseSync): (row: CatalogRow) => void {
  const columns = ['connection', 'id', ...SORT_COLUMNS, 'digest', 'image'];
  const updates = columns.slice(2).map((column) => `${column} = excluded.${column}`);
  const writeImage = database.prepare(
    `INSERT INTO images (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT (connection, id) DO UPDATE SET ${updates.join(', ')} RETURNING row`,
  );
  const writeDocument = database.prepare('INSERT OR REPLACE INTO documents (row, raw) VALUES (?, ?)');
  const writeText = database.prepare('INSERT OR REPLACE INTO search_texts (row, text) VALUES (?, ?)');
  return (row) => {
    const found = writeImage.get(row.connection, row.id, ...row.columns, row.digest, row.image);
    const number = Number(found?.['row']);
    writeDocument.run(number, row.raw);
    writeText.run(number, row.text);
  };
}

function inTransaction<Value>(database: DatabaseSync, begin: string, action: () => Value): Value {
  database.exec(begin);
  try {
    const value = action();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
