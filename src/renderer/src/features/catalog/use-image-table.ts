import {
  type ColumnSizingState,
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  functionalUpdate,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { changeSettings, useSettingsStore } from '../settings/settings-store.ts';
import {
  COLUMN_FACTS,
  COLUMN_KEYS,
  columnLayout,
  isColumnKey,
  MAX_COLUMN_WIDTH,
  MIN_COLUMN_WIDTH,
} from './column-layout.ts';

const features = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  columnVisibilityFeature,
  columnOrderingFeature,
});
export type ImageTableFeatures = typeof features;
const helper = createColumnHelper<typeof features, Image>();
const columns = helper.columns(
  COLUMN_KEYS.map((key) =>
    helper.display({
      id: key,
      header: COLUMN_FACTS[key].label,
      minSize: MIN_COLUMN_WIDTH,
      maxSize: MAX_COLUMN_WIDTH,
    }),
  ),
);
/** The table model keeps columns only: rows come by windows and never as one list. */
const NO_ROWS: Image[] = [];

/**
 * The columns of the image table, from the settings. Widths move live while a border is dragged and are
 * kept when it is let go. In one cloud every row would repeat its name.
 */
export function useImageTable(oneCloud: boolean) {
  const kept = useSettingsStore((state) => state.settings.columns);
  const layout = useMemo(() => columnLayout(kept), [kept]);
  const [columnSizing, setColumnSizing] = useState<ColumnSizingState>({});
  useEffect(() => {
    setColumnSizing(Object.fromEntries(layout.map(({ key, width }) => [key, width])));
  }, [layout]);
  const table = useTable({
    features,
    columns,
    data: NO_ROWS,
    columnResizeMode: 'onChange',
    state: {
      columnOrder: layout.map(({ key }) => key),
      columnVisibility: Object.fromEntries(layout.map(({ key, visible }) => [key, visible])),
      columnSizing,
    },
    onColumnSizingChange: (updater) => setColumnSizing((sizing) => functionalUpdate(updater, sizing)),
  });
  const resizing = table.state.columnResizing.isResizingColumn !== false;
  const wasResizing = useRef(false);
  useEffect(() => {
    if (wasResizing.current && !resizing) {
      const next = layout.map((choice) => ({
        ...choice,
        width: Math.round(columnSizing[choice.key] ?? choice.width),
      }));
      void changeSettings({ columns: next });
    }
    wasResizing.current = resizing;
  }, [resizing, layout, columnSizing]);
  const headers = (table.getHeaderGroups()[0]?.headers ?? []).filter(
    ({ column: { id } }) => isColumnKey(id) && !(oneCloud && id === 'connection'),
  );
  const sizes = headers.map((header) => ({ key: header.column.id, width: header.getSize() }));
  return { headers, sizes };
}

/** The widths for the grid's CSS: the name takes what is left over. */
export function gridTemplate(widths: readonly { readonly key: string; readonly width: number }[]): string {
  return widths
    .map(({ key, width }) => (key === 'name' ? `minmax(${width}px, 1fr)` : `${width}px`))
    .join(' ');
}
