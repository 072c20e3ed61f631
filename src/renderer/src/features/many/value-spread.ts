import { fieldValue } from '#shared/edits/index.ts';
import type { Image, JsonValue } from '#shared/model/index.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { valueWords } from '../edits/edit-words.ts';

/** One value that some of many images have in a field; `undefined` where they have none. */
export interface SpreadValue {
  readonly value: JsonValue | undefined;
  readonly images: number;
}

/** Which values many images have in a field, those of the most images first. */
export function spreadOf(images: readonly Image[], field: string): readonly SpreadValue[] {
  const counts: Counts = new Map();
  for (const image of images) count(counts, fieldValue(image, field));
  return inOrder(counts);
}

/** The one value that all have; `undefined` if they differ, or none has any. */
export function sharedValue(spread: readonly SpreadValue[]): JsonValue | undefined {
  return spread.length === 1 ? spread[0]?.value : undefined;
}

const NAMED = 3;

/** The values in words: `Private`, or `Mixed: Private on 120, Public on 80`. */
export function spreadWords(field: string, spread: readonly SpreadValue[]): string {
  const [only] = spread;
  if (only === undefined) return '';
  if (spread.length === 1) return valueWords(field, only.value ?? null);
  const words = spread
    .slice(0, NAMED)
    .map(({ value, images }) => `${valueWords(field, value ?? null)} on ${formatCount(images)}`);
  const rest = spread.length - NAMED;
  if (rest <= 0) return `Mixed: ${words.join(', ')}`;
  return `Mixed: ${words.join(', ')} and ${rest === 1 ? 'another value' : `${formatCount(rest)} other values`}`;
}

/** How many images have each tag, those of the most images first. */
export function tagCounts(images: readonly Image[]): ReadonlyMap<string, number> {
  return counted(images, ({ tags }) => tags);
}

/** The keys of all properties, in their order, and which values each has: one pass, for thousands of images. */
export function propertySpreads(images: readonly Image[]): ReadonlyMap<string, readonly SpreadValue[]> {
  const found = new Map<string, Counts>();
  for (const { properties } of images) {
    for (const [key, value] of Object.entries(properties)) {
      const counts: Counts = found.get(key) ?? new Map();
      found.set(key, counts);
      count(counts, value);
    }
  }
  return new Map(
    [...found]
      .sort(([one], [other]) => one.localeCompare(other, 'en'))
      .map(([key, counts]) => [key, inOrder(withMissing(counts, images.length))]),
  );
}

type Counts = Map<string, { value: JsonValue | undefined; images: number }>;

function count(counts: Counts, value: JsonValue | undefined): void {
  const text = value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : `${value}`;
  const typed = `${typeof value} ${text}`;
  const held = counts.get(typed);
  if (held === undefined) counts.set(typed, { value, images: 1 });
  else held.images += 1;
}

/** Images that have no value at all are a value, too. */
function withMissing(counts: Counts, images: number): Counts {
  const having = [...counts.values()].reduce((sum, each) => sum + each.images, 0);
  return having === images ? counts : new Map(counts).set('', { value: undefined, images: images - having });
}

function inOrder(counts: Counts): readonly SpreadValue[] {
  return [...counts.values()].sort((one, other) => other.images - one.images);
}

function counted(
  images: readonly Image[],
  of: (image: Image) => readonly string[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const image of images)
    for (const word of new Set(of(image))) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].sort(([a, one], [b, other]) => other - one || a.localeCompare(b, 'en')));
}
