import type { DatabaseSync } from 'node:sqlite';

/**
 * One step a version, never changed once shipped: `user_version` says how many were done.
 *
 * Sort columns are normalised copies; what is shown comes from the JSON. The service's document and the
 * search text stand apart, so that walking the rows stays cheap.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE images (
     row INTEGER PRIMARY KEY,
     connection TEXT NOT NULL,
     id TEXT NOT NULL,
     name TEXT, status TEXT, size_bytes REAL, visibility TEXT, updated_at TEXT, created_at TEXT,
     disk_format TEXT, owner TEXT, min_disk_gb REAL, min_ram_mb REAL, virtual_size_bytes REAL,
     digest TEXT NOT NULL,
     image TEXT NOT NULL,
     UNIQUE (connection, id)
   ) STRICT;
   CREATE TABLE documents (row INTEGER PRIMARY KEY REFERENCES images ON DELETE CASCADE, raw TEXT NOT NULL) STRICT;
   CREATE TABLE search_texts (row INTEGER PRIMARY KEY REFERENCES images ON DELETE CASCADE, text TEXT NOT NULL) STRICT;
   CREATE TABLE syncs (connection TEXT PRIMARY KEY, synced_at TEXT NOT NULL) STRICT;
   CREATE INDEX images_by_name ON images (name, connection, id);
   CREATE INDEX images_by_status ON images (status, connection, id);
   CREATE INDEX images_by_size ON images (size_bytes, connection, id);
   CREATE INDEX images_by_update ON images (updated_at, connection, id);
   CREATE INDEX images_by_creation ON images (created_at, connection, id);`,
];

/** Pages of a sync under way. Temporary: they vanish with the process, whatever becomes of it. */
const STAGING = `
  CREATE TEMP TABLE staged (
    sync INTEGER NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL, columns TEXT NOT NULL,
    image TEXT NOT NULL, raw TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (sync, id)
  ) WITHOUT ROWID;
  CREATE TEMP TABLE touched (sync INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (sync, id)) WITHOUT ROWID;`;

/** True if a newer version of Argosy made this database. */
export function isFromTheFuture(database: DatabaseSync): boolean {
  return userVersion(database) > MIGRATIONS.length;
}

/** Brings the database to this version's shape. Two processes may try at once: one of them does it. */
export function migrate(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
  if (userVersion(database) < MIGRATIONS.length) {
    database.exec('BEGIN IMMEDIATE');
    for (const step of MIGRATIONS.slice(userVersion(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  }
  database.exec(STAGING);
}

function userVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}
