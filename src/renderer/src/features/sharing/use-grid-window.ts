import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { useSettingsStore } from '../settings/settings-store.ts';
import { FIXED_COLUMNS, type Place } from './grid-moves.ts';
import { COLUMN_WIDTH, FIXED_WIDTH, GROUP_HEIGHT, HEAD_HEIGHT } from './grid-sizes.ts';
import type { Matrix } from './use-matrix.ts';

const ROW_HEIGHTS = { comfortable: 38, compact: 30 } as const;

/** The part of the matrix that is in sight. */
export interface GridWindow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Of a row. */
  readonly height: number;
  /** The rows that are drawn. */
  readonly rows: readonly number[];
  /** Of the members' columns those that are drawn; the same array while they stay the same. */
  readonly columns: readonly number[];
  /** Rows that a page has. */
  readonly pageRows: () => number;
  readonly scrollTo: (place: Place) => void;
}

/** Draws only what is in sight, and always the place that the keyboard stands on. */
export function useGridWindow({ rows, columns, groups }: Matrix, focus: Place | undefined): GridWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const height = ROW_HEIGHTS[useSettingsStore((state) => state.settings.density)];
  const headHeight = HEAD_HEIGHT + (groups.length > 1 ? GROUP_HEIGHT : 0);
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    rangeExtractor: (range) => withFocus(range, focus?.row),
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => COLUMN_WIDTH,
    overscan: 3,
    scrollMargin: FIXED_WIDTH,
    scrollPaddingStart: FIXED_WIDTH,
    rangeExtractor: (range) => withFocus(range, focus && focus.column - FIXED_COLUMNS),
  });
  useEffect(() => {
    if (height > 0) lines.measure();
  }, [height, lines]);
  const shown = across
    .getVirtualItems()
    .map(({ index }) => index)
    .join(' ');
  return {
    scroller,
    height,
    rows: lines.getVirtualItems().map(({ index }) => index),
    columns: useMemo(() => (shown === '' ? [] : shown.split(' ').map(Number)), [shown]),
    pageRows: () =>
      Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / height) - 1),
    scrollTo: ({ row, column }) => {
      if (row >= 0) lines.scrollToIndex(row, { align: 'auto' });
      if (column >= FIXED_COLUMNS) across.scrollToIndex(column - FIXED_COLUMNS, { align: 'auto' });
    },
  };
}

function withFocus(range: Range, index: number | undefined): number[] {
  const indexes = defaultRangeExtractor(range);
  if (index === undefined || index < 0 || index >= range.count || indexes.includes(index)) return indexes;
  return [...indexes, index].sort((a, b) => a - b);
}
