import type { ConnectionKind, Member, MemberStatus } from '#shared/model/index.ts';
import type { SeenMembers } from './use-members.ts';

/** How somebody stands whom an image is shared with. */
const MEMBER_STATUS_WORDS: Readonly<Record<MemberStatus, string>> = {
  pending: 'asked, no answer yet',
  accepted: 'accepted',
  rejected: 'declined',
};

/** Who members are with each kind of service, and when they see the image. */
const KIND_WORDS: Partial<Readonly<Record<ConnectionKind, string>>> = {
  glance: 'Members are projects. Each must accept the image before its lists show it.',
  plankton: 'Members are users. They see the image at once: there is nothing to accept.',
  djinn:
    'Members are the collaborators of its namespace: they are invited to it, and with it to all of its images.',
};

/** `undefined` for a kind that knows no members: its capabilities say why. */
export function kindWords(kind: ConnectionKind | undefined): string | undefined {
  return kind === undefined ? undefined : KIND_WORDS[kind];
}

/** What a member's state means in words; services without a say give everybody the image at once. */
export function statusWords({ status }: Member): string {
  return status === null ? 'sees it' : MEMBER_STATUS_WORDS[status];
}

/** Beside the tab's name; nothing before it is known. */
export function memberCount({ members }: SeenMembers): string {
  return members === undefined || members.length === 0 ? '' : ` ${members.length}`;
}
