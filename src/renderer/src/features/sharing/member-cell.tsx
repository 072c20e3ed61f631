import { Check, Ellipsis, Eye, Minus, Plus, X } from 'lucide-react';
import { classNames } from '../../ui/class-names.ts';
import type { MatrixRow } from './matrix-rows.ts';
import type { MemberColumn } from './member-columns.ts';
import { type CellState, cellLabel, cellState, cellWords } from './sharing-cells.ts';

interface PlaceProps {
  readonly id: string;
  readonly 'data-row': number;
  readonly 'data-column': number;
  readonly 'aria-colindex': number;
}

/** What every cell of a row is given. */
export interface CellProps {
  readonly row: MatrixRow;
  readonly place: PlaceProps;
  readonly focused: boolean;
}

interface MemberCellProps extends CellProps {
  readonly column: MemberColumn;
  readonly gap: number;
  readonly chosen: boolean;
}

/** Whether one member sees one image, and what is planned of it. */
export function MemberCell({ row, column, place, gap, focused, chosen }: MemberCellProps) {
  const { image, facts, members, plan } = row;
  const state = cellState({ image, facts, column, members, plan });
  const loading = members === undefined && row.seen.loading;
  return (
    <td
      {...place}
      aria-label={cellLabel(image, column, state)}
      {...gridCell(chosen, state.reason !== undefined)}
      title={state.reason}
      style={gap === 0 ? undefined : { marginLeft: gap }}
      className={classNames(
        'who-cell',
        focused && 'who-focused',
        chosen && 'who-chosen',
        state.stands === 'elsewhere' && 'who-elsewhere',
        state.reason !== undefined && 'who-fixed',
      )}
    >
      {loading ? <span className="placeholder" /> : <CellFace state={state} />}
    </td>
  );
}

/** In a grid a cell can be chosen, and can be one that nothing can be done with. */
function gridCell(chosen: boolean, fixed: boolean) {
  return { 'aria-selected': chosen, ...(fixed ? { 'aria-disabled': true } : {}) };
}

/** A sign and a word; never the colour alone. */
function CellFace({ state }: { readonly state: CellState }) {
  const { stands, status, planned } = state;
  if (stands === 'elsewhere') return null;
  if (planned === undefined && stands === 'none') return <span className="who-none">·</span>;
  const words = cellWords(state);
  const [look, Sign] =
    planned !== undefined
      ? planned === 'add'
        ? (['add', Plus] as const)
        : (['remove', Minus] as const)
      : stands === 'unknown'
        ? (['unknown', undefined] as const)
        : status === null
          ? (['sees', Eye] as const)
          : LOOKS[status];
  return (
    <span className={`who-mark who-mark-${look}`}>
      {Sign !== undefined && <Sign size={11} strokeWidth={2.6} aria-hidden="true" />}
      {words}
    </span>
  );
}

const LOOKS = {
  accepted: ['accepted', Check],
  pending: ['pending', Ellipsis],
  rejected: ['rejected', X],
} as const;
