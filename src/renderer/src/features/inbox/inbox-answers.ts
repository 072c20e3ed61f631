import { isAppError } from '#shared/errors/index.ts';
import type { MemberStatus, SharedImage } from '#shared/model/index.ts';
import { showView } from '../../app/app-store.ts';
import { attempt, toast } from '../../app/toast-queue.ts';
import { offerUndo } from '../../app/undo-stack.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { type BatchItem, batchReason, runBatch } from '../batch/batch-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { sendAnswer, stopWaiting } from './answering-store.ts';
import { findShared, tabOf } from './inbox-lists.ts';
import { type Answer, answerReason } from './inbox-reasons.ts';
import { chooseOnly } from './inbox-selection.ts';
import { select, showTab, useInboxStore } from './inbox-store.ts';
import { canTakeBack } from './inbox-words.ts';
import { lookBeforeTakingBack } from './look-before-taking-back.ts';

const OPERATION = 'members.answer';

interface AnswerItem extends BatchItem {
  readonly image: SharedImage;
  readonly status: MemberStatus;
}

/** Answers images that others share: one with its way back beside it, many as a batch. */
export function answerShares(images: readonly SharedImage[], status: Answer): void {
  const wanted = images.filter((image) => answerReason(image, status) === undefined);
  const [only] = wanted;
  if (only === undefined) return;
  if (wanted.length > 1) attempt(OPERATION, () => answerMany(wanted, status));
  else {
    attempt(OPERATION, async () => {
      if (await sendOrLeave(only, status)) say([only], status);
    });
  }
}

/** Why answers cannot be given now. */
export function answeringReason(images: readonly SharedImage[]): string | undefined {
  return images.length > 1 ? batchReason() : undefined;
}

async function answerMany(images: readonly SharedImage[], status: Answer): Promise<void> {
  const verb = status === 'accepted' ? 'Accepting' : 'Declining';
  const said = new Set<string>();
  await runBatch<AnswerItem>({
    title: `${verb} ${formatCount(images.length)} shared images`,
    operation: OPERATION,
    items: images.map((image) => itemOf(image, status)),
    work: answerOnce,
    stopWaiting: () => stopWaiting(images.map(imageKey)),
    onEnd: (done) => {
      // After the failed were repeated only these are news.
      const fresh = done.filter(({ key }) => !said.has(key));
      for (const { key } of fresh) said.add(key);
      say(
        fresh.map(({ image }) => image),
        status,
      );
    },
  });
}

/** In some systems one answer is for several images: what is answered so by now is not answered again. */
async function answerOnce({ image, status, key }: AnswerItem): Promise<void> {
  const now = findShared(useInboxStore.getState().inbox ?? [], key);
  if (now?.memberStatus !== status) await send(image, status);
}

/** Whether the service took it; `false` if the person waits no more. */
async function sendOrLeave(image: SharedImage, status: MemberStatus): Promise<boolean> {
  try {
    await send(image, status);
    return true;
  } catch (error) {
    if (!isAppError(error, 'CANCELLED')) throw error;
    toast({ tone: 'info', title: error.message, text: error.hint });
    return false;
  }
}

/** Sends it; what the service takes after nobody waited for it is said then, where it has words. */
function send(image: SharedImage, status: MemberStatus): Promise<void> {
  return sendAnswer(image, status, () => {
    if (status !== 'pending') say([image], status);
  });
}

/** Says what was answered, with the way back where each of the systems has one. */
function say(images: readonly SharedImage[], status: Answer): void {
  const [first] = images;
  if (first === undefined) return;
  const what =
    images.length === 1
      ? visibleText(named(first.name, first.id))
      : `${formatCount(images.length)} shared images`;
  const title = `${what} ${status === 'accepted' ? 'accepted' : 'declined'}`;
  const list = useConnectionsStore.getState().list ?? [];
  const takes = (image: SharedImage): boolean =>
    canTakeBack(list.find(({ profile }) => profile.name === image.connection)?.profile.kind);
  if (images.every(takes)) offerUndo({ title, operation: OPERATION, undo: () => takeBack(images, status) });
  else toast({ tone: 'good', title, text: 'This answer cannot be taken back.' });
}

/** Each as it stood before: waiting, or answered the other way. */
async function takeBack(images: readonly SharedImage[], answered: Answer): Promise<void> {
  const [only] = images;
  if (images.length === 1 && only !== undefined) {
    await lookBeforeTakingBack(only, answered);
    await send(only, tabOf(only));
    return;
  }
  await runBatch<AnswerItem>({
    title: `Taking back ${formatCount(images.length)} answers`,
    operation: OPERATION,
    items: images.map((image) => itemOf(image, tabOf(image))),
    stopWaiting: () => stopWaiting(images.map(imageKey)),
    work: async (item) => {
      await lookBeforeTakingBack(item.image, answered);
      await answerOnce(item);
    },
  });
}

function itemOf(image: SharedImage, status: MemberStatus): AnswerItem {
  const key = imageKey(image);
  return {
    ...{ key, image, status },
    connection: image.connection,
    name: named(image.name, image.id),
    look: () => {
      const now = findShared(useInboxStore.getState().inbox ?? [], key);
      showTab(tabOf(now ?? image));
      showView('inbox');
      select(() => chooseOnly(key));
    },
  };
}
