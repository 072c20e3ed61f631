import { setTimeout } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { AppError } from '#shared/errors/index.ts';
import { checkImages, isRestSound, isStructureSound } from './check-rows.ts';
import { openToRead } from './open-database.ts';
import { serveThread } from './serve-thread.ts';
import type { ThreadData } from './thread-protocol.ts';

// The thread that looks through a large catalogue while it is in use, a little at a time.

const SLICE_IMAGES = 500;
/** As long a rest after each slice as keeps this to a small part of one processor. */
const REST_MS = 50;

export interface CheckOperations {
  /** Fails with `CORRUPT` if anything is not as it was written. The word index is looked at for its form only. */
  check(): Promise<null>;
}

const { path } = workerData as ThreadData;

serveThread<CheckOperations>({
  path,
  open() {
    const database = openToRead(path);
    return {
      operations: {
        async check() {
          if (!isStructureSound(database) || !isRestSound(database)) throw damageFound();
          let from: number | null = 0;
          while (from !== null) {
            const { isSound, last } = checkImages(database, from, SLICE_IMAGES);
            if (!isSound) throw damageFound();
            from = last;
            await setTimeout(REST_MS);
          }
          return null;
        },
      },
      close: () => database.close(),
    };
  },
});

function damageFound(): AppError {
  return new AppError('CORRUPT', `The catalogue ${path} is damaged.`, { operation: 'catalog.check' });
}
