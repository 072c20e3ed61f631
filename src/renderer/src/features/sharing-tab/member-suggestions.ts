import type { Partner } from '#shared/model/index.ts';
import type { KnownMember } from '../partners/known-members.ts';

/** Somebody who can be chosen instead of typing an id. */
export interface MemberSuggestion {
  readonly memberId: string;
  readonly name: string | undefined;
  readonly color: number | undefined;
  /** Why they are offered: `sees 3 of your images`. */
  readonly note: string | undefined;
}

export interface SuggestionGroups {
  /** Of the address book: this cloud's first. */
  readonly partners: readonly MemberSuggestion[];
  /** Met in this cloud, and in no address book. */
  readonly seen: readonly MemberSuggestion[];
}

export interface SuggestionSources {
  readonly connection: string;
  readonly partners: readonly Partner[];
  readonly known: readonly KnownMember[];
  /** Members already, chosen already, and this connection's own account. */
  readonly taken: ReadonlySet<string>;
}

const MOST_SEEN = 12;

/** Who could be meant by a text: by any part of the name or the id. All, for an empty one. */
export function suggestMembers(sources: SuggestionSources, text: string): SuggestionGroups {
  const { connection, partners, known, taken } = sources;
  const wanted = text.trim().toLowerCase();
  const fits = (...words: readonly (string | null | undefined)[]): boolean =>
    words.some((word) => word?.toLowerCase().includes(wanted));
  const here = [
    ...partners.filter((partner) => partner.connection === connection),
    ...partners.filter((partner) => partner.connection === null),
  ];
  const listed = new Set<string>();
  const own = here.filter(({ memberId }) => {
    if (taken.has(memberId) || listed.has(memberId)) return false;
    listed.add(memberId);
    return true;
  });
  return {
    partners: own
      .filter(({ name, memberId }) => fits(name, memberId))
      .map(({ name, memberId, color, connection: of }) => ({
        ...{ memberId, name, color },
        note: of === null ? 'in any cloud' : undefined,
      })),
    seen: known
      .filter((member) => member.connection === connection)
      .filter(({ memberId }) => !taken.has(memberId) && !listed.has(memberId))
      .filter(({ name, memberId }) => fits(name, memberId))
      .slice(0, MOST_SEEN)
      .map(({ memberId, name, images, owned }) => ({
        memberId,
        name: name === null || name === memberId ? undefined : name,
        color: undefined,
        note: images > 0 ? `sees ${images} of your images` : `shares ${owned} with you`,
      })),
  };
}
