import { useState } from 'react';
import { isAppError } from '#shared/errors/index.ts';
import type { Image, ImageEdit } from '#shared/model/index.ts';
import { editImage, reloadImage } from './inspector-store.ts';

export interface PendingEdit {
  readonly busy: boolean;
  readonly error: unknown;
  /** The edit that lost the race, while the person decides. */
  readonly conflict: ImageEdit | undefined;
  /** Sends an edit; tells whether it was taken. */
  submit(edit: ImageEdit): Promise<boolean>;
  /** Gives up the own changes for the image as it is now. */
  takeTheirs(): Promise<boolean>;
  /** Sends the same minimal edit against the image as it is now. */
  keepMine(): Promise<boolean>;
}

/** One edit of an image on its way, with both ways out of a lost race. */
export function useImageEdit(image: Image): PendingEdit {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [conflict, setConflict] = useState<ImageEdit>();
  const run = async (work: () => Promise<unknown>, edit: ImageEdit | undefined): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    setConflict(undefined);
    try {
      await work();
      return true;
    } catch (thrown) {
      if (isAppError(thrown, 'CONFLICT') && edit !== undefined) setConflict(edit);
      else setError(thrown);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    error,
    conflict,
    submit: (edit) => run(() => editImage(image, edit), edit),
    takeTheirs: () => run(() => reloadImage(image), undefined),
    keepMine: () =>
      run(async () => {
        const current = await reloadImage(image);
        await editImage(current.image, conflict ?? {});
      }, conflict),
  };
}
