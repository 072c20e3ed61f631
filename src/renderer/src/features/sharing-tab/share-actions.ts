import { isAppError } from '#shared/errors/index.ts';
import type { ConnectionKind, Image, Member, MemberStatus } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { toast } from '../../app/toast-queue.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { lookBeforeTakingBack } from '../inbox/look-before-taking-back.ts';
import { reloadImage } from '../inspector/inspector-store.ts';
import { receiveMembers, useSeenMembers } from '../inspector/seen-members.ts';
import { partnerName } from '../partners/partners-store.ts';
import { addedBefore } from '../sharing/share-plan.ts';
import { putBack } from '../sharing/undo-sharing.ts';
import { ADDED_WORDS, membersWord } from './sharing-words.ts';

export interface ShareOrder {
  readonly image: Image;
  readonly kind: ConnectionKind | undefined;
  readonly members: readonly string[];
}

/**
 * Shares an image with some, then offers the way back. `makeShared`: a private one becomes shared first; only
 * to be asked for by somebody who was told what that means. Throws if it stops on the way; the way back of what
 * was done until then is offered all the same.
 */
export async function addMembers({ image, kind, members }: ShareOrder, makeShared: boolean): Promise<void> {
  const { connection, id } = image;
  const order = { connection, id, members: [...members], ...(makeShared ? { makeShared: true } : {}) };
  let added = members;
  try {
    receiveMembers(image, await call('members.add', order));
  } catch (error) {
    added = await addedUntil(image, members, isAppError(error, 'CONFLICT'));
    throw error;
  } finally {
    if (makeShared) await reloadImage(image).catch(() => undefined);
    if (added.length > 0) offerWayBack({ image, kind, members: added }, makeShared);
  }
}

/** Which were added before it failed: one after the other, in their order. */
async function addedUntil(
  image: Image,
  wanted: readonly string[],
  stoppedAtPresent: boolean,
): Promise<readonly string[]> {
  const { connection, id } = image;
  try {
    const now = await call('members.list', { connection, id });
    receiveMembers(image, now);
    const present = new Set(now.map(({ memberId }) => memberId));
    return addedBefore(wanted, present, stoppedAtPresent);
  } catch {
    return [];
  }
}

function offerWayBack({ image, kind, members }: ShareOrder, madeShared: boolean): void {
  offerUndo({
    title: `${nameOf(image)} shared with ${whoWord(image, kind, members)}`,
    text: kind && ADDED_WORDS[kind],
    operation: 'members.remove',
    undo: async () => {
      const inverse = { image, add: [], remove: members, makePrivate: madeShared };
      receiveMembers(image, await putBack(inverse));
      if (madeShared) await reloadImage(image).catch(() => undefined);
    },
  });
}

/** Shares an image with some no more, then offers the way back: who had accepted is asked again then. */
export async function removeMembers(
  { image, kind, members }: ShareOrder,
  hadAccepted: boolean,
): Promise<void> {
  const { connection, id } = image;
  const order = { connection, id, members: [...members] };
  receiveMembers(image, await call('members.remove', order));
  offerUndo({
    title: `${nameOf(image)} is not shared with ${whoWord(image, kind, members)} any more`,
    text:
      hadAccepted && kind !== 'plankton'
        ? 'Undo asks them again: their answer is not remembered.'
        : undefined,
    operation: 'members.add',
    undo: async () => {
      const inverse = { image, add: members, remove: [], makePrivate: false };
      receiveMembers(image, await putBack(inverse));
    },
  });
}

const ANSWER_WORDS: Readonly<Record<MemberStatus, string>> = {
  accepted: 'accepted',
  rejected: 'declined',
  pending: 'waits for an answer again',
};

interface AnswerOptions {
  readonly kind: ConnectionKind | undefined;
  /** The answer until now; `null` if it is not known. */
  readonly before: MemberStatus | null;
}

/** Answers an image that somebody else shares; where the answer of before can be given again, offers that. */
export async function answerShare(
  image: Pick<Image, 'connection' | 'id' | 'name'>,
  status: MemberStatus,
  { kind, before }: AnswerOptions,
): Promise<void> {
  const answer = async (next: MemberStatus): Promise<void> => {
    const { connection, id } = image;
    await call('members.answer', { connection, id, status: next });
    showAnswer(image, next);
  };
  await answer(status);
  const title = `${nameOf(image)} ${ANSWER_WORDS[status]}`;
  // An invite that was answered is gone: only projects can answer again.
  if (kind !== 'glance' || before === null) toast({ tone: 'good', title });
  else {
    const undo = async (): Promise<void> => {
      await lookBeforeTakingBack(image, status);
      await answer(before);
    };
    offerUndo({ title, operation: 'members.answer', undo });
  }
}

/** The service took it: nothing has to be asked for. */
function showAnswer(image: Pick<Image, 'connection' | 'id'>, status: MemberStatus): void {
  const account = useConnectionsStore.getState().known[image.connection]?.account;
  const held = useSeenMembers.getState().seen.get(imageKey(image));
  if (held === undefined || account == null) return;
  const members: readonly Member[] = held.value;
  receiveMembers(
    image,
    members.map((member) => (member.memberId === account ? { ...member, status } : member)),
  );
}

function nameOf({ name, id }: Pick<Image, 'name' | 'id'>): string {
  return visibleText(named(name, id));
}

/** One by the own name, several by their number. */
function whoWord(
  { connection }: Image,
  kind: ConnectionKind | undefined,
  members: readonly string[],
): string {
  const [only] = members;
  if (members.length !== 1 || only === undefined) return membersWord(kind, members.length);
  return visibleText(partnerName(only, connection) ?? only);
}
