import { statSync } from 'node:fs';

/** Which file lies at `path`: differs once another one took its place. Empty if there is none. */
export function fileIdOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.dev}:${found.ino}`;
}
