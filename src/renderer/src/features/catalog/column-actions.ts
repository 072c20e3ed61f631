import { toast } from '../../app/toast-queue.ts';
import { changeSettings, useSettingsStore } from '../settings/settings-store.ts';
import { useCatalogStore } from './catalog-state.ts';
import {
  COLUMN_FACTS,
  type ColumnChoice,
  type ColumnKey,
  changeColumn,
  columnLayout,
  isSortable,
  MAX_COLUMN_WIDTH,
  MIN_COLUMN_WIDTH,
  placeColumn,
  stepColumn,
} from './column-layout.ts';
import { setListQuery } from './list-loading.ts';

export const WIDTH_STEP = 16;

/** Sorts by a column, the other way round if it is sorted by it already. Kept in the settings. */
export function sortBy(key: ColumnKey): void {
  if (!isSortable(key)) return;
  const { query } = useCatalogStore.getState();
  sortTo(key, query.sort === key && query.direction === 'asc' ? 'desc' : 'asc');
}

export function sortTo(key: ColumnKey, direction: 'asc' | 'desc'): void {
  if (!isSortable(key)) return;
  setListQuery({ sort: key, direction });
  void changeSettings({ sort: { key, direction } });
}

/** Why a column cannot be sorted by; `undefined` if it can. */
export function sortReason(key: ColumnKey): string | undefined {
  return isSortable(key)
    ? undefined
    : `The list cannot be sorted by ${COLUMN_FACTS[key].label.toLowerCase()}`;
}

/** Moves a column past its neighbour; `onShow` are the columns of the table, in their order. */
export function shiftColumn(key: ColumnKey, step: -1 | 1, onShow: readonly ColumnKey[]): void {
  keep((layout) => stepColumn(layout, key, step, onShow));
}

/** Puts a column before another, or at the end. */
export function dropColumn(key: ColumnKey, before: ColumnKey | undefined): void {
  keep((layout) => placeColumn(layout, key, before));
}

export function widenColumn(key: ColumnKey, byPixels: number): void {
  keep((layout) => {
    const width = (layout.find((choice) => choice.key === key)?.width ?? COLUMN_FACTS[key].width) + byPixels;
    return changeColumn(layout, key, {
      width: Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, width)),
    });
  });
}

/** Hides a column, and says how it comes back. */
export function hideColumn(key: ColumnKey): void {
  const before = useSettingsStore.getState().settings.columns;
  keep((layout) => changeColumn(layout, key, { visible: false }));
  toast({
    tone: 'info',
    title: `${COLUMN_FACTS[key].label} is hidden`,
    text: 'It is under Columns.',
    action: { label: 'Undo', run: () => void changeSettings({ columns: [...before] }) },
  });
}

export function resetColumns(): void {
  void changeSettings({ columns: [] });
}

function keep(change: (layout: readonly ColumnChoice[]) => readonly ColumnChoice[]): void {
  const layout = columnLayout(useSettingsStore.getState().settings.columns);
  const next = change(layout);
  if (next !== layout) void changeSettings({ columns: [...next] });
}
