import type { ConnectionKind, Image, Member, MemberStatus } from '#shared/model/index.ts';
import type { SeenMembers } from './use-members.ts';

/** How somebody stands whom an image is shared with. */
export const MEMBER_STATUS_WORDS: Readonly<Record<MemberStatus, string>> = {
  pending: 'asked, no answer yet',
  accepted: 'accepted',
  rejected: 'declined',
};

/** Who members are with each kind of service, and when they see the image. */
const KIND_WORDS: Partial<Readonly<Record<ConnectionKind, string>>> = {
  glance: 'Members are projects. Each must accept the image before its lists show it.',
  plankton: 'Members are users. They see the image at once: there is nothing to accept.',
  djinn: 'Members are the collaborators of its namespace: with it they see all of its images.',
};

/** `undefined` for a kind that knows no members: its capabilities say why. */
export function kindWords(kind: ConnectionKind | undefined): string | undefined {
  return kind === undefined ? undefined : KIND_WORDS[kind];
}

/** What a member's state means in words; services without a say give everybody the image at once. */
export function statusWords({ status }: Member): string {
  return status === null ? 'sees it' : MEMBER_STATUS_WORDS[status];
}

/** What its visibility means for the image's members. */
export function visibilityNote({ visibility }: Image, kind: ConnectionKind | undefined): string | undefined {
  switch (visibility) {
    case 'private':
      // Elsewhere a private image may have members.
      return kind === 'glance' ? 'It is private: only its own project sees it.' : undefined;
    case 'public':
      return 'It is public: everybody of this cloud sees it, members or not.';
    case 'community':
      return 'It is a community image: anyone who knows its id can use it, members or not.';
    default:
      return undefined;
  }
}

/** Beside the tab's name; nothing before it is known. */
export function memberCount({ members }: SeenMembers): string {
  return members === undefined || members.length === 0 ? '' : ` ${members.length}`;
}
