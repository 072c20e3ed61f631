import type { Partner } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
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
  /** Of the address book, in its order. */
  readonly partners: readonly MemberSuggestion[];
  /** Met in this cloud, and in no address book. */
  readonly seen: readonly MemberSuggestion[];
}

export interface SuggestionSources {
  readonly connection: string;
  /** Whom the address book knows at this connection, each once, the nearest first. */
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
  const listed = new Set(partners.map(({ memberId }) => memberId));
  return {
    partners: partners
      .filter(({ memberId }) => !taken.has(memberId))
      .filter(({ name, memberId }) => fits(name, memberId))
      .map(({ name, memberId, color, connection: of }) => ({
        ...{ memberId, name, color },
        note:
          of === null
            ? 'in any cloud'
            : of === connection
              ? undefined
              : `from ${visibleText(of)}, same cloud`,
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
