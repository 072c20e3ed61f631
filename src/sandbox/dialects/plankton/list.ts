import type { Switches } from '../../switches/switches.ts';
import { badRequest } from './faults.ts';
import { detailView, type PlanktonImage } from './image-view.ts';

const sortKeys = [
  'id',
  'name',
  'status',
  'size',
  'disk_format',
  'container_format',
  'created_at',
  'updated_at',
] as const;

export interface ListQuery {
  readonly sortKey: (typeof sortKeys)[number];
  readonly descending: boolean;
  readonly filters: ReadonlyMap<string, string>;
}

/** @throws PlanktonFault 400 for the little that real servers look at (plankton.md §5). */
export function listQuery(pairs: readonly (readonly [string, string])[]): ListQuery {
  const filters = new Map(pairs);
  const asked = filters.get('sort_key') ?? 'created_at';
  const sortKey = sortKeys.find((key) => key === asked);
  if (sortKey === undefined) throw badRequest("Invalid 'sort_key'");
  const direction = filters.get('sort_dir') ?? 'desc';
  if (direction !== 'asc' && direction !== 'desc') throw badRequest("Invalid 'sort_dir'");
  for (const name of ['size_max', 'size_min']) {
    const value = filters.get(name);
    if (value !== undefined && !/^\s*[+-]?\d+\s*$/.test(value)) throw badRequest('Malformed request.');
  }
  return { sortKey, descending: direction === 'desc', filters };
}

export function filteredAndSorted(
  images: readonly PlanktonImage[],
  { sortKey, descending, filters }: ListQuery,
  switches: Switches,
): readonly PlanktonImage[] {
  const matches = (entry: PlanktonImage) => {
    const view = detailView(entry, switches);
    const isEqual = (['name', 'container_format', 'disk_format', 'status'] as const).every(
      (key) => (filters.get(key) ?? view[key]) === view[key],
    );
    const least = Number(filters.get('size_min') ?? 0);
    return isEqual && view.size >= least && view.size <= Number(filters.get('size_max') ?? Infinity);
  };
  const kept = switches.flag('plankton-apply-filters') ? images.filter(matches) : images;
  const keyed = kept.map((entry) => ({ entry, key: sortValue(entry, sortKey, switches) }));
  const sign = descending ? -1 : 1;
  return keyed
    .toSorted((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : 0))
    .map(({ entry }) => entry);
}

function sortValue(entry: PlanktonImage, key: ListQuery['sortKey'], switches: Switches): string | number {
  // Times are shown in seconds; sorted by what lies behind them.
  if (key === 'created_at') return entry.object.registeredAt ?? entry.image.createdAt;
  if (key === 'updated_at') return entry.image.updatedAt;
  return detailView(entry, switches)[key];
}
