import type { Partner } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';

export interface PartnerProblems {
  readonly name: string | undefined;
  readonly memberId: string | undefined;
}

/** What is wrong with an entry as it is being typed. */
export function partnerProblems(
  draft: Partner,
  existing: Partner | undefined,
  partners: readonly Partner[],
): PartnerProblems {
  const memberId = draft.memberId.trim();
  const other = partners.find(
    (each) =>
      each.memberId === memberId &&
      each.connection === draft.connection &&
      !(existing?.memberId === each.memberId && existing.connection === each.connection),
  );
  return {
    name: draft.name.trim() === '' ? 'A name is needed' : undefined,
    memberId:
      memberId === ''
        ? 'The id is needed: without it nothing can be shared'
        : other === undefined
          ? undefined
          : `This id is in the address book already, as ${visibleText(other.name)}`,
  };
}
