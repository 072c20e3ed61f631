/** The many changes of a batch are told a few times a second, not one by one. */
const PAUSE_MS = 100;

/** Tells of changes, the last one always; one telling at a time. */
export interface Telling {
  changed(): void;
  /** Ends when nothing is being told; later changes are not told. */
  close(): Promise<void>;
}

export function createTelling(tell: () => Promise<void>, onFault: (error: unknown) => void): Telling {
  let isChanged = false;
  let isClosed = false;
  let telling: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (isChanged && !isClosed) {
      isChanged = false;
      await tell().catch(onFault);
      await new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    telling = undefined;
  };
  return {
    changed() {
      isChanged = true;
      if (!isClosed) telling ??= run();
    },
    async close() {
      isClosed = true;
      await telling;
    },
  };
}
