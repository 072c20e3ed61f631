import { DatabaseSync } from 'node:sqlite';
import type { Image, ImageDocument } from '#shared/model/index.ts';
import { createConnectionRows } from '../../../src/main/catalog/connection-rows.ts';
import { createHistory } from '../../../src/main/catalog/history.ts';
import { migrate } from '../../../src/main/catalog/migrations.ts';
import { createRowStore } from '../../../src/main/catalog/row-store.ts';
import { documentTexts, toRow } from '../../../src/main/catalog/rows.ts';

/** Writes images, with their history, as the writer does, but at once and at times of the test's choosing. */
export interface RowWriter {
  readonly database: DatabaseSync;
  /** Puts images there without history, as a first sync does. */
  readonly fill: (documents: Iterable<ImageDocument>) => void;
  readonly put: (at: string, document: ImageDocument) => void;
  readonly remove: (at: string, image: Pick<Image, 'connection' | 'id'>) => void;
  readonly close: () => void;
}

export function createRowWriter(path: string): RowWriter {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  database.exec('PRAGMA foreign_keys = ON');
  migrate(database);
  const store = createRowStore(database);
  const history = createHistory(database);
  const connections = createConnectionRows(database);
  return {
    database,
    fill(documents) {
      const counts = new Map<string, number>();
      database.exec('BEGIN');
      for (const document of documents) {
        const { connection } = document.image;
        store.insert(toRow(connection, documentTexts(connection, document)), 0);
        counts.set(connection, (counts.get(connection) ?? 0) + 1);
      }
      for (const [connection, images] of counts) connections.count(connection, images);
      history.raiseEpoch();
      database.exec('COMMIT');
    },
    put(at, document) {
      const { connection, id } = document.image;
      const row = toRow(connection, documentTexts(connection, document));
      const found = store.find(connection, id);
      database.exec('BEGIN');
      if (found === undefined) {
        const number = store.insert(row, 0);
        history.add({ at, connection, id, row: number, kind: 'new', before: null });
        connections.count(connection, 1);
      } else {
        const before = store.imageOf(found.row);
        history.add({ at, connection, id, row: found.row, kind: 'changed', before });
        store.update(found.row, row, 0);
      }
      database.exec('COMMIT');
    },
    remove(at, { connection, id }) {
      const found = store.find(connection, id);
      if (found === undefined) return;
      database.exec('BEGIN');
      const before = store.imageOf(found.row);
      history.add({ at, connection, id, row: found.row, kind: 'gone', before });
      store.delete(found.row);
      connections.count(connection, -1);
      database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}
