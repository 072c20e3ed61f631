import { isAppError, toAppError } from '#shared/errors/index.ts';
import type { ChangePreview, Image, Member } from '#shared/model/index.ts';
import { sayError } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { type BatchItem, batchReason, runBatch } from '../batch/batch-store.ts';
import { refreshImage } from '../catalog/catalog-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { refreshRow, takeIn } from './load-members.ts';
import {
  addedBefore,
  countChanges,
  type ImagePlan,
  inverseOf,
  type ShareInverse,
  type ShareOutcome,
  type SharePlan,
} from './share-plan.ts';
import { opensFirst } from './sharing-cells.ts';
import { addColumn, changesWord, receiveImage, useSharingStore } from './sharing-store.ts';

const { getState, setState } = useSharingStore;

/** Members that one call takes. */
const MEMBERS_AT_ONCE = 128;

/** Whether sending a plan would first make the image shared. */
export function makesShared({ image, add }: Pick<ImagePlan, 'image' | 'add'>): boolean {
  if (add.size === 0) return false;
  const { list, known } = useConnectionsStore.getState();
  const kind = list?.find(({ profile }) => profile.name === image.connection)?.profile.kind;
  return opensFirst({ image, kind, known: known[image.connection] });
}

/** The plans that become shared first. */
export function openedImages(plan: SharePlan): readonly Image[] {
  return [...plan.values()].filter(makesShared).map(({ image }) => image);
}

/** The plans that can be sent now; those of a cloud that is away wait. */
export function sendable(plan: SharePlan): readonly ImagePlan[] {
  return [...plan.values()].filter((each) => blockedReason(each) === undefined);
}

/** Why a plan cannot be sent now. */
function blockedReason({ image, add, remove }: ImagePlan): string | undefined {
  const now = useConnectionsStore.getState().capabilities[image.connection];
  return (
    (add.size > 0 ? reasonAgainst(now, 'member.add') : undefined) ??
    (remove.size > 0 ? reasonAgainst(now, 'member.remove') : undefined)
  );
}

/** Why nothing can be sent now; `undefined` if something can. */
export function applyReason(plan: SharePlan): string | undefined {
  const [first] = plan.values();
  if (first === undefined) return 'Nothing is planned. Choose cells first.';
  return sendable(plan).length > 0 ? batchReason() : blockedReason(first);
}

/** What the plan would send, exactly. No service is asked. */
export async function previewPlan(plan: SharePlan): Promise<readonly ChangePreview[]> {
  const changes = [...plan.values()].map((each) => ({
    connection: each.image.connection,
    id: each.image.id,
    add: [...each.add].slice(0, MEMBERS_AT_ONCE),
    remove: [...each.remove].slice(0, MEMBERS_AT_ONCE),
    ...(makesShared(each) ? { makeShared: true } : {}),
  }));
  return changes.length === 0 ? [] : call('members.preview', { changes });
}

/** A person saw what it means that these images become shared. */
export function explain(images: readonly Image[]): void {
  setState(({ explained }) => ({ explained: new Set([...explained, ...images.map(imageKey)]) }));
}

/** Sends the plan: at once if nothing is left to be explained, else its preview is shown first. */
export function applyPlan(): void {
  const { plan, explained } = getState();
  if (applyReason(plan) !== undefined) return;
  const plans = sendable(plan);
  const untold = plans.filter((each) => makesShared(each) && !explained.has(imageKey(each.image)));
  if (untold.length > 0) setState({ dialog: 'preview' });
  else void sendPlans(plans);
}

interface ShareItem extends BatchItem {
  readonly image: Image;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly opens: boolean;
}

async function sendPlans(plans: readonly ImagePlan[]): Promise<void> {
  const done = new Map<string, ShareOutcome>();
  const items = plans.map((each): ShareItem => {
    const { image } = each;
    return {
      key: imageKey(image),
      connection: image.connection,
      name: named(image.name, image.id),
      image,
      add: [...each.add],
      remove: [...each.remove],
      opens: makesShared(each),
    };
  });
  setState(({ touched }) => ({
    dialog: undefined,
    touched: new Set([...touched, ...items.map(({ key }) => key)]),
  }));
  // A column stays where it was, though nobody stands in it any more.
  for (const { connection, remove } of items) for (const member of remove) addColumn(connection, member);
  await runBatch({
    title: `Changing who sees ${imagesWord(items.length)}`,
    operation: 'members.add',
    items,
    work: (item) => sendOne(item, done),
    onEnd: () => {
      const outcomes = [...done.values()];
      done.clear();
      offerWayBack(outcomes);
    },
  });
}

/** Sends what is left to do for one image. What was done is noted also if it stops on the way. */
async function sendOne(item: ShareItem, done: Map<string, ShareOutcome>): Promise<void> {
  const { image, key } = item;
  const planned = getState().plan.get(key);
  // Once some of it was done, only the rest is repeated; what was discarded meanwhile is not sent.
  const add = item.add.filter((member) => planned?.add.has(member));
  const remove = item.remove.filter((member) => planned?.remove.has(member));
  const opens = item.opens && stillPrivate(image);
  const note = (added: readonly string[], removed: readonly string[], madeShared: boolean): void => {
    const held = done.get(key);
    done.set(key, {
      image,
      added: [...(held?.added ?? []), ...added],
      removed: [...(held?.removed ?? []), ...removed],
      madeShared: (held?.madeShared ?? false) || madeShared,
    });
  };
  setFailure(key, undefined);
  try {
    if (add.length > 0) await addAll(image, add, opens, note);
    if (remove.length > 0) await removeAll(image, remove, note);
  } catch (error) {
    setFailure(key, sayError(toAppError(error, 'members.add')).message);
    throw error;
  }
}

