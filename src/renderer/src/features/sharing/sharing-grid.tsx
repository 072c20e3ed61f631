import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useEffect,
  useRef,
  useState,
} from 'react';
import { SHARING_GRID_ID } from '../../app/focus-places.ts';
import { classNames } from '../../ui/class-names.ts';
import { useContextMenu } from '../../ui/context-menu.tsx';
import { useSettingsStore } from '../settings/settings-store.ts';
import { type Block, FIXED_COLUMNS, moveInGrid, type Place } from './grid-moves.ts';
import { COLUMN_WIDTH, cellId, FIXED_WIDTH, GROUP_HEIGHT, HEAD_HEIGHT } from './grid-sizes.ts';
import { matrixActions } from './matrix-menus.tsx';
import { extendBlock, stateAt, toggleBlock } from './plan-actions.ts';
import { SharingHead } from './sharing-head.tsx';
import { SharingRow } from './sharing-row.tsx';
import type { Matrix } from './use-matrix.ts';

const ROW_HEIGHTS = { comfortable: 38, compact: 30 } as const;

interface SharingGridProps {
  readonly matrix: Matrix;
  /** Says what a key or a click could not do. */
  readonly onRefused: (reason: string) => void;
}

/** Images by members. One place for the focus, moved by keys; only what is in sight is drawn. */
export function SharingGrid({ matrix, onRefused }: SharingGridProps) {
  const { rows, columns, groups } = matrix;
  const [at, setAt] = useState<{ readonly row: string; readonly column: string } | undefined>();
  const [anchor, setAnchor] = useState<Place>();
  const [dragged, setDragged] = useState<Block>();
  const scroller = useRef<HTMLDivElement>(null);
  const { open, menu } = useContextMenu('Who sees what');
  const place = placeOf(matrix, at) ?? (rows.length > 0 ? FIRST : undefined);
  const height = ROW_HEIGHTS[useSettingsStore((state) => state.settings.density)];
  const headHeight = HEAD_HEIGHT + (groups.length > 1 ? GROUP_HEIGHT : 0);
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    rangeExtractor: (range) => withFocus(range, place?.row),
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => COLUMN_WIDTH,
    overscan: 3,
    scrollMargin: FIXED_WIDTH,
    scrollPaddingStart: FIXED_WIDTH,
    rangeExtractor: (range) => withFocus(range, place && place.column - FIXED_COLUMNS),
  });
  useEffect(() => {
    if (height > 0) lines.measure();
  }, [height, lines]);

  const block = dragged ?? (anchor && place ? { from: anchor, to: place } : undefined);
  const standOn = (next: Place, stretch: boolean): void => {
    setAnchor(stretch ? (anchor ?? place ?? next) : undefined);
    setAt(keysOf(matrix, next));
    if (next.row >= 0) lines.scrollToIndex(next.row, { align: 'auto' });
    if (next.column >= FIXED_COLUMNS) across.scrollToIndex(next.column - FIXED_COLUMNS, { align: 'auto' });
  };
  const act = (target: Place): void => {
    if (target.row < 0 || target.column < FIXED_COLUMNS) {
      openMenuAt(target);
      return;
    }
    const refused = toggleBlock(matrix, block ?? { from: target, to: target });
    if (refused !== undefined) onRefused(refused);
  };
  const openMenuAt = (target: Place): void => {
    const cell = document.getElementById(cellId(target));
    cell?.dispatchEvent(new globalThis.MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
  };
  const onMenu = (event: MouseEvent): void => {
    const pointed = placeOfEvent(event);
    const target = pointed ?? place;
    if (target === undefined) return;
    if (pointed !== undefined && !(block !== undefined && target.row >= 0)) standOn(pointed, false);
    const actions = matrixActions(matrix, target, block);
    const byKey = pointed === undefined || !event.isTrusted;
    if (actions.length === 0) event.preventDefault();
    else open(event, actions, byKey ? document.getElementById(cellId(target)) : undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.altKey) return;
    const extent = {
      rows: rows.length,
      columns: columns.length + FIXED_COLUMNS,
      pageRows: Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / height) - 1),
    };
    const from = place ?? FIRST;
    const command = event.ctrlKey || event.metaKey;
    const next = moveInGrid(from, event.key, command, extent);
    if (next !== undefined) standOn(next, event.shiftKey);
    else if (event.key === 'Enter' || event.key === ' ') act(from);
    else if (event.key === 'a' && command && columns.length > 0) {
      setAnchor({ row: 0, column: FIXED_COLUMNS });
      setAt(keysOf(matrix, { row: rows.length - 1, column: extent.columns - 1 }));
    } else if (event.key === 'Escape' && anchor !== undefined) setAnchor(undefined);
    else return;
    event.preventDefault();
  };
  const press = usePresses({
    matrix,
    anchor: anchor ?? place,
    dragged,
    setDragged,
    standOn,
    act,
  });
  return (
    <div className="table-scroller who-scroller" ref={scroller}>
      <table
        id={SHARING_GRID_ID}
        className={classNames('who', at !== undefined && 'who-started')}
        {...gridProps(place, matrix)}
        aria-label="Who sees what"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + FIXED_COLUMNS}
        style={{ '--members-width': `${columns.length * COLUMN_WIDTH}px` } as CSSProperties}
        onKeyDown={onKeyDown}
        onContextMenu={onMenu}
        {...press}
      >
        <SharingHead
          matrix={matrix}
          visible={across.getVirtualItems().map(({ index }) => index)}
          focused={place?.row === -1 ? place.column : undefined}
        />
        <tbody className="who-body" style={{ height: rows.length * height }}>
          {lines.getVirtualItems().map(({ index }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <SharingRow
                key={row.key}
                row={row}
                index={index}
                columns={columns}
                visible={across.getVirtualItems().map((each) => each.index)}
                height={height}
                focused={place?.row === index ? place.column : undefined}
                block={block}
              />
            );
          })}
        </tbody>
      </table>
      {menu}
    </div>
  );
}

