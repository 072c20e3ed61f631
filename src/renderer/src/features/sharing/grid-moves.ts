/** A place in the matrix. Row -1 is the head; columns 0 and 1 are the image and its visibility. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Columns before those of the members. */
export const FIXED_COLUMNS = 2;

interface Extent {
  readonly rows: number;
  /** All of them, with the fixed ones. */
  readonly columns: number;
  /** Rows in sight. */
  readonly pageRows: number;
}

/** Where a key goes, as in every ARIA grid; `undefined` for other keys. */
export function moveInGrid(
  { row, column }: Place,
  key: string,
  command: boolean,
  { rows, columns, pageRows }: Extent,
): Place | undefined {
  const to = (nextRow: number, nextColumn: number): Place => ({
    row: Math.max(-1, Math.min(rows - 1, nextRow)),
    column: Math.max(0, Math.min(columns - 1, nextColumn)),
  });
  switch (key) {
    case 'ArrowDown':
      return to(command ? rows - 1 : row + 1, column);
    case 'ArrowUp':
      return to(command ? 0 : row - 1, column);
    case 'ArrowRight':
      return to(row, command ? columns - 1 : column + 1);
    case 'ArrowLeft':
      return to(row, command ? 0 : column - 1);
    case 'Home':
      return command ? to(0, 0) : to(row, 0);
    case 'End':
      return command ? to(rows - 1, columns - 1) : to(row, columns - 1);
    case 'PageDown':
      return to(row + pageRows, column);
    case 'PageUp':
      return to(Math.max(row - pageRows, Math.min(row, 0)), column);
    default:
      return undefined;
  }
}

/** A rectangle of cells. */
export interface Block {
  readonly from: Place;
  readonly to: Place;
}

export function blockBounds({ from, to }: Block) {
  return {
    top: Math.max(0, Math.min(from.row, to.row)),
    bottom: Math.max(from.row, to.row),
    left: Math.max(FIXED_COLUMNS, Math.min(from.column, to.column)),
    right: Math.max(from.column, to.column),
  };
}

export function isInBlock(block: Block | undefined, { row, column }: Place): boolean {
  if (block === undefined) return false;
  const { top, bottom, left, right } = blockBounds(block);
  return row >= top && row <= bottom && column >= left && column <= right;
}
