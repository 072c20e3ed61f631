import { AppError } from '#shared/errors/index.ts';

/** How long one piece of long work may hold up the questions behind it. */
export const SLICE_MS = 8;
/** The same for work that nobody waits for: the next key is typed right after a list was answered. */
export const BACKGROUND_SLICE_MS = 2;

/** Paces long work: `due()` says that the slice is used up, `rest()` lets others have the thread. */
export interface Pace {
  readonly due: () => boolean;
  readonly rest: () => Promise<void>;
}

/** `wanted` is asked after each rest; when it says no, the work is given up with `CANCELLED`. */
export function createPace(wanted: () => boolean = () => true, sliceMs = SLICE_MS): Pace {
  let began = performance.now();
  return {
    due: () => performance.now() - began >= sliceMs,
    async rest() {
      // setImmediate, not a promise: messages with newer questions come in between.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (!wanted()) throw superseded();
      began = performance.now();
    },
  };
}

/** Rests if the slice is used up. */
export async function breathe(pace: Pace): Promise<void> {
  if (pace.due()) await pace.rest();
}

function superseded(): AppError {
  return new AppError('CANCELLED', 'Nobody waits for this answer any more.', { operation: 'catalog' });
}
