import type { DatabaseSync } from 'node:sqlite';
import { type ConnectionRows, createConnectionRows } from './connection-rows.ts';
import { createHistory, type History } from './history.ts';
import { createKeptRows, type KeptRows } from './kept-rows.ts';
import { createRowStore, type RowStore } from './row-store.ts';
import { createStagedRows, type StagedRows } from './staged-rows.ts';

/** An open database, by what can be written to it. */
export interface WriterParts {
  readonly database: DatabaseSync;
  readonly rows: RowStore;
  readonly staged: StagedRows;
  readonly history: History;
  readonly connections: ConnectionRows;
  readonly kept: KeptRows;
}

export function createWriterParts(database: DatabaseSync): WriterParts {
  return {
    database,
    rows: createRowStore(database),
    staged: createStagedRows(database),
    history: createHistory(database),
    connections: createConnectionRows(database),
    kept: createKeptRows(database),
  };
}
