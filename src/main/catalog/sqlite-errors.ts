/** SQLite's primary result code, `undefined` for another kind of error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return Number(error.errcode) & 0xff;
}

/** A number or a pair of names that is there twice: in a sound file it is looked up before. */
const TWICE = [1555, 2067, 2579];

/** True if SQLite says that the file itself is wrong (`SQLITE_CORRUPT`, `SQLITE_NOTADB`), or it must be. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code === 11 || code === 26) return true;
  return error instanceof Error && 'errcode' in error && TWICE.includes(Number(error.errcode));
}

/** True if the machine, not the file, is to blame: locks, memory, disk, rights. */
export function isSurroundings(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && [3, 5, 6, 7, 8, 9, 10, 13, 14].includes(code);
}
