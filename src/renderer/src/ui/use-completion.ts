import { useEffect, useState } from 'react';

/** What could be meant by a text. */
export interface Completion {
  readonly value: string;
  /** Beside it: `12 images`. */
  readonly note?: string | undefined;
}

/** Gives what begins with, or contains, a text. */
export type Complete = (text: string) => Promise<readonly Completion[]>;

/** Typing goes on: only what stands for a moment is asked for. */
const PAUSE_MS = 80;
const NONE: readonly Completion[] = [];

/** What could be meant by a text; what was found for the one before until then. Nothing while `complete` is away. */
export function useCompletion(text: string, complete: Complete | undefined): readonly Completion[] {
  const [found, setFound] = useState(NONE);
  const asked = text.trim();
  useEffect(() => {
    if (complete === undefined) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      complete(asked).then(
        (next) => {
          if (!stale) setFound(next);
        },
        // It can be typed in full all the same.
        () => {
          if (!stale) setFound(NONE);
        },
      );
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [asked, complete]);
  return complete === undefined ? NONE : found;
}
