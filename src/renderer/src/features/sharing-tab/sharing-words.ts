import type { ConnectionKind, Visibility } from '#shared/model/index.ts';
import { VISIBILITY_MEANINGS } from '../catalog/visibility-word.ts';

/** What members are called with each kind of service: one, several. */
const MEMBER_NOUNS: Partial<Readonly<Record<ConnectionKind, readonly [string, string]>>> = {
  glance: ['project', 'projects'],
  plankton: ['user', 'users'],
  djinn: ['collaborator', 'collaborators'],
};

/** `1 project`, `3 users`, `2 members`. */
export function membersWord(kind: ConnectionKind | undefined, count: number): string {
  const [one, many] = (kind && MEMBER_NOUNS[kind]) ?? ['member', 'members'];
  return `${count} ${count === 1 ? one : many}`;
}

/** What is typed to name a member. */
export const MEMBER_PLACEHOLDERS: Partial<Readonly<Record<ConnectionKind, string>>> = {
  glance: 'Project id, or a partner',
  plankton: 'User’s UUID or e-mail, or a partner',
  djinn: 'User name or e-mail, or a partner',
};

/** What being added means for the new ones, in one line. */
export const ADDED_WORDS: Partial<Readonly<Record<ConnectionKind, string>>> = {
  glance: 'They must accept it before their lists show it.',
  plankton: 'They see it at once.',
  djinn: 'They are invited to its namespace, and with it to all of its images.',
};

/** What a member loses who is removed. */
export const REMOVAL_WORDS: Partial<Readonly<Record<ConnectionKind, string>>> = {
  glance:
    'Servers that run from it keep running. New ones, rebuilds and anything else that reads the image fail there from now on.',
  plankton:
    'Servers that run from it keep running. They do not see the image any more, and make no new ones from it.',
  djinn: 'They lose the whole namespace: all of its images, and the builds that need one of them fail.',
};

/** Who sees it now. */
export function visibilityNow(kind: ConnectionKind | undefined, visibility: Visibility): string {
  return visibility === 'private' && kind !== 'glance'
    ? visibilityEffect(kind, visibility)
    : `Seen by ${VISIBILITY_MEANINGS[visibility]}.`;
}

/** What a visibility means for whom; where private images may have members, private says less. */
export function visibilityEffect(kind: ConnectionKind | undefined, visibility: Visibility): string {
  return visibility === 'private' && kind !== 'glance'
    ? 'Its owner sees it, and those that it is shared with.'
    : VISIBILITY_EFFECTS[visibility];
}

/** The four words, each with what it means. */
const VISIBILITY_EFFECTS: Readonly<Record<Visibility, string>> = {
  private: 'Only its own project sees it. Members that it has lose it, but are remembered.',
  shared: 'Its own project sees it, and those that it is shared with. Members of before see it again.',
  community: 'Anyone who knows its id can use it. No list of others shows it by itself.',
  public: 'Every project of this cloud sees it in its lists, and can use it.',
};
