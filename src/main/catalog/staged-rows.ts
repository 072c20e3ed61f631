import type { DatabaseSync } from 'node:sqlite';
import type { DocumentTexts } from './rows.ts';

/** What a sync will make of a row that is seen. */
export interface StagedRow {
  /** The row's digest when this was staged: somebody who changed it since knew better. */
  readonly was: string;
  readonly texts: DocumentTexts;
}

export type StagedRows = ReturnType<typeof createStagedRows>;

/** Changed images of syncs under way, beside the catalogue: they vanish with the process, whatever becomes of it. */
export function createStagedRows(database: DatabaseSync) {
  database.exec(`
    CREATE TEMP TABLE staged (
      sync INTEGER NOT NULL, row INTEGER NOT NULL, was TEXT NOT NULL,
      id TEXT NOT NULL, revision TEXT NOT NULL, image TEXT NOT NULL, raw TEXT NOT NULL,
      PRIMARY KEY (sync, row)
    ) WITHOUT ROWID`);
  const insert = database.prepare('INSERT OR REPLACE INTO staged VALUES (?, ?, ?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM staged WHERE sync = ? AND row = ?');
  const removeAll = database.prepare('DELETE FROM staged WHERE sync = ?');
  const select = database.prepare('SELECT * FROM staged WHERE sync = ?');
  return {
    add(sync: number, row: number, was: string, texts: DocumentTexts): void {
      insert.run(sync, row, was, texts.id, texts.revision, texts.image, texts.raw);
    },
    delete(sync: number, row: number): void {
      remove.run(sync, row);
    },
    clear(sync: number): void {
      removeAll.run(sync);
    },
    *of(sync: number): Iterable<StagedRow> {
      for (const found of select.iterate(sync)) {
        const [id, revision] = [String(found['id']), String(found['revision'])];
        const texts = {
          id,
          revision,
          updatedAt: null,
          image: String(found['image']),
          raw: String(found['raw']),
        };
        yield { was: String(found['was']), texts };
      }
    },
  };
}
