import { cloudOf, parseAcceptLink } from '#shared/links/index.ts';
import type { AcceptLink, ConnectionProfile, LinkReview } from '#shared/model/index.ts';

/**
 * A link beside the connections that lead to its cloud by the same kind of service: those whose account it
 * names first, then those of which that is not known. `INVALID` for what is no link of Argosy's.
 */
export async function reviewLink(
  text: string,
  profiles: readonly ConnectionProfile[],
  accountOf: (connection: string) => Promise<string | null>,
): Promise<LinkReview> {
  const link = parseAcceptLink(text);
  const same = profiles.filter((profile) => profile.kind === link.kind && cloudOf(profile) === link.cloud);
  const candidates = await Promise.all(
    same.map(async ({ name }) => ({ connection: name, isMember: isMember(link, await accountOf(name)) })),
  );
  const rank = ({ isMember: is }: (typeof candidates)[number]): number =>
    is === true ? 0 : is === null ? 1 : 2;
  return { link, candidates: candidates.sort((one, other) => rank(one) - rank(other)) };
}

function isMember({ kind, memberId }: AcceptLink, account: string | null): boolean | null {
  if (memberId === null || account === null) return null;
  if (memberId === account) return true;
  // Users are also called by their address, or stand for a group: that cannot be told apart from here.
  return kind !== 'glance' && /[@:]|^invite-/.test(memberId) ? null : false;
}
