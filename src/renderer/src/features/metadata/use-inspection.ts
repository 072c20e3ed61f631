import { useEffect, useState } from 'react';
import type { Image, Inspection, Kept } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { toastError } from '../../app/toast-queue.ts';

export interface SeenInspection {
  /** What the image's headers said when they were last read; `null` if they never were; `undefined` until that is known. */
  readonly kept: Kept<Inspection> | null | undefined;
  readonly reading: boolean;
  /** Has the headers read, by ranges: at most a few MiB. */
  read(): void;
}

/** What is kept of an image's headers; `read` has the service asked. */
export function useInspection({ connection, id, checksum }: Image): SeenInspection {
  const [kept, setKept] = useState<SeenInspection['kept']>();
  const [reading, setReading] = useState(false);
  // Other bytes, other headers.
  const bytes = checksum?.value;
  useEffect(() => {
    let alive = true;
    setKept(undefined);
    void bytes;
    call('catalog.inspection', { connection, id }).then(
      (found) => alive && setKept(found),
      () => alive && setKept(null),
    );
    return () => {
      alive = false;
    };
  }, [connection, id, bytes]);
  const read = (): void => {
    setReading(true);
    call('images.inspect', { connection, id })
      .then(setKept, (error: unknown) => toastError(error, 'images.inspect', read))
      .finally(() => setReading(false));
  };
  return { kept, reading, read };
}
