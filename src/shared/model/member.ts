import type { Image } from './image.ts';

export const MEMBER_STATUSES = ['pending', 'accepted', 'rejected'] as const;
export type MemberStatus = (typeof MEMBER_STATUSES)[number];

/** Somebody whom an image is shared with: a project (Glance), a user (Plankton), a collaborator (Djinn CI). */
export interface Member {
  readonly memberId: string;
  /** How the service calls the member in front of people, if it does. */
  readonly name: string | null;
  /** `null` where members have no say: the image is theirs to read at once. */
  readonly status: MemberStatus | null;
  readonly canShare: boolean | null;
  /** ISO 8601 UTC. */
  readonly createdAt: string | null;
  /** Djinn CI: the number of the invite that waits for an answer; by that it is withdrawn. */
  readonly invite?: number;
}

/** An image that somebody else shares with this connection's user or project. */
export type SharedImage = Image & { readonly memberStatus: MemberStatus | null };
