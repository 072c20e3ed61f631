import { unwatchFile, watchFile } from 'node:fs';
import { fileIdOf } from './file-id.ts';

/** So long after a file was replaced, a thread of this process has told that it did it. */
const TOLD_AFTER_MS = 500;

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
  let timer: NodeJS.Timeout | undefined;
  const judge = (): void => {
    timer = undefined;
    const fileId = fileIdOf(path);
    // None while it is just being replaced, or before the first one.
    if (fileId === '' || fileId === known) return;
    const isReplaced = known !== '' && rebuilds() === rebuildsKnown;
    known = fileId;
    rebuildsKnown = rebuilds();
    if (isReplaced) onReplaced();
  };
  const look = (): void => {
    timer ??= setTimeout(judge, TOLD_AFTER_MS).unref();
  };
  watchFile(path, { interval: everyMs, persistent: false }, look);
  return () => {
    unwatchFile(path, look);
    clearTimeout(timer);
  };
}
