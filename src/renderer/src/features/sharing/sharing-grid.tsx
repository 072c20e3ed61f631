import type { CSSProperties, MouseEvent } from 'react';
import { SHARING_GRID_ID } from '../../app/focus-places.ts';
import { classNames } from '../../ui/class-names.ts';
import { useContextMenu } from '../../ui/context-menu.tsx';
import { gridKeys } from './grid-keys.ts';
import { FIXED_COLUMNS, type Place } from './grid-moves.ts';
import { drawnPlace, placeOfEvent } from './grid-places.ts';
import { gridPresses } from './grid-presses.ts';
import { COLUMN_WIDTH, cellId } from './grid-sizes.ts';
import { matrixActions } from './matrix-menus.tsx';
import { toggleBlock } from './plan-actions.ts';
import { SharingHead } from './sharing-head.tsx';
import { SharingRows } from './sharing-rows.tsx';
import { type GridStand, useGridStand } from './use-grid-stand.ts';
import { useGridWindow } from './use-grid-window.ts';
import type { Matrix } from './use-matrix.ts';

interface SharingGridProps {
  readonly matrix: Matrix;
  /** Says what a key or a click could not do. */
  readonly onRefused: (reason: string) => void;
}

/** Images by members. One place for the focus, moved by keys; only what is in sight is drawn. */
export function SharingGrid({ matrix, onRefused }: SharingGridProps) {
  const stand = useGridStand(matrix);
  const { place, block } = stand;
  const sight = useGridWindow(matrix, place);
  const standOn = (next: Place, stretch: boolean): void => {
    stand.moveTo(next, stretch);
    sight.scrollTo(next);
  };
  const act = (target: Place): void => {
    if (target.row < 0 || target.column < FIXED_COLUMNS) {
      askForMenu(target);
      return;
    }
    const refused = toggleBlock(matrix, block ?? { from: target, to: target });
    if (refused !== undefined) onRefused(refused);
  };
  const { onContextMenu, menu } = useGridMenu(matrix, stand, standOn);
  return (
    <div className="table-scroller who-scroller" ref={sight.scroller}>
      <table
        id={SHARING_GRID_ID}
        className={classNames('who', stand.started && 'who-started')}
        {...gridProps(place, matrix)}
        aria-label="Who sees what"
        aria-rowcount={matrix.rows.length + 1}
        aria-colcount={matrix.columns.length + FIXED_COLUMNS}
        style={{ '--members-width': `${matrix.columns.length * COLUMN_WIDTH}px` } as CSSProperties}
        onKeyDown={gridKeys({ matrix, stand, pageRows: sight.pageRows, standOn, act })}
        onContextMenu={onContextMenu}
        {...gridPresses({ matrix, stand, standOn, act })}
      >
        <SharingHead
          matrix={matrix}
          visible={sight.columns}
          focused={place?.row === -1 ? place.column : undefined}
        />
        <SharingRows matrix={matrix} sight={sight} focus={place} block={block} />
      </table>
      {menu}
    </div>
  );
}

/** What can be done at a place, or with the chosen cells if it is one of them. */
function useGridMenu(
  matrix: Matrix,
  { place, block }: GridStand,
  standOn: (place: Place, stretch: boolean) => void,
) {
  const { open, menu } = useContextMenu('Who sees what');
  const onContextMenu = (event: MouseEvent): void => {
    const pointed = placeOfEvent(event);
    const target = pointed ?? place;
    if (target === undefined) return;
    if (pointed !== undefined && !(block !== undefined && target.row >= 0)) standOn(pointed, false);
    const actions = matrixActions(matrix, target, block);
    const byKey = pointed === undefined || !event.isTrusted;
    if (actions.length === 0) event.preventDefault();
    else open(event, actions, byKey ? document.getElementById(cellId(target)) : undefined);
  };
  return { onContextMenu, menu };
}

function askForMenu(target: Place): void {
  const cell = document.getElementById(cellId(target));
  cell?.dispatchEvent(new globalThis.MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
}

/** A table whose cells are moved through by keys is a grid: one place for the focus, one current cell. */
function gridProps(place: Place | undefined, matrix: Matrix) {
  if (place === undefined) return { role: 'grid', tabIndex: 0 } as const;
  return {
    role: 'grid',
    tabIndex: 0,
    'aria-multiselectable': true,
    'aria-activedescendant': cellId(drawnPlace(matrix, place)),
  } as const;
}
