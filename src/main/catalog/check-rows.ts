import type { DatabaseSync } from 'node:sqlite';
import type { Image } from '#shared/model/index.ts';
import { type DocumentTexts, documentCrc, ROW_COLUMNS, rowCrc, toRow } from './rows.ts';
import { isSurroundings } from './sqlite-errors.ts';

type Row = Readonly<Record<string, unknown>>;

/** True if SQLite finds every page, index and word list as it should be. Reads the whole file. */
export function isStructureSound(database: DatabaseSync): boolean {
  return isSoundWhen(() => database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'] === 'ok');
}

/** True if the word index says what the texts say. Needs the right to write, for as long as it takes. */
export function isIndexSound(database: DatabaseSync): boolean {
  return isSoundWhen(() => {
    database.exec(`INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)`);
    return true;
  });
}

/**
 * True if the rows after number `from`, at most `limit`, are what their documents say, and these as they were
 * written. `last` is the number to go on from, `null` after the last row.
 */
export function checkImages(
  database: DatabaseSync,
  from: number,
  limit: number,
): { readonly isSound: boolean; readonly last: number | null } {
  let last: number | null = null;
  let count = 0;
  const isSound = isSoundWhen(() => {
    const found = database.prepare(
      `SELECT images.*, image, raw, crc, text FROM images
         LEFT JOIN documents USING (row) LEFT JOIN search_texts USING (row)
        WHERE row > ? ORDER BY row LIMIT ?`,
    );
    for (const row of found.iterate(from, limit)) {
      if (!isImageSound(row)) return false;
      last = Number(row['row']);
      count += 1;
    }
    return true;
  });
  return { isSound, last: count < limit ? null : last };
}

/** True if everything that is no image is as it was written, and as many images are there as were counted. */
export function isRestSound(database: DatabaseSync): boolean {
  return isSoundWhen(
    () =>
      ['changes', 'syncs', 'connections', 'kept'].every((table) => hasSoundRows(database, table)) &&
      database.prepare(MISCOUNTED).get() === undefined,
  );
}

const MISCOUNTED = `
  SELECT connection FROM connections
   WHERE images <> (SELECT count(*) FROM images WHERE images.connection = connections.connection AND pending = 0)
  UNION ALL
  SELECT connection FROM images WHERE pending = 0 AND connection NOT IN (SELECT connection FROM connections)
  UNION ALL
  SELECT 'parts' WHERE (SELECT count(*) FROM images) <> (SELECT count(*) FROM documents)
                    OR (SELECT count(*) FROM images) <> (SELECT count(*) FROM search_texts)
  LIMIT 1`;

/** A number that SQLite gave the row itself. */
const COUNTERS: ReadonlySet<string> = new Set(['change', 'sync', 'crc']);

function hasSoundRows(database: DatabaseSync, table: string): boolean {
  for (const row of database.prepare(`SELECT * FROM ${table}`).iterate()) {
    const values = Object.entries(row).flatMap(([column, value]) => (COUNTERS.has(column) ? [] : [value]));
    if (rowCrc(values as Parameters<typeof rowCrc>[0]) !== row['crc']) return false;
  }
  return true;
}

function isImageSound(row: Row): boolean {
  const [image, raw] = [row['image'], row['raw']];
  if (typeof image !== 'string' || typeof raw !== 'string' || documentCrc(image, raw) !== row['crc'])
    return false;
  const parsed = JSON.parse(image) as Image;
  const { id, updatedAt, revision } = parsed;
  const texts: DocumentTexts = { id, updatedAt, revision, image, raw };
  const right = toRow(parsed.connection, texts);
  const pending = row['pending'];
  return (
    right.connection.toWellFormed() === row['connection'] &&
    right.id.toWellFormed() === row['id'] &&
    right.digest === row['digest'] &&
    right.text === row['text'] &&
    typeof pending === 'number' &&
    pending >= 0 &&
    ROW_COLUMNS.every((column, at) => right.columns[at] === row[column])
  );
}

/** What the file cannot answer is as wrong as a wrong answer; what the machine cannot do says nothing of it. */
function isSoundWhen(question: () => boolean): boolean {
  try {
    return question();
  } catch (error) {
    if (isSurroundings(error)) throw error;
    return false;
  }
}
