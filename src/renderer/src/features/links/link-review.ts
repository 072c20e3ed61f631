import type { Image, Inspection, LinkReview, MemberStatus } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';

/** What the service says of the image that a link names, once a person wanted to know. */
export interface LookedAt {
  readonly image: Image;
  /** How this connection answered; `null` if it is no member, or that cannot be told. */
  readonly answer: MemberStatus | null;
  /** What its headers say; else why they could not be read. */
  readonly inspection: Inspection | undefined;
  readonly inspectionError: unknown;
}

/** Asks the service: for the image, for the own answer, and for the headers of its content. */
export async function lookAt(connection: string, id: string): Promise<LookedAt> {
  // It is in no list before it is accepted: looking at it puts it into none.
  const { image } = await call('images.show', { connection, id, keep: false });
  const account = useConnectionsStore.getState().known[connection]?.account ?? null;
  const [members, inspected] = await Promise.allSettled([
    call('members.list', { connection, id }),
    call('images.inspect', { connection, id }),
  ]);
  const own =
    members.status === 'fulfilled' ? members.value.find(({ memberId }) => memberId === account) : undefined;
  return {
    image,
    answer: own?.status ?? null,
    inspection: inspected.status === 'fulfilled' ? inspected.value.value : undefined,
    inspectionError: inspected.status === 'rejected' ? inspected.reason : undefined,
  };
}

type Candidate = LinkReview['candidates'][number];

/** How a connection fits to what a link says. */
export function candidateWords({ isMember }: Candidate, memberId: string | null): string {
  if (isMember === true) return 'it is the one that the link names';
  if (memberId === null) return 'leads to this cloud; the link names nobody';
  return isMember === false
    ? 'leads to this cloud, but is another than the link names'
    : 'leads to this cloud; whether the link names it is not known';
}

/** What differs between what the link claims and what the service says. */
export function claimProblem({ link }: LinkReview, image: Image): string | undefined {
  if (link.imageName === null || link.imageName === image.name) return undefined;
  return image.name === null ? 'The image has no name.' : 'The image is not called what the link says.';
}
