import { setTimeout as pause } from 'node:timers/promises';

export interface Pace {
  /** At least so long between two. */
  readonly leastPauseMs: number;
  /** Not longer, however long one takes. */
  readonly mostPauseMs: number;
}

/** It takes at most this share of the time: what is large is done less often. */
const REST_FACTOR = 10;

/** Does something about changes: at once for the first, for all that come meanwhile together after a pause. */
export interface Paced {
  /** Never throws. The last change is always followed, unless `close` comes before. */
  changed(): void;
  /** Ends when nothing is being done; later changes are not followed. */
  close(): Promise<void>;
}

/** `onRest` is called when a pause went by without a change. What `act` throws goes to `onFault`. */
export function createPaced(
  act: () => Promise<void>,
  { leastPauseMs, mostPauseMs }: Pace,
  on: { readonly fault: (error: unknown) => void; readonly rest?: () => void },
): Paced {
  const closing = new AbortController();
  let isChanged = false;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (isChanged && !closing.signal.aborted) {
      isChanged = false;
      const begun = performance.now();
      await act().catch(on.fault);
      const tookMs = performance.now() - begun;
      const pauseMs = Math.min(mostPauseMs, Math.max(leastPauseMs, REST_FACTOR * tookMs));
      await pause(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    running = undefined;
    on.rest?.();
  };
  return {
    changed() {
      isChanged = true;
      if (!closing.signal.aborted) running ??= run();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
