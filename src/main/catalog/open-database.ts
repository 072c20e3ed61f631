import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { withFileLock } from '../file-lock.ts';
import { fileIdOf } from './file-id.ts';
import { isFromTheFuture, migrate } from './migrations.ts';
import { setAside } from './set-aside.ts';
import { isSurroundings } from './sqlite-errors.ts';

/** How long to wait for another process that is writing. */
export const BUSY_TIMEOUT_MS = 10_000;
/** A migration of a large file may take this long. */
const LOCK_TIMEOUT_MS = 120_000;
const PAGE_BYTES = 8192;
/**
 * No memory map: a truncated file would end the process instead of giving an error. The log of new pages is
 * written back every 32 MB, and shrinks to that after a large sync.
 */
const SETTINGS = `
  PRAGMA page_size = ${PAGE_BYTES};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  PRAGMA cache_size = -32768;
  PRAGMA wal_autocheckpoint = 16384;
  PRAGMA journal_size_limit = 33554432;`;

/**
 * Opens the catalogue to write, in this version's shape. A file that is no sound one of ours by its header and
 * its table of contents is kept as `<path>.damaged-<time>`, and a new one begun, which `tell` is told.
 * Others that open it meanwhile wait.
 */
export function openDatabase(path: string, tell: (message: string) => void): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return withFileLock(path, LOCK_TIMEOUT_MS, () => {
    const reason = reasonAgainst(path);
    if (typeof reason !== 'string') return reason;
    setAside(path, reason, tell);
    return openSound(path);
  });
}

/** Opens it to read, when no file is just being put in its place. It was opened to write before. */
export function openToRead(path: string): DatabaseSync {
  return withFileLock(path, LOCK_TIMEOUT_MS, () => {
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
    // The log is found by name: read while nobody can rename it.
    database.prepare('PRAGMA schema_version').get();
    return database;
  });
}

/** Keeps the file beside a new one, unless another process did so already. */
export function replaceDamaged(path: string, fileId: string, tell: (message: string) => void): void {
  withFileLock(path, LOCK_TIMEOUT_MS, () => {
    if (fileIdOf(path) !== fileId) return;
    setAside(path, 'is damaged', tell);
    openSound(path).close();
  });
}

/** The open database, or what is wrong with the file. */
function reasonAgainst(path: string): DatabaseSync | string {
  const reason = wrongWithHeader(path);
  if (reason !== undefined) return reason;
  try {
    return openSound(path);
  } catch (error) {
    if (isSurroundings(error)) throw error;
    return error instanceof FutureFileError ? 'was made by a newer version of Argosy' : 'is damaged';
  }
}

class FutureFileError extends Error {}

function openSound(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    database.exec(SETTINGS);
    if (isFromTheFuture(database)) throw new FutureFileError();
    migrate(database);
    if (contents(database) !== expectedContents()) throw new Error('Not the tables of a catalogue.');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Every table and index as it was declared. */
function contents(database: DatabaseSync): string {
  const found = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all();
  return JSON.stringify(found);
}

let expected: string | undefined;
function expectedContents(): string {
  if (expected === undefined) {
    const sample = new DatabaseSync(':memory:');
    migrate(sample);
    expected = contents(sample);
    sample.close();
  }
  return expected;
}

/**
 * What SQLite would take as it is, or not say for long: a file cut short, one that it may only read, or no
 * database. https://sqlite.org/fileformat2.html §1.3
 */
function wrongWithHeader(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size === 0) return undefined;
  const header = Buffer.alloc(100);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, header, 0, 100, 0) < 100) return 'is damaged';
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') return 'is no catalogue';
  const [writeVersion = 0, readVersion = 0] = header.subarray(18, 20);
  if (writeVersion > 2 || readVersion > 2) return 'is damaged';
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const hasLog = (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
  const isShort = isCounted && header.readUInt32BE(28) * pageBytes > found.size;
  return isShort && !hasLog ? 'is damaged' : undefined;
}
