import { CHANGE_WORDS, type ChangeWord, type FieldChange, type Image } from '#shared/model/index.ts';
import { imageFields, sameText } from './image-fields.ts';

/** Fields that have a word of their own: a change of nothing else is no `changed`. */
const TOLD_FIELDS: ReadonlySet<string> = new Set(['hidden', 'visibility']);

/** What of an image decides its words: small, so that those of all changed images can be held at once. */
export interface ImageState {
  readonly name: string | null;
  /** `algo:value`. */
  readonly hash: string | null;
  readonly hidden: boolean;
}

/** `undefined`: there was none; `null`: there was one, of which nothing is known. */
export type Known<Value> = Value | null | undefined;

export function stateOf(image: Image): ImageState {
  const { name, checksum, hidden } = image;
  return {
    name,
    hash: checksum === null ? null : `${checksum.algo}:${checksum.value}`.toLowerCase(),
    hidden: hidden === true,
  };
}

/** Fields that differ, sorted. A field that one state lacks is `null` there. */
export function fieldChanges(before: Image, after: Image): readonly FieldChange[] {
  const [old, now] = [imageFields(before), imageFields(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((field) => ({ field, before: old.get(field) ?? null, after: now.get(field) ?? null }))
    .filter((change) => sameText(change.before) !== sameText(change.after))
    .sort((one, other) => (one.field < other.field ? -1 : 1));
}

/** What became of an image by itself, in the order of `CHANGE_WORDS`; none if it is as it was. */
export function wordsOf(before: Known<Image>, after: Image | undefined): readonly ChangeWord[] {
  if (after === undefined) return before === undefined ? [] : ['gone'];
  if (before === undefined) return ['new'];
  // The history does not say what it was.
  if (before === null) return ['changed'];
  const fields = fieldChanges(before, after);
  const words = new Set<ChangeWord>();
  const isRehashed = otherBytes(stateOf(before), stateOf(after));
  if (isRehashed) words.add('rehashed');
  if (before.hidden !== true && after.hidden === true) words.add('hidden');
  if (before.hidden === true && after.hidden !== true) words.add('unhidden');
  if (before.visibility !== after.visibility) words.add('reshared');
  const isTold = (field: string): boolean => TOLD_FIELDS.has(field) || (isRehashed && field === 'checksum');
  if (fields.some(({ field }) => !isTold(field))) words.add('changed');
  return CHANGE_WORDS.filter((word) => words.has(word));
}

/** Both hashes are known, can be compared, and differ. */
export function otherBytes(before: ImageState, after: ImageState): boolean {
  if (before.hash === null || after.hash === null || before.hash === after.hash) return false;
  return before.hash.split(':', 1)[0] === after.hash.split(':', 1)[0];
}
