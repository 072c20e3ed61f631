import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, useEffect, useRef } from 'react';
import { TABLE_ID } from '../../app/focus-places.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { finishImageDrag } from '../copy/drag-images.ts';
import { useSettingsStore } from '../settings/settings-store.ts';
import { setVisibleRows, useCatalogStore } from './catalog-store.ts';
import { isColumnKey } from './column-layout.ts';
import { useImageMenu } from './image-menu.tsx';
import { ImageRow } from './image-row.tsx';
import { ImageTableHead } from './image-table-head.tsx';
import { clickRow, dragRow } from './row-clicks.ts';
import { imageKey } from './selection.ts';
import { handleTableKey } from './table-keys.ts';
import { gridTemplate, useImageTable } from './use-image-table.ts';
import { rowAt } from './window-cache.ts';

const ROW_HEIGHTS = { comfortable: 38, compact: 30 } as const;
const HEAD_HEIGHT = 31;
/** Shape to show before the first answer. */
const PLACEHOLDER_ROWS = 12;

/** The list of images: only the rows in sight exist, the keyboard works as in a file manager. */
export function ImageTable() {
  const total = useCatalogStore((state) => state.cache.total);
  const cache = useCatalogStore((state) => state.cache);
  const selection = useCatalogStore((state) => state.selection);
  const density = useSettingsStore((state) => state.settings.density);
  const scroller = useRef<HTMLDivElement>(null);
  const oneCloud = useCatalogStore(
    ({ query, pending, error }) => query.connection !== undefined && !pending && error === undefined,
  );
  const table = useImageTable();
  const menu = useImageMenu();
  const rowHeight = ROW_HEIGHTS[density];
  const virtualizer = useVirtualizer({
    count: total ?? PLACEHOLDER_ROWS,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: HEAD_HEIGHT,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (rowHeight > 0) virtualizer.measure();
  }, [virtualizer, rowHeight]);
  useEffect(() => setVisibleRows(first, last), [first, last]);
  useScrollToTop(scroller);

  // In one cloud every row would repeat its name; not while the rows are still those of the list before.
  const headers = (table.getHeaderGroups()[0]?.headers ?? []).filter(
    ({ column: { id } }) => isColumnKey(id) && !(oneCloud && id === 'connection'),
  );
  const template = gridTemplate(
    headers.map((header) => ({ key: header.column.id, width: header.getSize() })),
  );
  const keys = headers.map((header) => header.column.id).filter(isColumnKey);
  const onKeyDown = (event: KeyboardEvent): void => {
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const focus = handleTableKey(event, pageRows);
    if (focus !== undefined) virtualizer.scrollToIndex(focus);
  };
  const focusInSight = selection.focus >= first && selection.focus <= last && total !== undefined;
  return (
    <div className="table-scroller" ref={scroller}>
      <table
        id={TABLE_ID}
        className="table"
        {...gridProps(focusInSight ? selection.focus : undefined)}
        aria-label="Images"
        aria-rowcount={total === undefined ? -1 : total + 1}
        aria-colcount={keys.length}
        aria-busy={total === undefined}
        style={{ '--columns': template } as CSSProperties}
        onKeyDown={onKeyDown}
        onClick={clickRow}
        onContextMenu={menu.open}
        onDragStart={dragRow}
        onDragEnd={finishImageDrag}
      >
        <ImageTableHead headers={headers} />
        <tbody className="table-body" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const image = total === undefined ? undefined : rowAt(cache, item.index);
            return (
              <ImageRow
                key={item.index}
                index={item.index}
                top={item.start}
                height={rowHeight}
                image={image}
                columns={keys}
                chosen={image !== undefined && selection.images.has(imageKey(image))}
                focused={selection.focus === item.index}
              />
            );
          })}
        </tbody>
      </table>
      {menu.menu}
      <span className="visually-hidden" role="status">
        {selection.images.size > 1 ? `${formatCount(selection.images.size)} images chosen` : ''}
      </span>
    </div>
  );
}

/** A table whose rows are chosen and moved through by keys is a grid: one place for the focus, one current row. */
function gridProps(row: number | undefined) {
  return {
    role: 'grid',
    tabIndex: 0,
    'aria-multiselectable': true,
    ...(row === undefined ? {} : { 'aria-activedescendant': `image-row-${row}` }),
  } as const;
}

/** A new list begins at its top; a refreshed one stays where it is. */
function useScrollToTop(scroller: { readonly current: HTMLDivElement | null }): void {
  const topToken = useCatalogStore((state) => state.topToken);
  useEffect(() => {
    if (topToken > 0) scroller.current?.scrollTo({ top: 0 });
  }, [topToken, scroller]);
}
