import type { CatalogValue, CatalogValueSource } from '#shared/model/index.ts';
import {
  isFlagField,
  isNumberField,
  isTimeField,
  quoteValue,
  SEARCH_KEYS,
  type SearchKey,
  type SearchPlace,
} from '#shared/search/index.ts';

/** Something that can take the place of what is at the caret. */
export interface Suggestion {
  /** What is put there. */
  readonly insert: string;
  readonly label: string;
  readonly meaning?: string | undefined;
  /** Images that have it. */
  readonly images?: number | undefined;
  /** More of the same term follows, so that the next thing is suggested at once. */
  readonly goesOn: boolean;
}

interface Cloud {
  readonly name: string;
  readonly images: number;
}

const MOST = 8;
/** A word so long may also be the beginning of a property's key. */
const PROPERTY_KEY_FROM = 2;

const VALUE_SOURCES: Readonly<Partial<Record<SearchKey, CatalogValueSource>>> = {
  name: { of: 'name' },
  tag: { of: 'tag' },
  owner: { of: 'owner' },
  format: { of: 'format' },
  container: { of: 'container' },
  status: { of: 'status' },
  visibility: { of: 'visibility' },
};

const TIMES: readonly (readonly [string, string])[] = [
  ['<1h', 'in the last hour'],
  ['<1d', 'in the last 24 hours'],
  ['<7d', 'in the last 7 days'],
  ['<30d', 'in the last 30 days'],
  ['today', 'since midnight'],
  ['yesterday', 'the day before'],
  ['>30d', 'longer ago than 30 days'],
  ['>1y', 'longer ago than a year'],
];
const SIZES: readonly (readonly [string, string])[] = [
  ['>1G', 'more than 1 GiB'],
  ['>10G', 'more than 10 GiB'],
  ['<100M', 'less than 100 MiB'],
  ['1G..5G', 'from 1 to 5 GiB'],
];
const DISKS: readonly (readonly [string, string])[] = [
  ['0', 'no least disk'],
  ['>=20', '20 GB or more'],
  ['10..40', 'from 10 to 40 GB'],
];
const MEMORIES: readonly (readonly [string, string])[] = [
  ['0', 'no least memory'],
  ['>=2G', '2 GB or more'],
  ['512..2048', 'from 512 to 2048 MB'],
];
const FLAGS: readonly (readonly [string, string])[] = [
  ['yes', 'is so'],
  ['no', 'is not, or not known'],
];

/** What the catalogue is asked for a place; `undefined` where it has nothing to say. */
export function valueSource(place: SearchPlace): CatalogValueSource | undefined {
  switch (place.of) {
    case 'property-key':
      return { of: 'property-key' };
    case 'property':
      return { of: 'property', key: place.key };
    case 'value':
      return VALUE_SOURCES[place.key];
    case 'word':
      return place.quoted || place.text.length < PROPERTY_KEY_FROM ? undefined : { of: 'property-key' };
  }
}

/** What is suggested for a place, best first. `values` are the catalogue's answer to `valueSource`. */
export function suggestionsFor(
  place: SearchPlace,
  values: readonly CatalogValue[],
  clouds: readonly Cloud[],
): readonly Suggestion[] {
  const all = suggested(place, values, clouds);
  // All keys, for who looks what there is.
  return place.of === 'word' && place.text === '' ? all : all.slice(0, MOST);
}

function suggested(
  place: SearchPlace,
  values: readonly CatalogValue[],
  clouds: readonly Cloud[],
): readonly Suggestion[] {
  if (place.of === 'word')
    return place.quoted ? [] : [...keys(place.text), ...propertyKeys(place.text, values)];
  if (place.of === 'property-key')
    return values.map(({ value, images }) => ({
      insert: `${quoteValue(value)}:`,
      label: value,
      images,
      goesOn: true,
    }));
  if (place.of === 'property') return values.map(asValue);
  const typed = place.text.toLowerCase();
  if (place.key === 'cloud')
    return clouds
      .filter(({ name }) => name.toLowerCase().includes(typed))
      .map(({ name, images }) => asValue({ value: name, images }));
  return VALUE_SOURCES[place.key] === undefined ? fixed(place.key, typed) : values.map(asValue);
}

function keys(typed: string): readonly Suggestion[] {
  const start = typed.toLowerCase();
  return SEARCH_KEYS.filter(
    ({ key, aliases }) =>
      key.startsWith(start) || (start.length > 1 && aliases.some((alias) => alias.startsWith(start))),
  ).map(({ key, meaning }) => {
    const insert = key === 'property' ? 'property.' : isFlagField(key) ? key : `${key}:`;
    return { insert, label: insert, meaning, goesOn: insert !== key };
  });
}

/** Properties whose key begins as the word does. */
function propertyKeys(typed: string, values: readonly CatalogValue[]): readonly Suggestion[] {
  const start = typed.toLowerCase();
  if (start.length < PROPERTY_KEY_FROM) return [];
  return values
    .filter(({ value }) => value.toLowerCase().startsWith(start))
    .slice(0, 4)
    .map(({ value, images }) => {
      const insert = `property.${quoteValue(value)}:`;
      return { insert, label: insert, images, goesOn: true };
    });
}

function asValue({ value, images }: CatalogValue): Suggestion {
  return { insert: quoteValue(value), label: value, images, goesOn: false };
}

function fixed(key: SearchKey, typed: string): readonly Suggestion[] {
  const offers = isFlagField(key)
    ? FLAGS
    : isTimeField(key)
      ? TIMES
      : key === 'min_disk'
        ? DISKS
        : key === 'min_ram'
          ? MEMORIES
          : isNumberField(key)
            ? SIZES
            : [];
  return offers
    .filter(([value]) => value.startsWith(typed) && value !== typed)
    .map(([value, meaning]) => ({ insert: value, label: value, meaning, goesOn: false }));
}

/** The text with a suggestion in its place, and where the caret goes. */
export function withSuggestion(
  text: string,
  { span }: SearchPlace,
  { insert, goesOn }: Suggestion,
): { readonly text: string; readonly caret: number } {
  const after = text.slice(span.end);
  // A key that was ended already keeps its colon.
  const put = after.startsWith(':') && insert.endsWith(':') ? insert.slice(0, -1) : insert;
  const isLast = after === '' && !goesOn;
  const before = `${text.slice(0, span.start)}${put}${isLast ? ' ' : ''}`;
  const caret = before.length + (put === insert ? 0 : 1);
  return { text: before + after, caret };
}
