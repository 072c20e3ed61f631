import { isAppError, toAppError } from '#shared/errors/index.ts';
import type { Image } from '#shared/model/index.ts';
import { sayError } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { type BatchItem, runBatch } from '../batch/batch-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { takeIn, takeInNow } from './load-members.ts';
import { placesOf } from './preview-plan.ts';
import { addedBefore, type ImagePlan, MEMBERS_AT_ONCE, type ShareOutcome } from './share-plan.ts';
import {
  assertOneWish,
  type PlannedTogether,
  planTogether,
  type SharedTogether,
  subjectOf,
} from './shared-places.ts';
import { addColumn, useSharingStore } from './sharing-store.ts';
import { idsOf, imagesWord, membersNow, offerWayBack, showAgain } from './undo-sharing.ts';

const { getState, setState } = useSharingStore;

interface ShareItem extends BatchItem, PlannedTogether {
  readonly opens: boolean;
}

/**
 * Sends plans, an image each or a place each, and offers the way back from what was done. `opens` tells which
 * become shared first.
 */
export async function sendPlans(
  plans: readonly ImagePlan[],
  opens: (plan: ImagePlan) => boolean,
): Promise<void> {
  const done = new Map<string, ShareOutcome>();
  const opening = new Set(plans.filter(opens).map(({ image }) => imageKey(image)));
  setState(({ touched }) => ({
    dialog: undefined,
    touched: new Set([...touched, ...plans.map(({ image }) => imageKey(image))]),
  }));
  const { images } = getState();
  const places = await placesOf(plans, images);
  const items = planTogether(plans, places, images).map((each): ShareItem => {
    const { image } = each;
    const key = imageKey(image);
    return { ...each, key, connection: image.connection, name: subjectOf(each), opens: opening.has(key) };
  });
  // A column stays where it was, though nobody stands in it any more.
  for (const { connection, remove } of items) for (const member of remove) addColumn(connection, member);
  await runBatch({
    title: `Changing who sees ${imagesWord(plans.length)}`,
    operation: 'members.add',
    items,
    work: (item) => sendOne(item, done),
    onEnd: () => {
      takeInNow();
      const outcomes = [...done.values()];
      done.clear();
      offerWayBack(outcomes);
    },
  });
}

/** Sends what is left to do for one image, or one place. What was done is noted also if it stops on the way. */
async function sendOne(item: ShareItem, done: Map<string, ShareOutcome>): Promise<void> {
  const { image, alike, planned: count, place, key } = item;
  const images = [image, ...alike];
  const { plan } = getState();
  const planned = images.flatMap((each) => plan.get(imageKey(each)) ?? []);
  // Once some of it was done, only the rest is repeated; what was discarded meanwhile is not sent.
  const add = item.add.filter((member) => planned.some((each) => each.add.has(member)));
  const remove = item.remove.filter((member) => planned.some((each) => each.remove.has(member)));
  const opens = item.opens && stillPrivate(image);
  const note = (added: readonly string[], removed: readonly string[], madeShared: boolean): void => {
    const held = done.get(key);
    done.set(key, {
      image,
      alike,
      planned: count,
      place,
      added: [...(held?.added ?? []), ...added],
      removed: [...(held?.removed ?? []), ...removed],
      madeShared: (held?.madeShared ?? false) || madeShared,
    });
  };
  setFailure(images, undefined);
  try {
    assertOneWish({ ...item, add, remove });
    if (add.length > 0) await addAll(item, add, opens, note);
    if (remove.length > 0) await removeAll(item, remove, note);
  } catch (error) {
    setFailure(images, sayError(toAppError(error, 'members.add')).message);
    throw error;
  }
}

type Note = (added: readonly string[], removed: readonly string[], madeShared: boolean) => void;

async function addAll(
  { image, alike }: SharedTogether,
  wanted: readonly string[],
  opens: boolean,
  note: Note,
): Promise<void> {
  const { connection, id } = image;
  let makeShared = opens;
  for (let at = 0; at < wanted.length; at += MEMBERS_AT_ONCE) {
    const members = wanted.slice(at, at + MEMBERS_AT_ONCE);
    try {
      const all = await call('members.add', {
        connection,
        id,
        members,
        ...(makeShared ? { makeShared: true } : {}),
        ...idsOf(alike),
      });
      note(members, [], makeShared);
      if (makeShared) await showAgain(image);
      makeShared = false;
      takeIn([image, ...alike], all);
    } catch (error) {
      const now = await membersNow(image, alike);
      const added = addedBefore(members, now ?? new Set(), isAppError(error, 'CONFLICT'));
      if (added.length > 0) {
        note(added, [], makeShared);
        if (makeShared) await showAgain(image);
      }
      // Somebody else did it meanwhile: then it is as it was wanted.
      if (now !== undefined && wanted.every((member) => now.has(member))) return;
      throw error;
    }
  }
}

async function removeAll(
  { image, alike }: SharedTogether,
  wanted: readonly string[],
  note: Note,
): Promise<void> {
  const { connection, id } = image;
  for (let at = 0; at < wanted.length; at += MEMBERS_AT_ONCE) {
    const members = wanted.slice(at, at + MEMBERS_AT_ONCE);
    try {
      const all = await call('members.remove', { connection, id, members, ...idsOf(alike) });
      note([], members, false);
      takeIn([image, ...alike], all);
    } catch (error) {
      const now = await membersNow(image, alike);
      if (now !== undefined) {
        const stopped = members.findIndex((member) => now.has(member));
        const gone = stopped < 0 ? members : members.slice(0, stopped);
        // The one at which it stopped, because it was gone already, is not ours.
        const ours = isAppError(error, 'NOT_FOUND') ? gone.slice(0, -1) : gone;
        if (ours.length > 0) note([], ours, false);
        if (stopped < 0) return;
      }
      throw error;
    }
  }
}

function stillPrivate(image: Image): boolean {
  const key = imageKey(image);
  const held = getState().images.find((each) => imageKey(each) === key) ?? getState().plan.get(key)?.image;
  return (held ?? image).visibility === 'private';
}

function setFailure(images: readonly Image[], reason: string | undefined): void {
  const keys = images.map(imageKey);
  const { failures } = getState();
  if (keys.every((key) => failures.get(key) === reason)) return;
  const next = new Map(failures);
  for (const key of keys) {
    if (reason === undefined) next.delete(key);
    else next.set(key, reason);
  }
  setState({ failures: next });
}