type Note = (added: readonly string[], removed: readonly string[], madeShared: boolean) => void;

async function addAll(image: Image, wanted: readonly string[], opens: boolean, note: Note): Promise<void> {
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
      });
      note(members, [], makeShared);
      if (makeShared) await showAgain(image);
      makeShared = false;
      takeIn(image, all);
    } catch (error) {
      const now = await refreshed(image);
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

async function removeAll(image: Image, wanted: readonly string[], note: Note): Promise<void> {
  const { connection, id } = image;
  for (let at = 0; at < wanted.length; at += MEMBERS_AT_ONCE) {
    const members = wanted.slice(at, at + MEMBERS_AT_ONCE);
    try {
      const all = await call('members.remove', { connection, id, members });
      note([], members, false);
      takeIn(image, all);
    } catch (error) {
      const now = await refreshed(image);
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

/** Who sees it after something failed; `undefined` if that cannot be had either. */
async function refreshed(image: Image): Promise<ReadonlySet<string> | undefined> {
  const members = await refreshRow(image).catch((): readonly Member[] | undefined => undefined);
  return members && new Set(members.map(({ memberId }) => memberId));
}

/** The image has another visibility now: the list and the matrix take it over. */
async function showAgain({ connection, id }: Image): Promise<Image> {
  const { image } = await call('images.show', { connection, id });
  receiveImage(image);
  refreshImage(image);
  return image;
}

function stillPrivate(image: Image): boolean {
  const held = getState().images.find((each) => imageKey(each) === imageKey(image));
  return (held ?? image).visibility === 'private';
}

function presentOf(key: string): ReadonlySet<string> | undefined {
  const members = getState().seen.get(key)?.members;
  return members && new Set(members.keys());
}

function setFailure(key: string, reason: string | undefined): void {
  setState(({ failures }) => {
    const next = new Map(failures);
    if (reason === undefined) next.delete(key);
    else next.set(key, reason);
    return { failures: next };
  });
}

/** Says what was done, with the way back. */
function offerWayBack(outcomes: readonly ShareOutcome[]): void {
  const left = outcomes.filter(({ added, removed }) => added.length + removed.length > 0);
  if (left.length === 0) return;
  offerUndo({
    title: doneTitle(left),
    text: doneText(left),
    operation: 'members.remove',
    undo: () => undoAll(left.map(inverseOf)),
  });
}

/** Puts every image back. One that fails stops no other; the way back then stands again for those alone. */
async function undoAll(inverses: readonly ShareInverse[]): Promise<void> {
  const failed: ShareInverse[] = [];
  let first: unknown;
  for (const inverse of inverses) {
    try {
      await undoOne(inverse);
    } catch (error) {
      first ??= error;
      failed.push(inverse);
      await refreshed(inverse.image);
    }
  }
  if (failed.length === 0) return;
  if (failed.length === inverses.length) throw first;
  offerUndo({
    title: `${imagesWord(failed.length)} could not be put back`,
    text: sayError(toAppError(first, 'members.remove')).message,
    operation: 'members.remove',
    undo: () => undoAll(failed),
  });
}

async function undoOne({ image, add, remove, makePrivate }: ShareInverse): Promise<void> {
  const { connection, id } = image;
  const present = presentOf(imageKey(image));
  const out = remove.filter((member) => present?.has(member) !== false);
  const back = add.filter((member) => present?.has(member) !== true);
  for (let at = 0; at < out.length; at += MEMBERS_AT_ONCE)
    takeIn(
      image,
      await call('members.remove', { connection, id, members: out.slice(at, at + MEMBERS_AT_ONCE) }),
    );
  for (let at = 0; at < back.length; at += MEMBERS_AT_ONCE)
    takeIn(
      image,
      await call('members.add', { connection, id, members: back.slice(at, at + MEMBERS_AT_ONCE) }),
    );
  if (!makePrivate) return;
  const now = await showAgain(image);
  if (now.visibility !== 'shared') return;
  const document = await call('images.edit', {
    connection,
    id,
    edit: { visibility: 'private' },
    revision: now.revision,
  });
  receiveImage(document.image);
  refreshImage(document.image);
}

function imagesWord(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'image' : 'images'}`;
}

function doneTitle(outcomes: readonly ShareOutcome[]): string {
  const [only] = outcomes;
  const count = outcomes.reduce((sum, { added, removed }) => sum + added.length + removed.length, 0);
  return outcomes.length === 1 && only !== undefined
    ? `${visibleText(named(only.image.name, only.image.id))}: ${changesWord(count)} sent`
    : `${changesWord(count)} sent for ${imagesWord(outcomes.length)}`;
}

function doneText(outcomes: readonly ShareOutcome[]): string {
  const sum = (of: 'added' | 'removed'): number =>
    outcomes.reduce((total, outcome) => total + outcome[of].length, 0);
  const parts = [
    sum('added') > 0 ? `${formatCount(sum('added'))} added` : '',
    sum('removed') > 0 ? `${formatCount(sum('removed'))} removed` : '',
  ].filter(Boolean);
  const again = sum('removed') > 0 ? ' Undo asks the removed ones again: an answer is not remembered.' : '';
  return `${parts.join(', ')}.${again}`;
}

/** How many of the plan's changes can be sent now. */
export function sendableCount(plan: SharePlan): number {
  return countChanges(new Map(sendable(plan).map((each) => [imageKey(each.image), each])));
}
