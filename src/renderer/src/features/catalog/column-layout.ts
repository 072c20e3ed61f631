import { CATALOG_SORT_KEYS, type CatalogSortKey, type Settings } from '#shared/model/index.ts';

export const COLUMN_KEYS = [
  'name',
  'connection',
  'status',
  'sizeBytes',
  'visibility',
  'updatedAt',
  'diskFormat',
  'minDiskGb',
  'minRamMb',
  'virtualSizeBytes',
  'owner',
  'createdAt',
  'id',
  'containerFormat',
  'distribution',
  'tags',
  'protected',
  'hash',
] as const;
export type ColumnKey = (typeof COLUMN_KEYS)[number];

/** Those that the list can be sorted by. */
export const SORTABLE_COLUMNS: readonly (ColumnKey & CatalogSortKey)[] = COLUMN_KEYS.filter(isSortable);

interface ColumnFacts {
  readonly label: string;
  readonly width: number;
  readonly shown: boolean;
  /** Numbers stand at the right. */
  readonly alignEnd?: boolean;
}

export const COLUMN_FACTS: Readonly<Record<ColumnKey, ColumnFacts>> = {
  name: { label: 'Name', width: 184, shown: true },
  connection: { label: 'Cloud', width: 104, shown: true },
  status: { label: 'Status', width: 104, shown: true },
  sizeBytes: { label: 'Size', width: 80, shown: true, alignEnd: true },
  visibility: { label: 'Visibility', width: 92, shown: true },
  updatedAt: { label: 'Updated', width: 100, shown: true },
  diskFormat: { label: 'Disk format', width: 96, shown: false },
  minDiskGb: { label: 'Min disk', width: 84, shown: false, alignEnd: true },
  minRamMb: { label: 'Min memory', width: 104, shown: false, alignEnd: true },
  virtualSizeBytes: { label: 'In the guest', width: 100, shown: false, alignEnd: true },
  owner: { label: 'Owner', width: 128, shown: false },
  createdAt: { label: 'Created', width: 104, shown: false },
  id: { label: 'Id', width: 144, shown: false },
  containerFormat: { label: 'Container', width: 96, shown: false },
  distribution: { label: 'Distribution', width: 112, shown: false },
  tags: { label: 'Tags', width: 144, shown: false },
  protected: { label: 'Protected', width: 92, shown: false },
  hash: { label: 'Hash', width: 144, shown: false },
};

export const MIN_COLUMN_WIDTH = 64;
export const MAX_COLUMN_WIDTH = 2000;

export interface ColumnChoice {
  readonly key: ColumnKey;
  readonly visible: boolean;
  readonly width: number;
}

/**
 * The columns in their order: as kept in the settings, with those that the settings do not know yet after
 * them. The name comes first and cannot be hidden, as a row without it says nothing.
 */
export function columnLayout(kept: Settings['columns']): readonly ColumnChoice[] {
  const choices: ColumnChoice[] = [];
  for (const { key, visible, width } of kept) {
    if (!isColumnKey(key) || choices.some((choice) => choice.key === key)) continue;
    choices.push({ key, visible: visible || key === 'name', width: Math.max(MIN_COLUMN_WIDTH, width) });
  }
  for (const key of COLUMN_KEYS) {
    if (choices.some((choice) => choice.key === key)) continue;
    choices.push({ key, visible: COLUMN_FACTS[key].shown, width: COLUMN_FACTS[key].width });
  }
  return choices.sort((a, b) => Number(b.key === 'name') - Number(a.key === 'name'));
}

/** Moves a column one place; the name keeps the first. */
export function moveColumn(
  layout: readonly ColumnChoice[],
  key: ColumnKey,
  step: -1 | 1,
): readonly ColumnChoice[] {
  const from = layout.findIndex((choice) => choice.key === key);
  const to = from + step;
  const moved = layout[from];
  const other = layout[to];
  if (moved === undefined || other === undefined || from < 1 || to < 1) return layout;
  const next = [...layout];
  next[from] = other;
  next[to] = moved;
  return next;
}

/** Puts a column where another stands; the name keeps the first place. */
export function placeColumn(
  layout: readonly ColumnChoice[],
  key: ColumnKey,
  before: ColumnKey | undefined,
): readonly ColumnChoice[] {
  const moved = layout.find((choice) => choice.key === key);
  if (moved === undefined || key === 'name' || before === 'name' || before === key) return layout;
  const others = layout.filter((choice) => choice !== moved);
  const at = before === undefined ? others.length : others.findIndex((choice) => choice.key === before);
  return others.toSpliced(at, 0, moved);
}

/** Moves a column past the next one that is on show; hidden ones are no steps. `onShow` in their order. */
export function stepColumn(
  layout: readonly ColumnChoice[],
  key: ColumnKey,
  step: -1 | 1,
  onShow: readonly ColumnKey[],
): readonly ColumnChoice[] {
  const at = onShow.indexOf(key);
  const neighbour = onShow[at + step];
  if (at < 1 || neighbour === undefined || neighbour === 'name') return layout;
  if (step < 0) return placeColumn(layout, key, neighbour);
  return placeColumn(layout, key, onShow[at + 2]);
}

/** Changes one column. */
export function changeColumn(
  layout: readonly ColumnChoice[],
  key: ColumnKey,
  patch: Partial<Omit<ColumnChoice, 'key'>>,
): readonly ColumnChoice[] {
  return layout.map((choice) => (choice.key === key ? { ...choice, ...patch } : choice));
}

export function isSortable(key: string): key is ColumnKey & CatalogSortKey {
  return (CATALOG_SORT_KEYS as readonly string[]).includes(key);
}

/** The kept sort order, if the list can be sorted by it. */
export function sortKeyOf(key: string): CatalogSortKey {
  return CATALOG_SORT_KEYS.find((known) => known === key) ?? 'name';
}

export function isColumnKey(key: string): key is ColumnKey {
  return (COLUMN_KEYS as readonly string[]).includes(key);
}
