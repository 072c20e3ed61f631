import { useState } from 'react';
import { type AppError, isAppError } from '#shared/errors/index.ts';
import type { Image, ImageEdit } from '#shared/model/index.ts';
import { useConnection } from '../connections/connections-store.ts';
import { queueEdit } from '../edits/edits-store.ts';
import { editImage, reloadImage } from './inspector-store.ts';

export interface PendingEdit {
  readonly busy: boolean;
  /** The cloud is away: what is submitted waits for it, and is sent only after a review. */
  readonly queues: boolean;
  readonly error: unknown;
  /** The edit that lost the race, while the person decides. */
  readonly conflict: ImageEdit | undefined;
  /** The edit that would have a consequence that nobody asked for, and the service's warning of it. */
  readonly warned: { readonly edit: ImageEdit; readonly warning: AppError } | undefined;
  /** Sends an edit, or keeps it where the cloud is away; tells whether it was taken. */
  submit(edit: ImageEdit): Promise<boolean>;
  /** Keeps the edit that did not reach the service; `undefined` where that was not the trouble. */
  readonly keepForLater: (() => Promise<boolean>) | undefined;
  /** Sends the edit that was warned of, its consequence accepted. */
  acceptWarning(): Promise<boolean>;
  /** Gives up the edit that was warned of. */
  dropWarning(): void;
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
  const [unsent, setUnsent] = useState<ImageEdit>();
  const queues = useConnection(image.connection)?.health === 'offline';
  const [warned, setWarned] = useState<PendingEdit['warned']>();
  const run = async (work: () => Promise<unknown>, edit: ImageEdit | undefined): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    setConflict(undefined);
    setWarned(undefined);
    setUnsent(undefined);
    try {
      await work();
      return true;
    } catch (thrown) {
      if (edit !== undefined && isConsequence(thrown)) setWarned({ edit, warning: thrown });
      else if (isAppError(thrown, 'CONFLICT') && edit !== undefined) setConflict(edit);
      else {
        setError(thrown);
        if (isAppError(thrown, 'UNREACHABLE')) setUnsent(edit);
      }
      return false;
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    queues,
    error,
    conflict,
    warned,
    submit: (edit) => run(() => (queues ? queueEdit(image, edit) : editImage(image, edit)), edit),
    keepForLater: unsent && (() => run(() => queueEdit(image, unsent), undefined)),
    acceptWarning: () => run(() => editImage(image, warned?.edit ?? {}, true), warned?.edit),
    dropWarning: () => setWarned(undefined),
    takeTheirs: () => run(() => reloadImage(image), undefined),
    keepMine: () =>
      run(async () => {
        const current = await reloadImage(image);
        await editImage(current.image, conflict ?? {});
      }, conflict),
  };
}

/** A `CONFLICT` that is no lost race: the service would do more than was asked, and another way would not. */
function isConsequence(thrown: unknown): thrown is AppError {
  return isAppError(thrown, 'CONFLICT') && thrown.context?.['instead'] !== undefined;
}
