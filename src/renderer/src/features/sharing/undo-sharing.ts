import { toAppError } from '#shared/errors/index.ts';
import type { Image, Member } from '#shared/model/index.ts';
import { sayError } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { refreshImage } from '../catalog/catalog-store.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { refreshRow, takeIn, takeInNow } from './load-members.ts';
import { inverseOf, MEMBERS_AT_ONCE, type ShareInverse, type ShareOutcome } from './share-plan.ts';
import { subjectOf } from './shared-places.ts';
import { changesWord, receiveImage } from './sharing-store.ts';

/** Says what was done, with the way back. */
export function offerWayBack(outcomes: readonly ShareOutcome[]): void {
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
      await putBack(inverse);
    } catch (error) {
      first ??= error;
      failed.push(inverse);
      await membersNow(inverse.image, inverse.alike);
    }
  }
  takeInNow();
  if (failed.length === 0) return;
  if (failed.length === inverses.length) throw first;
  offerUndo({
    title: `${imagesWord(imageCount(failed))} could not be put back`,
    text: sayError(toAppError(first, 'members.remove')).message,
    operation: 'members.remove',
    undo: () => undoAll(failed),
  });
}

/**
 * Puts the members of one image back, looking first: what somebody else put back already is neither failure nor
 * sent. Gives who sees it then.
 */
export async function putBack(inverse: ShareInverse): Promise<readonly Member[]> {
  const { image, alike = [], add, remove, makePrivate } = inverse;
  const { connection, id } = image;
  let members = await refreshRow(image, alike);
  const present = new Set(members.map(({ memberId }) => memberId));
  const out = remove.filter((member) => present.has(member));
  const back = add.filter((member) => !present.has(member));
  for (let at = 0; at < out.length; at += MEMBERS_AT_ONCE) {
    const some = out.slice(at, at + MEMBERS_AT_ONCE);
    members = await call('members.remove', { connection, id, members: some, ...idsOf(alike) });
    takeIn([image, ...alike], members);
  }
  for (let at = 0; at < back.length; at += MEMBERS_AT_ONCE) {
    const some = back.slice(at, at + MEMBERS_AT_ONCE);
    members = await call('members.add', { connection, id, members: some, ...idsOf(alike) });
    takeIn([image, ...alike], members);
  }
  // Whom somebody else added since would see it no more.
  if (makePrivate && members.length === 0) await makePrivateAgain(image);
  return members;
}

/** Only if nobody gave it another visibility meanwhile. */
async function makePrivateAgain(image: Image): Promise<void> {
  const { connection, id, visibility, revision } = await showAgain(image);
  if (visibility !== 'shared') return;
  const edit = { visibility: 'private' as const };
  const document = await call('images.edit', { connection, id, edit, revision });
  receiveImage(document.image);
  refreshImage(document.image);
}

/** Who sees it after something failed; `undefined` if that cannot be had either. */
export async function membersNow(
  image: Image,
  alike?: readonly Image[],
): Promise<ReadonlySet<string> | undefined> {
  const members = await refreshRow(image, alike).catch((): readonly Member[] | undefined => undefined);
  return members && new Set(members.map(({ memberId }) => memberId));
}

/** The image has another visibility now: the list and the matrix take it over. */
export async function showAgain({ connection, id }: Image): Promise<Image> {
  const { image } = await call('images.show', { connection, id });
  receiveImage(image);
  refreshImage(image);
  return image;
}

/** The images that a call is about besides its own. */
export function idsOf(alike: readonly Image[]): { readonly alike?: string[] } {
  return alike.length === 0 ? {} : { alike: alike.map(({ id }) => id) };
}

function imageCount(together: readonly Pick<ShareInverse, 'planned'>[]): number {
  return together.reduce((sum, { planned = 1 }) => sum + planned, 0);
}

/** `1 image`, `12 images`. */
export function imagesWord(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'image' : 'images'}`;
}

function doneTitle(outcomes: readonly ShareOutcome[]): string {
  const [only] = outcomes;
  const count = outcomes.reduce((sum, { added, removed }) => sum + added.length + removed.length, 0);
  return outcomes.length === 1 && only !== undefined
    ? `${visibleText(subjectOf(only))}: ${changesWord(count)} sent`
    : `${changesWord(count)} sent for ${imagesWord(imageCount(outcomes))}`;
}

function doneText(outcomes: readonly ShareOutcome[]): string {
  const sum = (of: 'added' | 'removed'): number =>
    outcomes.reduce((total, outcome) => total + outcome[of].length, 0);
  const parts = [
    sum('added') > 0 ? `${formatCount(sum('added'))} added` : '',
    sum('removed') > 0 ? `${formatCount(sum('removed'))} removed` : '',
  ].filter(Boolean);
  const again = outcomes.some(asksAgain)
    ? ' Undo asks the removed ones again: an answer is not remembered.'
    : '';
  return `${parts.join(', ')}.${again}`;
}

/** Users of Plankton answer nothing: they see it again at once. */
function asksAgain({ image, removed }: ShareOutcome): boolean {
  const { list = [] } = useConnectionsStore.getState();
  const kind = list.find(({ profile }) => profile.name === image.connection)?.profile.kind;
  return removed.length > 0 && kind !== 'plankton';
}
