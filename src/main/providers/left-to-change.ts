import type { MemberPreview } from './provider.ts';

/** The change without what is so already, as far as the members are known, and each named once. */
export function leftToChange<Change extends Pick<MemberPreview, 'add' | 'remove' | 'members'>>(
  change: Change,
): Change {
  const { members } = change;
  // Some services show people under a name that they can be called by, too.
  const isMember = (who: string): boolean =>
    members?.some(({ memberId, name }) => memberId === who || name === who) === true;
  return {
    ...change,
    add: [...new Set(change.add)].filter((who) => !isMember(who)),
    remove: [...new Set(change.remove)].filter((who) => members === null || isMember(who)),
  };
}
