import type { MouseEvent, PointerEvent } from 'react';
import type { Place } from './grid-moves.ts';
import { placeOfEvent } from './grid-places.ts';
import { extendBlock, stateAt, toggleBlock } from './plan-actions.ts';
import type { GridStand } from './use-grid-stand.ts';
import type { Matrix } from './use-matrix.ts';

interface PressSources {
  readonly matrix: Matrix;
  readonly stand: GridStand;
  readonly standOn: (place: Place, stretch: boolean) => void;
  readonly act: (place: Place) => void;
}

/** A click changes a cell; a drag all cells of the block; a click with Shift gives a stretch what its first has. */
export function gridPresses({ matrix, stand, standOn, act }: PressSources) {
  const { dragged, drag } = stand;
  const anchor = stand.anchor ?? stand.place;
  const isCell = (place: Place | undefined): place is Place =>
    place !== undefined && stateAt(matrix, place) !== undefined;
  return {
    onPointerDown: (event: PointerEvent): void => {
      const place = placeOfEvent(event);
      if (event.button !== 0 || event.shiftKey || !isCell(place)) return;
      drag({ from: place, to: place });
    },
    onPointerMove: (event: PointerEvent): void => {
      if (dragged === undefined) return;
      const place = placeOfEvent(event);
      if (event.buttons !== 1) drag(undefined);
      else if (isCell(place)) drag({ from: dragged.from, to: place });
    },
    onPointerLeave: (): void => drag(undefined),
    onClick: (event: MouseEvent): void => {
      const place = placeOfEvent(event);
      drag(undefined);
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
      if (dragged === undefined || !isCell(place)) return;
      if (dragged.from.row === place.row && dragged.from.column === place.column) return;
      drag(undefined);
      standOn(place, false);
      toggleBlock(matrix, { from: dragged.from, to: place });
    },
  };
}
