import type { Place } from './grid-moves.ts';

/** The widths and heights that `sharing-grid.css` and `sharing-cells.css` draw with, in pixels. */
export const COLUMN_WIDTH = 92;
/** Of the image and its visibility together. */
export const FIXED_WIDTH = 370;
export const HEAD_HEIGHT = 124;
export const GROUP_HEIGHT = 26;

/** The id of a cell in the page: what the focus stands on. */
export function cellId({ row, column }: Place): string {
  return `who-${row}-${column}`;
}

/** How far a drawn column stands from the drawn one before it: those between are out of sight. */
export function gapBefore(visible: readonly number[], at: number): number {
  const index = visible[at] ?? 0;
  const before = at === 0 ? -1 : (visible[at - 1] ?? -1);
  return (index - before - 1) * COLUMN_WIDTH;
}
