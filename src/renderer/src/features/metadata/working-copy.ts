import {
  editOf,
  fieldValue,
  propertyField,
  propertyOf,
  sameValue,
  wishesOf,
  withWishes,
} from '#shared/edits/index.ts';
import type { Image, ImageEdit, JsonValue } from '#shared/model/index.ts';

/** An image with changes that are collected and not sent yet. Never holds what is as it was. */
export interface WorkingCopy {
  /** The image as it stood when the person began. */
  readonly base: Image;
  /** What is wanted, by field; `undefined` for a property that shall go. */
  readonly wishes: ReadonlyMap<string, JsonValue | undefined>;
}

export type EntryState = 'kept' | 'added' | 'changed' | 'removed';

/** One property of a working copy. */
export interface Entry {
  readonly key: string;
  /** As it shall be; of one that is removed, as it was. */
  readonly value: JsonValue;
  /** As the image has it; `undefined` where it has none. */
  readonly before: JsonValue | undefined;
  readonly state: EntryState;
}

export function workingCopy(base: Image): WorkingCopy {
  return { base, wishes: new Map() };
}

/** Wants something of one field. What the image has already is no change. */
export function withWish(copy: WorkingCopy, field: string, wanted: JsonValue | undefined): WorkingCopy {
  const wishes = new Map(copy.wishes);
  if (sameValue(fieldValue(copy.base, field), wanted)) wishes.delete(field);
  else wishes.set(field, wanted);
  return { ...copy, wishes };
}

/** Wants a property to have a value, or none. */
export function withProperty(copy: WorkingCopy, key: string, value: JsonValue | undefined): WorkingCopy {
  return withWish(copy, propertyField(key), value);
}

/** Takes back what is wanted of a field. */
export function withoutWish(copy: WorkingCopy, field: string): WorkingCopy {
  const wishes = new Map(copy.wishes);
  wishes.delete(field);
  return { ...copy, wishes };
}

/** Lays an edit over the working copy. */
export function withEdit(copy: WorkingCopy, edit: ImageEdit): WorkingCopy {
  return wishesOf(edit).reduce((held, { field, wanted }) => withWish(held, field, wanted), copy);
}

/** The smallest edit that makes the image what the working copy is. */
export function copyEdit({ wishes }: WorkingCopy): ImageEdit {
  return editOf([...wishes].map(([field, wanted]) => ({ field, wanted })));
}

/** The image as it would be. */
export function copyImage({ base, wishes }: WorkingCopy): Image {
  return withWishes(
    base,
    [...wishes].map(([field, wanted]) => ({ field, wanted })),
    false,
  );
}

const IN_ENGLISH = new Intl.Collator('en');

/** Every property that is there or was, by key. */
export function entriesOf({ base, wishes }: WorkingCopy): readonly Entry[] {
  const wanted = [...wishes.keys()].flatMap((field) => propertyOf(field) ?? []);
  const keys = new Set([...Object.keys(base.properties), ...wanted]);
  return [...keys].sort(IN_ENGLISH.compare).flatMap((key) => entryOf({ base, wishes }, key) ?? []);
}

function entryOf({ base, wishes }: WorkingCopy, key: string): Entry | undefined {
  const field = propertyField(key);
  const before = Object.hasOwn(base.properties, key) ? base.properties[key] : undefined;
  const value = wishes.has(field) ? wishes.get(field) : before;
  if (value !== undefined) {
    const state = !wishes.has(field) ? 'kept' : before === undefined ? 'added' : 'changed';
    return { key, value, before, state };
  }
  return before === undefined ? undefined : { key, value: before, before, state: 'removed' };
}

/** What is wanted besides properties: `minDiskGb`, a tag. */
export function otherFields({ wishes }: WorkingCopy): readonly string[] {
  return [...wishes.keys()].filter((field) => propertyOf(field) === undefined);
}

/** In words: `3 changes: 1 added, 1 changed, 1 removed`; `Nothing changed yet`. */
export function changeWords(copy: WorkingCopy): string {
  const entries = entriesOf(copy);
  const count = (state: EntryState): number => entries.filter((each) => each.state === state).length;
  const all = copy.wishes.size;
  if (all === 0) return 'Nothing changed yet';
  const parts = [
    [count('added'), 'added'],
    [count('changed') + otherFields(copy).length, 'changed'],
    [count('removed'), 'removed'],
  ] as const;
  const words = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return `${all} ${all === 1 ? 'change' : 'changes'}: ${words.join(', ')}`;
}
