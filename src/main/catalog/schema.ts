/** The first shape, as it was shipped: what a new file goes through and an old one comes from. */
export const VERSION_1 = `
  CREATE TABLE images (
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
  CREATE INDEX images_by_creation ON images (created_at, connection, id);`;

/**
 * Version 2. `images` holds what lists are filtered, sorted and grouped by, compact enough to be read whole;
 * a row with `pending` (when it was written, in seconds since 1970; else 0) belongs to a sync that is not
 * finished, or waits to be deleted: nobody may see it. Texts are folded
 * (`foldText`), `hash` is `algo:value`, `flags` is 1 hidden + 2 protected. `documents` holds what is shown
 * (`image`) and the service's own document (`raw`), with `crc` = CRC-32 of both, against silent damage.
 * `search_texts` holds `searchText(image)`; `search_index` finds trigrams in it (`detail=none`: which rows have
 * all of a word's trigrams; that they stand in a row must be looked up). It merges its pieces late: a first
 * sync writes it in two thirds of the time, and questions find it hardly slower.
 *
 * `changes` tells every change of a visible row since the one before (`before`: the image's JSON, NULL for
 * `new`, and where no history is kept), in order; all changes of a sync carry its `at`. Changes too many to
 * tell (a connection's first sync, its removal, a sync of very many) raise `meta.epoch` instead. Where no
 * history is kept, `at` is '': later than nothing. `kept` holds what services said of other things: kind
 * `members` (key: image id; `digest` is the image's when they were read), `packages`, `definitions`,
 * `capabilities`, `shared` (key: ''),
 * `inspection` (key: image id). `crc` is a CRC-32 of the row's other values (`rowCrc`).
 * `meta` also counts under `removals:…` how often a connection was removed, so that a sync in another process
 * notices.
 */
export const VERSION_2 = `
  CREATE TABLE images (
    row INTEGER PRIMARY KEY,
    connection TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT, status TEXT NOT NULL, service_status TEXT, visibility TEXT,
    disk_format TEXT, container_format TEXT, owner TEXT, distribution TEXT, hash TEXT,
    size_bytes REAL, virtual_size_bytes REAL, min_disk_gb REAL, min_ram_mb REAL,
    updated_at TEXT, created_at TEXT,
    flags INTEGER NOT NULL,
    digest TEXT NOT NULL,
    pending INTEGER NOT NULL,
    UNIQUE (connection, id)
  ) STRICT;
  CREATE INDEX images_by_name ON images (name, connection, id);
  CREATE TABLE documents (
    row INTEGER PRIMARY KEY REFERENCES images ON DELETE CASCADE,
    image TEXT NOT NULL, raw TEXT NOT NULL, crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE search_texts (row INTEGER PRIMARY KEY REFERENCES images ON DELETE CASCADE, text TEXT NOT NULL) STRICT;
  CREATE VIRTUAL TABLE search_index USING fts5(
    text, content='search_texts', content_rowid='row', tokenize='trigram case_sensitive 1', detail=none, columnsize=0
  );
  INSERT INTO search_index (search_index, rank) VALUES ('automerge', 16), ('crisismerge', 64), ('hashsize', 8388608);
  -- Bytes that it collects in memory before it writes: fewer, larger pieces to merge.
  INSERT INTO search_index (search_index, rank) VALUES ('hashsize', 16000000);
  CREATE TABLE changes (
    change INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL, connection TEXT NOT NULL, id TEXT NOT NULL, row INTEGER NOT NULL,
    kind TEXT NOT NULL, before TEXT, crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX changes_by_time ON changes (at);
  CREATE TABLE syncs (
    sync INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL, connection TEXT NOT NULL, pass TEXT NOT NULL, first INTEGER NOT NULL,
    images INTEGER NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL,
    seconds REAL NOT NULL, crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE connections (
    connection TEXT PRIMARY KEY,
    images INTEGER NOT NULL, synced_at TEXT, full_at TEXT, newest_update TEXT, crc INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE kept (
    connection TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    document TEXT NOT NULL, seen_at TEXT NOT NULL, digest TEXT, crc INTEGER NOT NULL,
    PRIMARY KEY (connection, kind, key)
  ) STRICT;
  CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  INSERT INTO meta VALUES ('epoch', 0), ('history_days', 30);`;
