import type { KeyboardEvent } from 'react';
import { FIXED_COLUMNS, moveInGrid, type Place } from './grid-moves.ts';
import { FIRST } from './grid-places.ts';
import type { GridStand } from './use-grid-stand.ts';
import type { Matrix } from './use-matrix.ts';

interface KeySources {
  readonly matrix: Matrix;
  readonly stand: GridStand;
  readonly pageRows: () => number;
  readonly standOn: (place: Place, stretch: boolean) => void;
  readonly act: (place: Place) => void;
}

/** Keys of the matrix: moves, with Shift a stretch; Space and Enter act; Ctrl+A all; Escape chooses none. */
export function gridKeys({ matrix, stand, pageRows, standOn, act }: KeySources) {
  const columns = matrix.columns.length + FIXED_COLUMNS;
  return (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.altKey) return;
    const from = stand.place ?? FIRST;
    const command = event.ctrlKey || event.metaKey;
    const extent = { rows: matrix.rows.length, columns, pageRows: pageRows() };
    const next = moveInGrid(from, event.key, command, extent);
    if (next !== undefined) standOn(next, event.shiftKey);
    else if (event.key === 'Enter' || event.key === ' ') act(from);
    else if (event.key === 'a' && command && matrix.columns.length > 0) stand.chooseAll();
    else if (event.key === 'Escape' && stand.anchor !== undefined) stand.chooseNone();
    else return;
    event.preventDefault();
  };
}
