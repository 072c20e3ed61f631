import type { ConnectionKind, MemberStatus } from '#shared/model/index.ts';
import type { Answering } from './answering-store.ts';
import type { InboxTab } from './inbox-lists.ts';

export const TAB_WORDS: Readonly<Record<InboxTab, string>> = {
  pending: 'Pending',
  accepted: 'Accepted',
  rejected: 'Declined',
};

/** How an image stands with oneself. `null`: the service knows no answers. */
export function standingWord(status: MemberStatus | null): string {
  switch (status) {
    case 'pending':
      return 'Waits for your answer';
    case 'accepted':
      return 'Accepted';
    case 'rejected':
      return 'Declined';
    case null:
      return 'Yours to use: nothing to accept';
  }
}

const ANSWERING_WORDS: Readonly<Record<MemberStatus, string>> = {
  accepted: 'Accepting…',
  rejected: 'Declining…',
  pending: 'Taking back…',
};

/** How far an answer is that was sent. */
export function answeringWord({ status, slow, leftWaiting }: Answering): string {
  if (leftWaiting) return 'Sent, not answered';
  return slow ? 'No answer yet' : ANSWERING_WORDS[status];
}

/** What sharing means to its receiver, with each kind of service. */
const SYSTEM_WORDS: Partial<Readonly<Record<ConnectionKind, string>>> = {
  glance:
    'Glance shares with projects. Until somebody of yours accepts it, the image is in none of your lists, though ' +
    'whoever has its id can use it. Declining takes it out of them; both answers can be taken back.',
  plankton:
    'Plankton shares with users. What somebody shares with you is yours to read at once: there is nothing to ' +
    'accept, and nothing to decline.',
  djinn:
    'Djinn CI shares whole namespaces, by invitation. One answer is for all images of the namespace, and cannot ' +
    'be taken back: who declined must be invited again.',
  alliance:
    'Alliance lists the images of other environments that it lets you see. It knows no answers: there is nothing ' +
    'to accept or to decline.',
};

export function systemWords(kind: ConnectionKind | undefined): string | undefined {
  return kind === undefined ? undefined : SYSTEM_WORDS[kind];
}

/** Systems in which an answer can be taken back to the one before, `pending` too. */
export function canTakeBack(kind: ConnectionKind | undefined): boolean {
  return kind === 'glance';
}
