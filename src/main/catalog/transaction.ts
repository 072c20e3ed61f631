import type { DatabaseSync } from 'node:sqlite';

/** Runs `action` as one change of the file: wholly done, or not at all. Waits for another process that writes. */
export function inTransaction<Value>(database: DatabaseSync, action: () => Value): Value {
  return within(database, 'BEGIN IMMEDIATE', action);
}

/** Runs `action` on one state of the file, whatever others write meanwhile. */
export function inOneState<Value>(database: DatabaseSync, action: () => Value): Value {
  return within(database, 'BEGIN', action);
}

function within<Value>(database: DatabaseSync, begin: string, action: () => Value): Value {
  database.exec(begin);
  try {
    const value = action();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
