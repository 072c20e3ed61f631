import { type CSSProperties, type KeyboardEvent, useMemo, useRef } from 'react';
import { TABLE_ID } from '../../app/focus-places.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { finishImageDrag } from '../copy/drag-images.ts';
import { useSettingsStore } from '../settings/settings-store.ts';
import { useCatalogStore } from './catalog-state.ts';
import { isColumnKey } from './column-layout.ts';
import { GroupRow } from './group-row.tsx';
import { useImageMenu } from './image-menu.tsx';
import { ImageRow } from './image-row.tsx';
import { ImageTableHead } from './image-table-head.tsx';
import { type LineList, lineAt, lineCount } from './line-list.ts';
import { clickRow, dragRow } from './row-clicks.ts';
import { useRowContext } from './row-context.ts';
import { imageKey } from './selection.ts';
import { handleTableKey } from './table-keys.ts';
import { useHeadMenu } from './use-head-menu.tsx';
import { gridTemplate, useImageTable } from './use-image-table.ts';
import { useLineWindow } from './use-line-window.ts';

const ROW_HEIGHTS = { comfortable: 38, compact: 30 } as const;
/** Shape to show before the first answer. */
const PLACEHOLDER_ROWS = 12;

/** The list of images: only the rows in sight exist, the keyboard works as in a file manager. */
export function ImageTable() {
  const list = useCatalogStore((state) => state.list);
  const selection = useCatalogStore((state) => state.selection);
  const place = useCatalogStore((state) => state.place);
  const density = useSettingsStore((state) => state.settings.density);
  const oneCloud = useCatalogStore(({ shown }) => shown?.connection !== undefined);
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const { headers, sizes } = useImageTable(oneCloud);
  const context = useRowContext();
  const menu = useImageMenu();
  const rowHeight = ROW_HEIGHTS[density];
  const lines = list === undefined ? PLACEHOLDER_ROWS : lineCount(list);
  const { start, end, base, bodyHeight, show, pageLines } = useLineWindow(
    scroller,
    body,
    lines,
    rowHeight,
    place,
  );
  const shownKeys = headers.map(({ column }) => column.id).join(' ');
  const columns = useMemo(() => shownKeys.split(' ').filter(isColumnKey), [shownKeys]);
  const headMenu = useHeadMenu(columns);
  const onKeyDown = (event: KeyboardEvent): void => {
    const line = handleTableKey(event, pageLines(), columns);
    if (line !== undefined) show(line);
  };
  const shared = { height: rowHeight, context };
  const rows = [];
  for (let index = start; index < end; index += 1) {
    const line = list === undefined ? undefined : lineAt(list, index);
    const at = { index, top: (index - base) * rowHeight, focused: selection.focus === index };
    if (line?.kind === 'group' && list?.grouping !== undefined) {
      const { group, expanded } = line;
      const own = { group, expanded, by: list.grouping, columns: columns.length };
      rows.push(<GroupRow key={index} {...at} {...shared} {...own} />);
    } else {
      const image = line?.kind === 'image' ? line.image : undefined;
      const level = list?.grouping === undefined || line?.kind !== 'image' ? undefined : line.level;
      const chosen = image !== undefined && selection.images.has(imageKey(image));
      // Empty rows are the same ones again and again: dragging the scroll bar makes none.
      const key = image === undefined ? `empty ${index - start}` : index;
      rows.push(<ImageRow key={key} {...at} {...shared} {...{ image, level, columns, chosen }} />);
    }
  }
  const focusHere = list !== undefined && selection.focus >= start && selection.focus < end;
  return (
    <div className="table-scroller" ref={scroller}>
      <table
        id={TABLE_ID}
        className="table"
        {...gridProps(list, focusHere ? selection.focus : undefined)}
        aria-label="Images"
        aria-rowcount={list === undefined ? -1 : lines + 1}
        aria-colcount={columns.length}
        aria-busy={list === undefined}
        style={{ '--columns': gridTemplate(sizes) } as CSSProperties}
        onKeyDown={onKeyDown}
        onClick={clickRow}
        onContextMenu={menu.open}
        onDragStart={dragRow}
        onDragEnd={finishImageDrag}
      >
        <ImageTableHead headers={headers} columns={columns} openMenu={headMenu.open} />
        <tbody ref={body} className="table-body" style={{ height: bodyHeight }}>
          {rows}
        </tbody>
      </table>
      {menu.menu}
      {headMenu.menu}
      <span className="visually-hidden" role="status">
        {selection.images.size > 1 ? `${formatCount(selection.images.size)} images chosen` : ''}
      </span>
    </div>
  );
}

/** A table whose rows are chosen and moved through by keys is a grid: one place for the focus, one current row. */
function gridProps(list: LineList | undefined, row: number | undefined) {
  return {
    role: list?.grouping === undefined ? 'grid' : 'treegrid',
    tabIndex: 0,
    'aria-multiselectable': true,
    ...(row === undefined ? {} : { 'aria-activedescendant': `image-row-${row}` }),
  } as const;
}
