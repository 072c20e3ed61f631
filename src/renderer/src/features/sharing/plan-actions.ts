import { type Block, blockBounds, FIXED_COLUMNS, type Place } from './grid-moves.ts';
import type { PlannedCell } from './share-plan.ts';
import { type CellState, cellState, willSee } from './sharing-cells.ts';
import { planAll } from './sharing-store.ts';
import type { Matrix } from './use-matrix.ts';

/** The state of the cell at a place; `undefined` in the head and in rows where members mean nothing. */
export function stateAt({ rows, columns }: Matrix, { row, column }: Place): CellState | undefined {
  const each = rows[row];
  const member = columns[column - FIXED_COLUMNS];
  if (each === undefined || member === undefined || each.facts.span !== undefined) return undefined;
  const { image, facts, members, plan } = each;
  return cellState({ image, facts, column: member, members, plan });
}

/** The cells of a block that can be changed now. */
export function changeable(matrix: Matrix, block: Block): readonly PlannedCell[] {
  const { top, bottom, left, right } = blockBounds(block);
  const cells: PlannedCell[] = [];
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) {
      const state = stateAt(matrix, { row, column });
      const image = matrix.rows[row]?.image;
      const member = matrix.columns[column - FIXED_COLUMNS];
      if (state === undefined || state.reason !== undefined || !image || !member) continue;
      cells.push({ image, memberId: member.memberId, present: state.stands === 'member' });
    }
  }
  return cells;
}

/** Cells of a block of which is not known yet whether the member sees the image: they cannot be changed. */
export function countUnknown(matrix: Matrix, block: Block): number {
  const { top, bottom, left, right } = blockBounds(block);
  let count = 0;
  for (let row = top; row <= bottom; row += 1)
    for (let column = left; column <= right; column += 1)
      if (stateAt(matrix, { row, column })?.stands === 'unknown') count += 1;
  return count;
}

/**
 * Changes the block as its first cell asks: what does not see the image there will, and all of the block with
 * it; or the other way about. Gives why nothing could be changed.
 */
export function toggleBlock(matrix: Matrix, block: Block): string | undefined {
  const cells = changeable(matrix, block);
  const first = stateAt(matrix, block.from);
  if (cells.length === 0) return first?.reason ?? matrix.rows[block.from.row]?.facts.span;
  const shared = first === undefined || first.reason !== undefined ? !allSee(matrix, block) : !willSee(first);
  planAll(cells, shared);
  return undefined;
}

/** Gives the whole block what its first cell has now: a stretch that begins with a click. */
export function extendBlock(matrix: Matrix, block: Block): void {
  const first = stateAt(matrix, block.from);
  if (first !== undefined) planAll(changeable(matrix, block), willSee(first));
}

function allSee(matrix: Matrix, block: Block): boolean {
  const { top, bottom, left, right } = blockBounds(block);
  for (let row = top; row <= bottom; row += 1)
    for (let column = left; column <= right; column += 1) {
      const state = stateAt(matrix, { row, column });
      if (state !== undefined && state.reason === undefined && !willSee(state)) return false;
    }
  return true;
}
