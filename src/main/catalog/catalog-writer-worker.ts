import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { createCatalogWriter } from './catalog-writer.ts';
import { checkImages, isIndexSound, isRestSound, isStructureSound } from './check-rows.ts';
import { fileIdOf } from './file-id.ts';
import { BUSY_TIMEOUT_MS, openDatabase, replaceDamaged } from './open-database.ts';
import { type Served, serveThread, tellRebuilt } from './serve-thread.ts';
import type { ThreadData } from './thread-protocol.ts';
import { inTransaction } from './transaction.ts';
import type { WriterOperations } from './writer-protocol.ts';

// The thread that writes the catalogue.

/** A file up to this is looked through wholly each time it is opened: some tenths of a second. */
const SMALL_BYTES = 32 * 1024 * 1024;
/** So long looking through it waits for another process that is writing. */
const CHECK_WAIT_MS = 500;

const { path } = workerData as ThreadData;

function open(): Served<WriterOperations> {
  const database = openDatabase(path, tellRebuilt);
  return {
    operations: {
      open: () => null,
      check() {
        if (sizeOf(path) + sizeOf(`${path}-wal`) > SMALL_BYTES) return 'large';
        // Whoever is writing looked through it: a list does not wait for them.
        database.exec(`PRAGMA busy_timeout = ${CHECK_WAIT_MS}`);
        try {
          if (isWholeSound(database)) return 'sound';
        } finally {
          database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
        }
        const fileId = fileIdOf(path);
        database.close();
        replaceDamaged(path, fileId, tellRebuilt);
        return 'replaced';
      },
      mend(fileId) {
        replaceDamaged(path, fileId, tellRebuilt);
        return null;
      },
      ...createCatalogWriter(database),
    },
    close: () => database.close(),
  };
}

function isWholeSound(database: DatabaseSync): boolean {
  return inTransaction(
    database,
    () =>
      isStructureSound(database) &&
      isRestSound(database) &&
      checkImages(database, 0, Number.MAX_SAFE_INTEGER).isSound &&
      isIndexSound(database),
  );
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

serveThread({ path, open, mend: (fileId) => replaceDamaged(path, fileId, tellRebuilt) });
