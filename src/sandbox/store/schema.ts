import type { DatabaseSync } from 'node:sqlite';

/** Steps from one version of the store to the next; the database's user_version counts those applied. */
const migrations: readonly string[] = [
  `
  CREATE TABLE projects (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, description TEXT NOT NULL);
  CREATE TABLE users (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, secret TEXT NOT NULL,
    default_project_id TEXT REFERENCES projects (id), passcode TEXT);
  CREATE TABLE grants (
    user_id TEXT NOT NULL REFERENCES users (id), project_id TEXT NOT NULL REFERENCES projects (id),
    role TEXT NOT NULL, PRIMARY KEY (user_id, project_id, role));
  CREATE TABLE application_credentials (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, user_id TEXT NOT NULL REFERENCES users (id),
    project_id TEXT NOT NULL REFERENCES projects (id), secret TEXT NOT NULL, roles TEXT NOT NULL,
    expires_at TEXT, unrestricted INTEGER NOT NULL, UNIQUE (user_id, name));

  CREATE TABLE images (
    id TEXT PRIMARY KEY, name TEXT, status TEXT NOT NULL, visibility TEXT NOT NULL,
    protected INTEGER NOT NULL, os_hidden INTEGER NOT NULL, owner TEXT,
    container_format TEXT, disk_format TEXT, min_ram INTEGER NOT NULL, min_disk INTEGER NOT NULL,
    size INTEGER, virtual_size INTEGER, checksum TEXT, sha256 TEXT, sha512 TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
  CREATE INDEX images_by_age ON images (created_at, id);
  CREATE INDEX images_by_owner ON images (owner);
  CREATE TABLE image_properties (
    image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT NULL,
    UNIQUE (image_id, name));
  CREATE INDEX image_properties_by_value ON image_properties (name, value);
  CREATE TABLE image_tags (
    image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE, value TEXT NOT NULL,
    UNIQUE (image_id, value));
  CREATE TABLE image_stores (
    image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE, store TEXT NOT NULL,
    UNIQUE (image_id, store));
  CREATE TABLE members (
    image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE, member_id TEXT NOT NULL,
    status TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (image_id, member_id));
  CREATE INDEX members_by_project ON members (member_id, status);
  CREATE TABLE tasks (
    id TEXT PRIMARY KEY, image_id TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL, owner TEXT,
    user_id TEXT NOT NULL, request_id TEXT NOT NULL, input TEXT NOT NULL, result TEXT, message TEXT NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, expires_at INTEGER);
  CREATE INDEX tasks_by_image ON tasks (image_id, created_at);
  `,
  `
  CREATE TABLE alliance_images (
    image_id TEXT PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE, namespaces TEXT NOT NULL, copy_from TEXT);
  CREATE TABLE fifo_packages (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, owner TEXT, fields TEXT NOT NULL, metadata TEXT NOT NULL);
  CREATE TABLE fifo_datasets (
    image_id TEXT PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE,
    fields TEXT NOT NULL, metadata TEXT NOT NULL);

  CREATE TABLE djinn_accounts (
    id INTEGER PRIMARY KEY, project_id TEXT NOT NULL UNIQUE REFERENCES projects (id),
    username TEXT NOT NULL UNIQUE, email TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL);
  CREATE TABLE djinn_tokens (
    digest TEXT PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES djinn_accounts (id), scope TEXT NOT NULL);
  CREATE TABLE djinn_namespaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL REFERENCES djinn_accounts (id),
    root_id INTEGER, parent_id INTEGER, name TEXT NOT NULL, path TEXT NOT NULL, description TEXT NOT NULL,
    visibility TEXT NOT NULL, created_at INTEGER NOT NULL, UNIQUE (account_id, path));
  CREATE TABLE djinn_collaborators (
    namespace_id INTEGER NOT NULL REFERENCES djinn_namespaces (id),
    account_id INTEGER NOT NULL REFERENCES djinn_accounts (id), created_at INTEGER NOT NULL,
    UNIQUE (namespace_id, account_id));
  CREATE TABLE djinn_invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT, namespace_id INTEGER NOT NULL REFERENCES djinn_namespaces (id),
    invitee_id INTEGER NOT NULL REFERENCES djinn_accounts (id),
    inviter_id INTEGER NOT NULL REFERENCES djinn_accounts (id), created_at INTEGER NOT NULL);
  CREATE TABLE djinn_images (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    image_id TEXT NOT NULL UNIQUE REFERENCES images (id) ON DELETE CASCADE,
    author_id INTEGER, namespace_id INTEGER REFERENCES djinn_namespaces (id),
    source TEXT, error TEXT, asked_at INTEGER, started_at INTEGER, finished_at INTEGER);

  CREATE TABLE pithos_containers (
    account TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (account, name));
  CREATE TABLE pithos_objects (
    uuid TEXT PRIMARY KEY, account TEXT NOT NULL, container TEXT NOT NULL, name TEXT NOT NULL,
    content_type TEXT NOT NULL, size INTEGER NOT NULL, hash TEXT NOT NULL,
    md5 TEXT NOT NULL, sha256 TEXT NOT NULL, sha512 TEXT NOT NULL,
    version INTEGER NOT NULL, modified_at INTEGER NOT NULL,
    registered_at INTEGER, disk_format TEXT NOT NULL, image_status TEXT, owner_listed INTEGER NOT NULL,
    UNIQUE (account, container, name));
  `,
  `
  CREATE TABLE small_blobs (
    place TEXT NOT NULL, image_id TEXT NOT NULL, head BLOB NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY (place, image_id)) WITHOUT ROWID;
  `,
];

/**
 * Brings a database to the current version.
 * @throws when the file was written by a later version.
 */
export function migrate(database: DatabaseSync): void {
  const row = database.prepare('PRAGMA user_version').get();
  const version = Number(row?.['user_version'] ?? 0);
  if (version > migrations.length) {
    throw new Error(`the sandbox store has version ${version}, this program knows ${migrations.length}`);
  }
  for (const [index, script] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN; ${script} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
