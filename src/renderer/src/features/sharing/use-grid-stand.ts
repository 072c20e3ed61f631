import { useState } from 'react';
import { type Block, FIXED_COLUMNS, type Place } from './grid-moves.ts';
import { FIRST, keysOf, type PlaceKeys, placeOf } from './grid-places.ts';
import type { Matrix } from './use-matrix.ts';

/** Where the keyboard stands in the matrix, and what is chosen. */
export interface GridStand {
  /** `undefined` where there are no rows. */
  readonly place: Place | undefined;
  /** Somebody moved it already. */
  readonly started: boolean;
  /** Where a stretch with Shift begins. */
  readonly anchor: Place | undefined;
  /** The cells that are chosen, by a drag or with Shift. */
  readonly block: Block | undefined;
  readonly dragged: Block | undefined;
  readonly drag: (block: Block | undefined) => void;
  /** Stands there; with `stretch` all from the anchor to there is chosen. */
  readonly moveTo: (place: Place, stretch: boolean) => void;
  readonly chooseAll: () => void;
  readonly chooseNone: () => void;
}

/** One place for the focus, which stays on its image and member while others come and go. */
export function useGridStand(matrix: Matrix): GridStand {
  const [at, setAt] = useState<PlaceKeys>();
  const [anchor, setAnchor] = useState<Place>();
  const [dragged, drag] = useState<Block>();
  const { rows, columns } = matrix;
  const place = placeOf(matrix, at) ?? (rows.length > 0 ? FIRST : undefined);
  return {
    place,
    started: at !== undefined,
    anchor,
    block: dragged ?? (anchor && place ? { from: anchor, to: place } : undefined),
    dragged,
    drag,
    moveTo: (next, stretch) => {
      setAnchor(stretch ? (anchor ?? place ?? next) : undefined);
      setAt(keysOf(matrix, next));
    },
    chooseAll: () => {
      setAnchor(FIRST);
      setAt(keysOf(matrix, { row: rows.length - 1, column: columns.length + FIXED_COLUMNS - 1 }));
    },
    chooseNone: () => setAnchor(undefined),
  };
}
