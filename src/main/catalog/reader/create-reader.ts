import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '#shared/errors/index.ts';
import type { CatalogScope } from '#shared/model/index.ts';
import { createAsOf } from './as-of.ts';
import { readChanges } from './changes.ts';
import { createDocuments } from './documents.ts';
import { type Effort, USUAL_EFFORT } from './evaluation.ts';
import { createGroups } from './groups.ts';
import type { ReaderOperations } from './reader-protocol.ts';
import { readKept, readStats, readSyncs } from './records.ts';
import { createPace } from './slices.ts';
import { createSql } from './sql.ts';
import { createStore, OUTDATED } from './store.ts';
import { lineContains } from './text-term.ts';
import { createValues } from './values.ts';
import type { View } from './view.ts';
import { createWindows } from './windows.ts';

export interface ReaderOptions {
  /** The clock from which ages in searches count back; the machine's if left out. */
  readonly nowMs?: (() => number) | undefined;
  readonly effort?: Effort | undefined;
}

/** Pages of the file that are kept in memory. */
const CACHE_KIB = 65_536;
/** Each time rows changed in the middle of an answer: with syncs and edits, hardly ever twice. */
const MOST_ATTEMPTS = 50;

/**
 * Answers questions to the catalogue in `database`, opened to be read only. What the database has when a question
 * comes is what the answer tells; a question during which rows change is answered anew. Throws `CORRUPT` for rows
 * that are not what was written, and SQLite's own errors for a damaged file.
 */
export function createReader(database: DatabaseSync, options: ReaderOptions = {}): ReaderOperations {
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  database.exec(`CREATE VIRTUAL TABLE temp.trigrams USING fts5vocab('main', 'search_index', 'instance')`);
  database.function('line_contains', { deterministic: true }, (text, mark, part) =>
    lineContains(String(text), String(mark), String(part)),
  );
  const sql = createSql(database);
  const store = createStore(sql);
  const documents = createDocuments(sql, store);
  const windows = createWindows(
    sql,
    store,
    documents,
    options.nowMs ?? Date.now,
    options.effort ?? USUAL_EFFORT,
  );
  const groups = createGroups(sql, store, windows, documents);
  const values = createValues(sql, documents);
  const asOf = createAsOf(sql, store);

  const answer = async <Value>(
    { asOf: time }: Pick<CatalogScope, 'asOf'>,
    ask: (view: View) => Promise<Value>,
  ): Promise<Value> => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      try {
        const present = await store.current();
        return await ask(time === undefined ? present : await asOf.view(present, time));
      } catch (error) {
        if (error !== OUTDATED) throw error;
      }
    }
    throw new AppError('CONFLICT', 'The catalogue changed faster than it could be read.', {
      operation: 'catalog.read',
      retry: 'safe',
    });
  };

  return {
    window: (query) => answer(query, (view) => windows.window(view, query)),
    count: (scope) => answer(scope, (view) => windows.count(view, scope)),
    groups: (query) => answer(query, (view) => groups.groups(view, query)),
    values: (query) => answer({}, (view) => values.values(view, query)),
    images: (selection) => answer(selection, (view) => windows.images(view, selection, selection.limit)),
    changes: (query) => answer({}, () => readChanges(sql, documents, query, createPace())),
    show(connection, id) {
      const document = documents.show(connection, id);
      if (document !== undefined) return document;
      throw new AppError('NOT_FOUND', `The catalogue has no image ${id} of ${JSON.stringify(connection)}.`, {
        operation: 'catalog.show',
        hint: 'Refresh the connection.',
      });
    },
    stats: (connection) => readStats(sql, connection),
    syncs: (query) => readSyncs(sql, query),
    kept: (connection, kind, key) => readKept(sql, connection, kind, key),
  };
}
