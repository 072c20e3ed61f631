import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isDamage } from './sqlite-errors.ts';

/** A migration of a large file may take this long. */
const LOCK_TIMEOUT_MS = 120_000;

/**
 * Runs `action` while no other thread or process runs one for the same `path`. The lock is the system's own,
 * through SQLite: one that died holds none. `<path>.lock` stays, empty.
 */
export function withFileLock<Value>(path: string, action: () => Value): Value {
  const lock = takeLock(`${path}.lock`);
  try {
    return action();
  } finally {
    lock.close();
  }
}

function takeLock(path: string): DatabaseSync {
  for (let attempt = 1; ; attempt++) {
    const database = new DatabaseSync(path, { timeout: LOCK_TIMEOUT_MS });
    try {
      database.exec('BEGIN EXCLUSIVE');
      return database;
    } catch (error) {
      database.close();
      if (!isDamage(error) || attempt > 1) throw error;
      // Something wrote into it. It holds nothing.
      rmSync(path, { force: true });
    }
  }
}
