import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type CatalogRow, ROW_COLUMNS } from './rows.ts';

/** An image's row, without what it holds. */
export interface FoundRow {
  readonly row: number;
  readonly digest: string;
  readonly pending: number;
}

export type RowStore = ReturnType<typeof createRowStore>;

/** Reads and writes images with all that belongs to them. Its statements live as long as the database is open. */
export function createRowStore(database: DatabaseSync) {
  const columns = ['connection', 'id', ...ROW_COLUMNS, 'digest', 'pending'];
  const updated = [...ROW_COLUMNS, 'digest', 'pending'].map((column) => `${column} = ?`).join(', ');
  const find = database.prepare('SELECT row, digest, pending FROM images WHERE connection = ? AND id = ?');
  find.setReturnArrays(true);
  const insertImage = database.prepare(
    `INSERT INTO images (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const insertDocument = database.prepare('INSERT INTO documents (row, image, raw, crc) VALUES (?, ?, ?, ?)');
  const insertText = database.prepare('INSERT INTO search_texts (row, text) VALUES (?, ?)');
  const insertIndex = database.prepare('INSERT INTO search_index (rowid, text) VALUES (?, ?)');
  const updateImage = database.prepare(`UPDATE images SET ${updated} WHERE row = ?`);
  const updateDocument = database.prepare('UPDATE documents SET image = ?, raw = ?, crc = ? WHERE row = ?');
  const updateText = database.prepare('UPDATE search_texts SET text = ? WHERE row = ?');
  const deleteImage = database.prepare('DELETE FROM images WHERE row = ?');
  // An index that keeps no text of its own must be told which one goes.
  const deleteIndex = database.prepare(
    `INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', ?, ?)`,
  );
  const readText = database.prepare('SELECT text FROM search_texts WHERE row = ?');
  const readImage = database.prepare('SELECT image FROM documents WHERE row = ?');
  const setPending = database.prepare('UPDATE images SET pending = ? WHERE row = ?');

  const textOf = (row: number): string => String(readText.get(row)?.['text'] ?? '');

  return {
    find(connection: string, id: string): FoundRow | undefined {
      const found = find.get(connection, id) as readonly SQLInputValue[] | undefined;
      if (found === undefined) return undefined;
      return { row: Number(found[0]), digest: String(found[1]), pending: Number(found[2]) };
    },
    /** `pending`: 0 for a row that is to be seen. Gives the row's number. */
    insert(row: CatalogRow, pending: number): number {
      const { lastInsertRowid } = insertImage.run(
        row.connection,
        row.id,
        ...row.columns,
        row.digest,
        pending,
      );
      const number = Number(lastInsertRowid);
      insertDocument.run(number, row.image, row.raw, row.crc);
      insertText.run(number, row.text);
      insertIndex.run(number, row.text);
      return number;
    },
    update(number: number, row: CatalogRow, pending: number): void {
      updateImage.run(...row.columns, row.digest, pending, number);
      updateDocument.run(row.image, row.raw, row.crc, number);
      const before = textOf(number);
      if (before === row.text) return;
      deleteIndex.run(number, before);
      updateText.run(row.text, number);
      insertIndex.run(number, row.text);
    },
    delete(number: number): void {
      deleteIndex.run(number, textOf(number));
      deleteImage.run(number);
    },
    /** The image's JSON. */
    imageOf(number: number): string {
      return String(readImage.get(number)?.['image']);
    },
    setPending(number: number, pending: number): void {
      setPending.run(pending, number);
    },
  };
}
