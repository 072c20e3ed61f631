import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** `SQLITE_CORRUPT` and `SQLITE_NOTADB`: something wrote into the file. */
const DAMAGED = [11, 26];

/**
 * Runs `action` while no other thread or process runs one for the same `path`; waits at most `timeoutMs` for
 * them. The lock is the system's own, through SQLite: one that died holds none. `<path>.lock` stays, empty.
 */
export function withFileLock<Value>(path: string, timeoutMs: number, action: () => Value): Value {
  const lock = takeLock(`${path}.lock`, timeoutMs);
  try {
    return action();
  } finally {
    lock.close();
  }
}

function takeLock(path: string, timeoutMs: number): DatabaseSync {
  for (let attempt = 1; ; attempt++) {
    const database = new DatabaseSync(path, { timeout: timeoutMs });
    try {
      database.exec('BEGIN EXCLUSIVE');
      return database;
    } catch (error) {
      database.close();
      if (!isDamaged(error) || attempt > 1) throw error;
      // It holds nothing.
      rmSync(path, { force: true });
    }
  }
}

function isDamaged(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && DAMAGED.includes(Number(error.errcode) & 0xff);
}
