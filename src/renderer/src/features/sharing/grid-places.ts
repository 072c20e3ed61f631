import type { MouseEvent } from 'react';
import { FIXED_COLUMNS, type Place } from './grid-moves.ts';
import type { Matrix } from './use-matrix.ts';

/** Where the keyboard stands at first. */
export const FIRST: Place = { row: 0, column: FIXED_COLUMNS };

/** A place by what stands there: rows and columns come and go while members are read. */
export interface PlaceKeys {
  readonly row: string;
  readonly column: string;
}

const HEAD = 'head';
const FIXED = ['image', 'visibility'];

export function keysOf({ rows, columns }: Matrix, { row, column }: Place): PlaceKeys {
  return {
    row: rows[row]?.key ?? HEAD,
    column: FIXED[column] ?? columns[column - FIXED_COLUMNS]?.key ?? '',
  };
}

/** Where that stands now; what went away gives the first. */
export function placeOf({ rows, columns }: Matrix, at: PlaceKeys | undefined): Place | undefined {
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

/** The cell that was pointed at. */
export function placeOfEvent(event: MouseEvent): Place | undefined {
  if (!(event.target instanceof Element)) return undefined;
  const { row, column } = event.target.closest<HTMLElement>('[data-column]')?.dataset ?? {};
  return row === undefined || column === undefined ? undefined : { row: Number(row), column: Number(column) };
}

/** The place of the cell that is really drawn there: words across all members are one cell. */
export function drawnPlace({ rows, columns }: Matrix, { row, column }: Place): Place {
  if (column > FIXED_COLUMNS && rows[row]?.facts.span !== undefined) return { row, column: FIXED_COLUMNS };
  return { row, column: Math.min(column, columns.length + FIXED_COLUMNS - 1) };
}
