import { changedFields, editOf, fieldValue, reviewFields, wishesOf } from '#shared/edits/index.ts';
import type { Image, ImageEdit, ReviewedField } from '#shared/model/index.ts';
import { type Side, sideOf } from './review-choice.ts';

/** An edit that somebody else came before: what was seen, what is wanted, what the service has now. */
export interface LostRace {
  /** The image as the person saw it when they began. */
  readonly base: Image;
  readonly edit: ImageEdit;
  readonly now: Image;
  readonly fields: readonly ReviewedField[];
  /** What somebody else changed and this edit does not touch: it stays as theirs. */
  readonly others: readonly ReviewedField[];
}

export type Sides = Readonly<Record<string, Side>>;

/** The edit, field by field beside what the image has become. */
export function lostRace(base: Image, edit: ImageEdit, now: Image): LostRace {
  const fields = reviewFields({ edit, base }, now);
  const touched = new Set(fields.map(({ field }) => field));
  const others = changedFields(base, now)
    .filter((field) => !touched.has(field))
    .map((field): ReviewedField => {
      const theirs = fieldValue(now, field) ?? null;
      return { field, base: fieldValue(base, field) ?? null, wanted: theirs, now: theirs, state: 'same' };
    });
  return { base, edit, now, fields, others };
}

/** Nothing that a person could have an opinion on differs: the edit may simply be sent again. */
export function isNothingLost({ fields, others }: LostRace): boolean {
  return others.length === 0 && fields.every(({ state }) => state === 'clean');
}

/** The fields for which nobody has decided yet whose value shall be. */
export function openFields({ fields }: LostRace, sides: Sides): readonly ReviewedField[] {
  return fields.filter((field) => sideOf({ sides }, field) === undefined);
}

/** What is left to send once it is decided: of yours what the image does not have already. May be empty. */
export function decidedEdit({ edit, fields }: LostRace, sides: Sides): ImageEdit {
  const sent = new Set(
    fields
      .filter((field) => field.state !== 'same' && sideOf({ sides }, field) === 'yours')
      .map(({ field }) => field),
  );
  return editOf(wishesOf(edit).filter(({ field }) => sent.has(field)));
}
