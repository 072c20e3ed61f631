import type { Capabilities, ConnectionKind, Image, Member } from '#shared/model/index.ts';
import { opensFirst } from '../sharing/sharing-cells.ts';

/**
 * Whose the image is, as far as the service tells: `mine` to share, `theirs` to be answered, `unknown` where
 * the service names no owner, or it was never asked who this connection is. Then its own refusal decides.
 */
export type ShareStanding = 'mine' | 'theirs' | 'unknown';

export function standingOf({ owner }: Image, known: Capabilities | undefined): ShareStanding {
  const account = known?.account ?? null;
  if (account === null || owner === null) return 'unknown';
  return owner === account ? 'mine' : 'theirs';
}

/** How this connection itself stands among the members; the service shows a member only itself. */
export function ownMembership(
  members: readonly Member[] | undefined,
  known: Capabilities | undefined,
): Member | undefined {
  const account = known?.account ?? null;
  return account === null ? undefined : members?.find(({ memberId }) => memberId === account);
}

/** Whether it is ours to say who sees it: ours, or one whose other members the service shows us. */
export function managesMembers(
  standing: ShareStanding,
  members: readonly Member[] | undefined,
  known: Capabilities | undefined,
): boolean {
  if (standing !== 'theirs') return true;
  return (members ?? []).some(({ memberId }) => memberId !== known?.account);
}

/** Whether members can be added without another step, and if not, which. */
export type AddStep = 'none' | 'make-shared' | 'not-needed';

export function addStep(
  image: Image,
  kind: ConnectionKind | undefined,
  known: Capabilities | undefined,
): AddStep {
  if (opensFirst({ image, kind, known })) return 'make-shared';
  if (image.visibility === 'public' || image.visibility === 'community') return 'not-needed';
  return 'none';
}

/** Whether taking the image away from a member could hurt: they rely on it, or at least see it. */
export function isFelt({ status }: Member): boolean {
  return status === 'accepted' || status === null;
}
