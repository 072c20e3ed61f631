import { unwatchFile, watchFile } from 'node:fs';
import { fileIdOf } from './file-id.ts';

/**
 * Calls `onReplaced` when another file took the place of the one at `path`, unless this process did that:
 * `rebuilds` counts how often. Gives what ends it. It keeps no process alive.
 */
export function watchReplaced(
  path: string,
  everyMs: number,
  rebuilds: () => number,
  onReplaced: () => void,
): () => void {
  let known = fileIdOf(path);
  let rebuildsKnown = rebuilds();
  const look = (): void => {
    const fileId = fileIdOf(path);
    // None while it is just being replaced, or before the first one.
    if (fileId === '' || fileId === known) return;
    const isReplaced = known !== '' && rebuilds() === rebuildsKnown;
    known = fileId;
    rebuildsKnown = rebuilds();
    if (isReplaced) onReplaced();
  };
  watchFile(path, { interval: everyMs, persistent: false }, look);
  return () => unwatchFile(path, look);
}
