import type { Image, QueuedEdit, ReviewedField } from '../model/index.ts';
import { fieldValue, wishesOf } from './edit-fields.ts';
import { sameValue } from './same-value.ts';

/** Each field of a waiting edit beside what the image has now. A property that is not there reads `null`. */
export function reviewFields({ edit, base }: QueuedEdit, now: Image): readonly ReviewedField[] {
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
