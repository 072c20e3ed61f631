import type { DatabaseSync } from 'node:sqlite';
import type { Image } from '#shared/model/index.ts';
import { createRowStore } from './row-store.ts';
import { rowCrc, toRow } from './rows.ts';
import { VERSION_1, VERSION_2 } from './schema.ts';

/** One step a version, never changed once shipped: `user_version` says how many were done. */
const MIGRATIONS: readonly ((database: DatabaseSync) => void)[] = [
  (database) => database.exec(VERSION_1),
  toVersion2,
];

/** True if a newer version of Argosy made this database. */
export function isFromTheFuture(database: DatabaseSync): boolean {
  return userVersion(database) > MIGRATIONS.length;
}

/** Brings the database to this version's shape, with its rows. Two processes may try at once: one of them does it. */
export function migrate(database: DatabaseSync): void {
  if (userVersion(database) >= MIGRATIONS.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of MIGRATIONS.slice(userVersion(database))) step(database);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function userVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** Carries the images over: who has no network just now keeps the list. The next refresh reads it whole. */
function toVersion2(database: DatabaseSync): void {
  const old = ['images', 'documents', 'search_texts', 'syncs'];
  for (const table of old) database.exec(`ALTER TABLE ${table} RENAME TO old_${table}`);
  for (const index of ['name', 'status', 'size', 'update', 'creation']) {
    database.exec(`DROP INDEX images_by_${index}`);
  }
  database.exec(VERSION_2);
  const store = createRowStore(database);
  const found = database.prepare(
    'SELECT connection, id, image, raw FROM old_images JOIN old_documents USING (row)',
  );
  for (const row of found.iterate()) {
    const image = JSON.parse(String(row['image'])) as Image;
    const texts = {
      id: String(row['id']),
      updatedAt: image.updatedAt,
      revision: image.revision,
      image: String(row['image']),
      raw: String(row['raw']),
    };
    store.insert(toRow(String(row['connection']), texts), 0);
  }
  const connections = database.prepare(
    `SELECT connection, count(*) AS images, max(updated_at) AS newest,
            (SELECT synced_at FROM old_syncs WHERE old_syncs.connection = images.connection) AS synced
       FROM images GROUP BY connection
      UNION ALL
     SELECT connection, 0, NULL, synced_at FROM old_syncs WHERE connection NOT IN (SELECT connection FROM images)`,
  );
  const keep = database.prepare('INSERT INTO connections VALUES (?, ?, ?, ?, ?, ?)');
  for (const row of connections.all()) {
    const values = [
      String(row['connection']),
      Number(row['images']),
      textOrNull(row['synced']),
      null,
      textOrNull(row['newest']),
    ] as const;
    keep.run(...values, rowCrc(values));
  }
  for (const table of old.toReversed()) database.exec(`DROP TABLE old_${table}`);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
