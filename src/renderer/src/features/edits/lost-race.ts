import { changedFields, editOf, fieldValue, reviewFields, wishesOf } from '#shared/edits/index.ts';
import type { Image, ImageEdit, JsonValue, ReviewedField } from '#shared/model/index.ts';
import { type Side, sideOf } from './review-choice.ts';

/** A field of a change beside what the service has now; what is not there may be `undefined`. */
export interface RacedField extends Pick<ReviewedField, 'field' | 'state'> {
  readonly base: JsonValue | undefined;
  readonly wanted: JsonValue | undefined;
  readonly now: JsonValue | undefined;
}

/** A change that somebody else came before, field by field. */
export interface Race {
  readonly fields: readonly RacedField[];
  /** What somebody else changed and this change does not touch: it stays as theirs. */
  readonly others: readonly RacedField[];
}

/** An edit of an image that somebody else came before: what was seen, what is wanted, what the service has now. */
export interface LostRace extends Race {
  /** The image as the person saw it when they began. */
  readonly base: Image;
  readonly edit: ImageEdit;
  readonly now: Image;
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
export function isNothingLost({ fields, others }: Race): boolean {
  return others.length === 0 && fields.every(({ state }) => state === 'clean');
}

/** The fields for which nobody has decided yet whose value shall be. */
export function openFields({ fields }: Race, sides: Sides): readonly RacedField[] {
  return fields.filter((field) => sideOf({ sides }, field) === undefined);
}

/** The fields that are yours once it is decided, and not so already. */
export function yourFields({ fields }: Race, sides: Sides): ReadonlySet<string> {
  const yours = fields.filter((field) => field.state !== 'same' && sideOf({ sides }, field) === 'yours');
  return new Set(yours.map(({ field }) => field));
}

/** What is left to send once it is decided: of yours what the image does not have already. May be empty. */
export function decidedEdit(race: LostRace, sides: Sides): ImageEdit {
  const sent = yourFields(race, sides);
  return editOf(wishesOf(race.edit).filter(({ field }) => sent.has(field)));
}
