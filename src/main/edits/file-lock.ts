import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { AppError } from '#shared/errors/index.ts';

const PATIENCE_MS = 5_000;
const PAUSE_MS = 15;

/**
 * Does `work` while no other process does its own under the same lock file. The lock is SQLite's of an empty
 * database: the system lets go of it when a process dies, so that none is ever left behind.
 * `UNAVAILABLE` if it cannot be had within 5 seconds.
 */
export async function withFileLock<Result>(path: string, work: () => Result): Promise<Result> {
  const database = new DatabaseSync(path);
  try {
    const end = Date.now() + PATIENCE_MS;
    while (!tryLock(database)) {
      if (Date.now() > end) throw busy(path);
      await setTimeout(PAUSE_MS);
    }
    return work();
  } finally {
    database.close();
  }
}

const SQLITE_BUSY = 5;

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}

function busy(path: string): AppError {
  return new AppError('UNAVAILABLE', `Another process holds ${path}. Nothing was changed.`, {
    operation: 'edits.queue',
    hint: 'Try again in a moment.',
    retry: 'safe',
  });
}
