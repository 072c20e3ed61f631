import type { CatalogGroup, CatalogGrouping, CatalogGroupWindow, Image } from '#shared/model/index.ts';
import { propertyText } from '#shared/search/index.ts';
import type { GroupsQuery } from '../catalog.ts';
import { compareTexts } from './compare-texts.ts';
import type { Documents } from './documents.ts';
import type { Matches } from './evaluation.ts';
import { hashAt } from './evaluation.ts';
import { groupKey } from './group-key.ts';
import { differingFields } from './image-fields.ts';
import { rowAt } from './order.ts';
import { breathe, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';
import type { Store } from './store.ts';
import { hashesOf, orderOf, type View } from './view.ts';
import type { Windows } from './windows.ts';

export interface Groups {
  /**
   * Matching images put together; those that have no value, or an empty one, are one group, the last.
   * Groups of one hash are by label in the order of their first images: nobody knows hashes by heart. Groups of
   * one size are in the order of their labels.
   */
  readonly groups: (view: View, query: GroupsQuery) => Promise<CatalogGroupWindow>;
}

/** All groups of a selection, numbered as their first images come in the list's order. */
interface Listing {
  /** By row number: its group's number + 1; 0 for rows that do not match. */
  readonly groupOf: Uint32Array;
  readonly sizes: readonly number[];
  readonly firstRows: readonly number[];
  /** The groups in the order asked for. */
  readonly sorted: readonly number[];
}

const KEPT_LISTINGS = 2;
/** Groups up to so many images say in what these differ. */
const MOST_COMPARED = 50;
const STEPS = 20_000;

export function createGroups(sql: Sql, store: Store, windows: Windows, documents: Documents): Groups {
  const kept = new WeakMap<View, Map<string, Listing>>();

  const listingOf = async (view: View, query: GroupsQuery): Promise<Listing> => {
    const matches = await windows.matches(view, query);
    const key = JSON.stringify([matches.key, query.by, query.order]);
    const known = kept.get(view) ?? new Map<string, Listing>();
    kept.set(view, known);
    const listing = known.get(key) ?? (await makeListing(sql, store, view, matches, query));
    known.delete(key);
    known.set(key, listing);
    for (const oldest of known.keys()) {
      if (known.size <= KEPT_LISTINGS) break;
      known.delete(oldest);
    }
    return listing;
  };

  return {
    async groups(view, query) {
      const listing = await listingOf(view, query);
      const pace = store.pace(view);
      const shown = listing.sorted.slice(query.offset, query.offset + query.limit);
      const found = await membersOf(view, listing, shown, query.by === 'hash', pace);
      const firsts = documents.images(
        view,
        shown.map((group) => listing.firstRows[group] ?? 0),
      );
      const groups: CatalogGroup[] = [];
      for (const [at, group] of shown.entries()) {
        const first = firsts[at];
        const members = found[at];
        if (first === undefined || members === undefined) continue;
        const compared = members.rows.length >= 2 && members.rows.length <= MOST_COMPARED;
        groups.push({
          key: keyOfRow(sql, view, query.by, listing.firstRows[group] ?? 0),
          label: labelOf(first, query.by),
          images: listing.sizes[group] ?? 0,
          connections: members.connections,
          first,
          differing: compared ? differingFields(documents.images(view, members.rows)) : [],
        });
        await breathe(pace);
      }
      return { groups, offset: query.offset, total: listing.sorted.length };
    },
  };
}

async function makeListing(
  sql: Sql,
  store: Store,
  view: View,
  { mask }: Matches,
  { by, order }: GroupsQuery,
): Promise<Listing> {
  const pace = store.pace(view);
  const names = await orderOf(view, 'name', pace);
  const numberOf = await valuesOf(sql, view, by, pace);
  const groupOf = new Uint32Array(view.columns.capacity);
  const numbers = new Map<number, number>();
  const sizes: number[] = [];
  const firstRows: number[] = [];
  for (let place = 0; place < names.rows.length; place++) {
    if (place % STEPS === 0) await breathe(pace);
    const row = rowAt(names, 'asc', place);
    if (mask !== undefined && mask[row] !== 1) continue;
    const value = numberOf(row);
    let group = numbers.get(value);
    if (group === undefined) {
      group = sizes.length;
      numbers.set(value, group);
      sizes.push(0);
      firstRows.push(row);
    }
    sizes[group] = (sizes[group] ?? 0) + 1;
    groupOf[row] = group + 1;
  }
  const byLabel = labelOrder(view, by, sizes.length, (group) => firstRows[group] ?? 0, numberOf);
  const none = numbers.get(NOTHING);
  // Those that have nothing in common come last here, too, however many they are.
  const weight = (group: number): number => (group === none ? 0 : (sizes[group] ?? 0));
  const sorted = order === 'label' ? byLabel : byLabel.toSorted((one, other) => weight(other) - weight(one));
  return { groupOf, sizes, firstRows, sorted };
}

const COLUMN = {
  connection: 'connection',
  distribution: 'distribution',
  owner: 'owner',
  visibility: 'visibility',
} as const;
const NOTHING = -1;

/** A number for each row, the same for rows of one group. */
async function valuesOf(
  sql: Sql,
  view: View,
  by: CatalogGrouping,
  pace: Pace,
): Promise<(row: number) => number> {
  if (by === 'hash') {
    const hashes = await hashesOf(view, sql, pace);
    return (row) => {
      const number = hashes[row] ?? Number.NaN;
      return Number.isNaN(number) ? NOTHING : number;
    };
  }
  const { codes, texts } = view.columns.codes[COLUMN[by]];
  return (row) => {
    const code = codes[row] ?? 0;
    return texts[code] === null || texts[code] === '' ? NOTHING : code;
  };
}

/** Groups by what is common, those without anything last. */
function labelOrder(
  view: View,
  by: CatalogGrouping,
  count: number,
  firstRow: (group: number) => number,
  numberOf: (row: number) => number,
): readonly number[] {
  const groups = Array.from({ length: count }, (_, group) => group);
  const value = groups.map((group) => numberOf(firstRow(group)));
  const last = (group: number): number => (value[group] === NOTHING ? 1 : 0);
  if (by === 'hash') return groups.toSorted((one, other) => last(one) - last(other));
  const { texts } = view.columns.codes[COLUMN[by]];
  const text = (group: number): string => texts[value[group] ?? 0] ?? '';
  return groups.toSorted((one, other) => last(one) - last(other) || compareTexts(text(one), text(other)));
}

interface Members {
  readonly connections: CatalogGroup['connections'];
  /** At most one more than are compared; none where nothing is compared. */
  readonly rows: readonly number[];
}

/** Where the images of some groups are. */
async function membersOf(
  view: View,
  { groupOf, sizes }: Listing,
  shown: readonly number[],
  withRows: boolean,
  pace: Pace,
): Promise<readonly Members[]> {
  const { codes, texts } = view.columns.codes.connection;
  const places = new Int32Array(sizes.length + 1).fill(-1);
  shown.forEach((group, at) => {
    places[group + 1] = at;
  });
  const counts = shown.map(() => new Map<number, number>());
  const rows = shown.map((): number[] => []);
  for (let row = 0; row < groupOf.length; row++) {
    if (row % STEPS === 0) await breathe(pace);
    const group = groupOf[row] ?? 0;
    const place = places[group] ?? -1;
    if (place === -1) continue;
    const code = codes[row] ?? 0;
    const count = counts[place];
    count?.set(code, (count.get(code) ?? 0) + 1);
    if (withRows && (sizes[group - 1] ?? 0) <= MOST_COMPARED) rows[place]?.push(row);
  }
  return shown.map((_, at) => ({
    connections: [...(counts[at] ?? [])]
      .map(([code, images]) => ({ connection: texts[code] ?? '', images }))
      .sort((one, other) => other.images - one.images || compareTexts(one.connection, other.connection)),
    rows: rows[at] ?? [],
  }));
}

function keyOfRow(sql: Sql, view: View, by: CatalogGrouping, row: number): string {
  if (by === 'hash') return groupKey(hashAt(sql, view, row));
  const { texts, codes } = view.columns.codes[COLUMN[by]];
  return groupKey(texts[codes[row] ?? 0] ?? null);
}

/** As the first image has it. */
function labelOf(image: Image, by: CatalogGrouping): string | null {
  const value = valueIn(image, by);
  return value === '' ? null : value;
}

function valueIn(image: Image, by: CatalogGrouping): string | null {
  switch (by) {
    case 'connection':
      return image.connection;
    case 'owner':
      return image.owner;
    case 'visibility':
      return image.visibility;
    case 'hash':
      return image.checksum === null ? null : `${image.checksum.algo}:${image.checksum.value}`;
    case 'distribution': {
      const { properties } = image;
      const value = Object.hasOwn(properties, 'os_distro') ? properties['os_distro'] : undefined;
      return value === undefined ? null : propertyText(value);
    }
  }
}
