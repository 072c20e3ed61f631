import { useState } from 'react';
import { type AppError, isAppError } from '#shared/errors/index.ts';
import type { Image, ImageEdit } from '#shared/model/index.ts';
import { useConnection } from '../connections/connections-store.ts';
import { queueEdit } from '../edits/edits-store.ts';
import { decidedEdit, isNothingLost, type LostRace, lostRace, type Sides } from '../edits/lost-race.ts';
import { isEmptyEdit } from './image-changes.ts';
import { editImage, reloadImage } from './inspector-store.ts';

export interface PendingEdit {
  readonly busy: boolean;
  /** The cloud is away: what is submitted waits for it, and is sent only after a review. */
  readonly queues: boolean;
  readonly error: unknown;
  /** The edit that lost the race beside what the image has become, while the person decides. */
  readonly race: LostRace | undefined;
  /** The edit that would have a consequence that nobody asked for, and the service's warning of it. */
  readonly warned: (Attempt & { readonly warning: AppError }) | undefined;
  /**
   * Sends an edit, or keeps it where the cloud is away; tells whether it was taken. `seen`: the image as it
   * stood when the person began to change it, where that is not the one on show.
   */
  submit(edit: ImageEdit, seen?: Image): Promise<boolean>;
  /** Keeps the edit that did not reach the service; `undefined` where that was not the trouble. */
  readonly keepForLater: (() => Promise<boolean>) | undefined;
  /** Sends the edit that was warned of, its consequence accepted. */
  acceptWarning(): Promise<boolean>;
  /** Gives up the edit that was warned of. */
  dropWarning(): void;
  /** Sends what was decided, against the image as the person saw it in the question. */
  settleRace(sides: Sides): Promise<boolean>;
  /** Back to what was entered; nothing is sent. */
  leaveRace(): void;
}

/** An edit on its way: what it is measured against, and what the person saw when they made it. */
interface Attempt {
  readonly edit: ImageEdit;
  /** Sent against the revision of this one. */
  readonly against: Image;
}

type Trouble = Partial<{
  readonly error: unknown;
  readonly race: LostRace;
  readonly warned: PendingEdit['warned'];
  readonly unsent: Attempt;
}>;

/** One edit of an image on its way. One that lost a race is decided field by field; nothing is lost silently. */
export function useImageEdit(image: Image): PendingEdit {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>({});
  const queues = useConnection(image.connection)?.health === 'offline';
  const run = async (work: () => Promise<Trouble | undefined>): Promise<boolean> => {
    setBusy(true);
    const found = await work().catch((error: unknown): Trouble => ({ error }));
    setTrouble(found ?? {});
    setBusy(false);
    return found === undefined;
  };
  const { error, race, warned, unsent } = trouble;
  return {
    busy,
    queues,
    error,
    race,
    warned,
    submit: (edit, seen = image) =>
      run(() => (queues ? keep({ edit, against: seen }) : send({ edit, against: seen }, false))),
    keepForLater: unsent && (() => run(() => keep(unsent))),
    acceptWarning: () => run(async () => warned && (await send(warned, true))),
    dropWarning: () => setTrouble({}),
    settleRace: (sides) =>
      run(async () => {
        const edit = race === undefined ? {} : decidedEdit(race, sides);
        if (race === undefined || isEmptyEdit(edit)) return undefined;
        return send({ edit, against: race.now }, false);
      }),
    leaveRace: () => setTrouble({}),
  };
}

async function keep({ edit, against }: Attempt): Promise<undefined> {
  await queueEdit(against, edit);
}

/** Sends an edit; gives what stood in its way. */
async function send(attempt: Attempt, accepted: boolean): Promise<Trouble | undefined> {
  const { edit, against } = attempt;
  try {
    await editImage(against, edit, accepted);
    return undefined;
  } catch (thrown) {
    if (isConsequence(thrown)) return { warned: { ...attempt, warning: thrown } };
    if (isAppError(thrown, 'CONFLICT')) return raceOf(attempt, accepted, thrown);
    return { error: thrown, ...(isAppError(thrown, 'UNREACHABLE') ? { unsent: attempt } : {}) };
  }
}

/** What the image has become. Where nothing differs that an edit could speak of, the edit is sent again. */
async function raceOf(
  { edit, against }: Attempt,
  accepted: boolean,
  thrown: unknown,
): Promise<Trouble | undefined> {
  const { image: now } = await reloadImage(against);
  // The very image that it was measured against: the service had another reason.
  if (now.revision === against.revision) return { error: thrown };
  const race = lostRace(against, edit, now);
  return isNothingLost(race) ? send({ edit, against: now }, accepted) : { race };
}

/** A `CONFLICT` that is no lost race: the service would do more than was asked, and another way would not. */
function isConsequence(thrown: unknown): thrown is AppError {
  return isAppError(thrown, 'CONFLICT') && thrown.context?.['instead'] !== undefined;
}
