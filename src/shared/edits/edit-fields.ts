import type { Image, ImageEdit, JsonValue } from '../model/index.ts';

/**
 * One thing that an edit wants. `name`, `minDiskGb` and the like are called as in the edit; a property is
 * `property.KEY`, gone where nothing is wanted; a tag is `tag.TAG`, there or not. So two people who add a tag
 * each want different things, and never contradict each other.
 */
export interface FieldWish {
  readonly field: string;
  readonly wanted: JsonValue | undefined;
}

export const PLAIN_FIELDS = [
  'name',
  'visibility',
  'minDiskGb',
  'minRamMb',
  'protected',
  'hidden',
  'diskFormat',
  'containerFormat',
] as const;
type PlainField = (typeof PLAIN_FIELDS)[number];

const PROPERTY = 'property.';
const TAG = 'tag.';

/** What an edit wants, field by field. Of what it says twice, what a provider would do last counts. */
export function wishesOf(edit: ImageEdit): readonly FieldWish[] {
  const wishes = new Map<string, JsonValue | undefined>();
  for (const field of PLAIN_FIELDS) if (edit[field] !== undefined) wishes.set(field, edit[field]);
  for (const [key, value] of Object.entries(edit.setProperties ?? {})) wishes.set(PROPERTY + key, value);
  for (const key of edit.unsetProperties ?? []) wishes.set(PROPERTY + key, undefined);
  for (const tag of edit.removeTags ?? []) wishes.set(TAG + tag, false);
  for (const tag of edit.addTags ?? []) wishes.set(TAG + tag, true);
  return [...wishes].map(([field, wanted]) => ({ field, wanted }));
}

/** The edit that wants just this. */
export function editOf(wishes: readonly FieldWish[]): ImageEdit {
  const plain: Partial<Record<PlainField, JsonValue>> = {};
  const set: [string, JsonValue][] = [];
  const [unset, added, removed]: [string[], string[], string[]] = [[], [], []];
  for (const { field, wanted } of wishes) {
    const key = propertyOf(field);
    const tag = tagOf(field);
    if (tag !== undefined) (wanted === true ? added : removed).push(tag);
    else if (key === undefined) Object.assign(plain, { [field]: wanted });
    else if (wanted === undefined) unset.push(key);
    else set.push([key, wanted]);
  }
  return {
    ...(plain as ImageEdit),
    ...(set.length > 0 ? { setProperties: Object.fromEntries(set) } : {}),
    ...(unset.length > 0 ? { unsetProperties: unset } : {}),
    ...(added.length > 0 ? { addTags: added } : {}),
    ...(removed.length > 0 ? { removeTags: removed } : {}),
  };
}

/** What an image has in a field; `undefined` for a property that it does not have. */
export function fieldValue(image: Image, field: string): JsonValue | undefined {
  const tag = tagOf(field);
  if (tag !== undefined) return image.tags.includes(tag);
  const key = propertyOf(field);
  if (key === undefined) return image[field as PlainField];
  let value: JsonValue | undefined = image.properties;
  for (const step of pathOf(image, key)) value = memberOf(value, step);
  return value;
}

/** The image as it would be with these wishes. `nested`: properties are trees, and their keys may be ways. */
export function withWishes(image: Image, wishes: readonly FieldWish[], nested: boolean): Image {
  let changed = image;
  for (const wish of wishes) changed = withWish(changed, wish, nested);
  return changed;
}

function withWish(image: Image, { field, wanted }: FieldWish, nested: boolean): Image {
  const tag = tagOf(field);
  if (tag !== undefined) {
    if ((wanted === true) === image.tags.includes(tag)) return image;
    return {
      ...image,
      tags: wanted === true ? [...image.tags, tag] : image.tags.filter((each) => each !== tag),
    };
  }
  const key = propertyOf(field);
  if (key === undefined) return { ...image, [field]: wanted };
  const path = nested ? pathOf(image, key) : [key];
  return { ...image, properties: changedAt(image.properties, path, wanted) };
}

/** The field of a property. */
export function propertyField(key: string): string {
  return PROPERTY + key;
}

/** The field of a tag. */
export function tagField(tag: string): string {
  return TAG + tag;
}

/** The key of a property's field. */
export function propertyOf(field: string): string | undefined {
  return field.startsWith(PROPERTY) ? field.slice(PROPERTY.length) : undefined;
}

export function tagOf(field: string): string | undefined {
  return field.startsWith(TAG) ? field.slice(TAG.length) : undefined;
}

/** The key that is there under just this name, else the way that it means (fifo.md §4). */
export function pathOf({ properties }: Pick<Image, 'properties'>, key: string): readonly string[] {
  return Object.hasOwn(properties, key) ? [key] : key.split('/');
}

type Tree = Readonly<Record<string, JsonValue>>;

function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isTree(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A tree with another value at a path, or without what was there. */
export function changedAt(tree: Tree, path: readonly string[], value: JsonValue | undefined): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return tree;
  const others = Object.entries(tree).filter(([held]) => held !== key);
  if (rest.length === 0) return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
  const below = memberOf(tree, key);
  if (value === undefined && !isTree(below)) return tree;
  return Object.fromEntries([...others, [key, changedAt(isTree(below) ? below : {}, rest, value)]]);
}

function isTree(value: JsonValue | undefined): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
