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
] as const satisfies readonly CatalogSortKey[];
export type ColumnKey = (typeof COLUMN_KEYS)[number];

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
};

export const MIN_COLUMN_WIDTH = 64;

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

/** The kept sort order, if the list can be sorted by it. */
export function sortKeyOf(key: string): CatalogSortKey {
  return CATALOG_SORT_KEYS.find((known) => known === key) ?? 'name';
}

export function isColumnKey(key: string): key is ColumnKey {
  return (COLUMN_KEYS as readonly string[]).includes(key);
}
