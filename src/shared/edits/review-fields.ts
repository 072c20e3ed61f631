import type { Image, QueuedEdit, ReviewedField } from '../model/index.ts';
import { fieldValue, PLAIN_FIELDS, propertyField, tagField, wishesOf } from './edit-fields.ts';
import { sameValue } from './same-value.ts';

/** Each field of an edit beside what the image has now. A property that is not there reads `null`. */
export function reviewFields(
  { edit, base }: Pick<QueuedEdit, 'edit' | 'base'>,
  now: Image,
): readonly ReviewedField[] {
  return wishesOf(edit).map(({ field, wanted }) => {
    const before = fieldValue(base, field);
    const current = fieldValue(now, field);
    return {
      field,
      base: before ?? null,
      wanted: wanted ?? null,
      now: current ?? null,
      state: sameValue(current, wanted) ? 'same' : sameValue(current, before) ? 'clean' : 'conflict',
    };
  });
}

/** The fields that can be edited in which an image differs from what it was; properties by their first key. */
export function changedFields(base: Image, now: Image): readonly string[] {
  const of = <Key extends keyof Image>(key: Key) => [base[key], now[key]] as const;
  const keys = new Set(of('properties').flatMap((properties) => Object.keys(properties)));
  const tags = new Set(of('tags').flat());
  const fields = [...PLAIN_FIELDS, ...[...keys].map(propertyField), ...[...tags].map(tagField)];
  return fields.filter((field) => !sameValue(fieldValue(base, field), fieldValue(now, field)));
}
