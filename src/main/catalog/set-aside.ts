import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const KEPT_FILES = 2;
const PARTS = ['', '-wal', '-shm'];

/**
 * Renames the file, with what SQLite keeps beside it, to `<path>.damaged-<time>`; of these the newest two stay.
 * To be called under the file's lock.
 */
export function setAside(path: string, reason: string, tell: (message: string) => void): void {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  // The log first: it belongs to this file, and would damage a new one if the machine stopped in between.
  for (const part of PARTS.toReversed()) {
    if (existsSync(path + part)) renameSync(path + part, aside + part);
  }
  deleteOldest(path);
  tell(`The catalogue ${path} ${reason}. It was kept as ${aside} and begun anew; refresh to fill it.`);
}

function deleteOldest(path: string): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.damaged-`;
  const kept = readdirSync(folder).filter((name) => name.startsWith(prefix));
  const files = kept.filter((name) => !/-(?:wal|shm)$/.test(name)).toSorted();
  for (const name of files.slice(0, -KEPT_FILES)) {
    for (const part of PARTS) rmSync(join(folder, name + part), { force: true });
  }
}