interface Presses {
  readonly matrix: Matrix;
  /** Where a stretch with Shift begins. */
  readonly anchor: Place | undefined;
  readonly dragged: Block | undefined;
  readonly setDragged: (block: Block | undefined) => void;
  readonly standOn: (place: Place, stretch: boolean) => void;
  readonly act: (place: Place) => void;
}

/** A click changes a cell; a drag all cells of the block; a click with Shift gives a stretch what its first has. */
function usePresses({ matrix, anchor, dragged, setDragged, standOn, act }: Presses) {
  const isCell = (place: Place | undefined): place is Place =>
    place !== undefined && stateAt(matrix, place) !== undefined;
  return {
    onPointerDown: (event: PointerEvent): void => {
      const place = placeOfEvent(event);
      if (event.button !== 0 || event.shiftKey || !isCell(place)) return;
      setDragged({ from: place, to: place });
    },
    onPointerMove: (event: PointerEvent): void => {
      if (dragged === undefined) return;
      const place = placeOfEvent(event);
      if (event.buttons !== 1) setDragged(undefined);
      else if (isCell(place)) setDragged({ from: dragged.from, to: place });
    },
    onPointerLeave: (): void => setDragged(undefined),
    onClick: (event: MouseEvent): void => {
      const place = placeOfEvent(event);
      setDragged(undefined);
      if (place === undefined) return;
      if (event.shiftKey && anchor !== undefined && isCell(place)) {
        standOn(place, true);
        extendBlock(matrix, { from: anchor, to: place });
      } else {
        standOn(place, false);
        act(place);
      }
    },
    onPointerUp: (event: PointerEvent): void => {
      // A drag that ends on another cell than it began on makes no click of its own.
      const place = placeOfEvent(event);
      const block = dragged;
      if (block === undefined || !isCell(place)) return;
      if (block.from.row === place.row && block.from.column === place.column) return;
      setDragged(undefined);
      standOn(place, false);
      toggleBlock(matrix, { from: block.from, to: place });
    },
  };
}

/** A table whose cells are moved through by keys is a grid: one place for the focus, one current cell. */
function gridProps(place: Place | undefined, matrix: Matrix) {
  if (place === undefined) return { role: 'grid', tabIndex: 0 } as const;
  const column = Math.min(place.column, matrix.columns.length + FIXED_COLUMNS - 1);
  return {
    role: 'grid',
    tabIndex: 0,
    'aria-multiselectable': true,
    'aria-activedescendant': cellId({ row: place.row, column: spanned(matrix, { ...place, column }) }),
  } as const;
}

/** In a row with words across all members they are one cell. */
function spanned({ rows }: Matrix, { row, column }: Place): number {
  return column > FIXED_COLUMNS && rows[row]?.facts.span !== undefined ? FIXED_COLUMNS : column;
}

function withFocus(range: Range, index: number | undefined): number[] {
  const indexes = defaultRangeExtractor(range);
  if (index === undefined || index < 0 || index >= range.count || indexes.includes(index)) return indexes;
  return [...indexes, index].sort((a, b) => a - b);
}

/** Where the keyboard stands at first. */
const FIRST: Place = { row: 0, column: FIXED_COLUMNS };

const HEAD = 'head';
const FIXED = ['image', 'visibility'];

/** The place by what stands there: rows and columns come and go while members are read. */
function keysOf({ rows, columns }: Matrix, { row, column }: Place) {
  return {
    row: rows[row]?.key ?? HEAD,
    column: FIXED[column] ?? columns[column - FIXED_COLUMNS]?.key ?? '',
  };
}

function placeOf(
  { rows, columns }: Matrix,
  at: { readonly row: string; readonly column: string } | undefined,
): Place | undefined {
  if (at === undefined || rows.length === 0) return undefined;
  const row = at.row === HEAD ? -1 : rows.findIndex(({ key }) => key === at.row);
  const fixed = FIXED.indexOf(at.column);
  const member = columns.findIndex(({ key }) => key === at.column);
  const gone = fixed < 0 && member < 0;
  return {
    row: row < 0 && at.row !== HEAD ? 0 : row,
    column: gone ? (columns.length > 0 ? FIXED_COLUMNS : 0) : fixed >= 0 ? fixed : member + FIXED_COLUMNS,
  };
}

function placeOfEvent(event: MouseEvent): Place | undefined {
  if (!(event.target instanceof Element)) return undefined;
  const { row, column } = event.target.closest<HTMLElement>('[data-column]')?.dataset ?? {};
  return row === undefined || column === undefined ? undefined : { row: Number(row), column: Number(column) };
}
