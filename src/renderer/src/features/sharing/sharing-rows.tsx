import { type Block, blockBounds, type Place } from './grid-moves.ts';
import { SharingRow } from './sharing-row.tsx';
import type { GridWindow } from './use-grid-window.ts';
import type { Matrix } from './use-matrix.ts';

interface SharingRowsProps {
  readonly matrix: Matrix;
  readonly sight: GridWindow;
  readonly focus: Place | undefined;
  readonly block: Block | undefined;
}

/** The rows in sight. Each is given only what is its own: those for which nothing changed are not drawn again. */
export function SharingRows({ matrix, sight, focus, block }: SharingRowsProps) {
  const { rows, columns } = matrix;
  const { top, bottom, left, right } = block === undefined ? NOWHERE : blockBounds(block);
  return (
    <tbody className="who-body" style={{ height: rows.length * sight.height }}>
      {sight.rows.map((index) => {
        const row = rows[index];
        const chosen = index >= top && index <= bottom;
        return row === undefined ? null : (
          <SharingRow
            key={row.key}
            row={row}
            index={index}
            columns={columns}
            visible={sight.columns}
            height={sight.height}
            focused={focus?.row === index ? focus.column : undefined}
            chosenFrom={chosen ? left : undefined}
            chosenTo={chosen ? right : undefined}
          />
        );
      })}
    </tbody>
  );
}

const NOWHERE = { top: 0, bottom: -1, left: 0, right: -1 };
