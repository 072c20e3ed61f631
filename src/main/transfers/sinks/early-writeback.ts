import type { FileHandle } from 'node:fs/promises';

const EVERY_BYTES = 64 * 1024 ** 2;

/**
 * Has written bytes go to the disk while more are received, so that the sync at the end, which makes sure
 * that a verified file survives a power cut, has little left to wait for.
 */
export function createEarlyWriteback(file: Pick<FileHandle, 'datasync'>) {
  let waiting = 0;
  let running: Promise<void> | undefined;
  return {
    /** Told of every write. Starts at most one sync at a time, and waits for none. */
    wrote(bytes: number): void {
      waiting += bytes;
      if (waiting < EVERY_BYTES || running !== undefined) return;
      waiting = 0;
      // A failure shows again, and is told, at the sync of the end.
      running = file.datasync().catch(() => undefined);
      void running.then(() => {
        running = undefined;
      });
    },
    /** Ends when no sync is under way: the file may be closed. */
    settled: async (): Promise<void> => running,
  };
}
