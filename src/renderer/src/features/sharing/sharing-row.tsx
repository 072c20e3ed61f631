import { ArrowRight, Check, CircleAlert, Ellipsis, Eye, Minus, Plus, X } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { formatAsOf } from '../../ui/format-time.ts';
import { isNamed, named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { useNow } from '../../ui/use-now.ts';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { visibilityWord } from '../catalog/visibility-word.ts';
import { type Block, FIXED_COLUMNS, isInBlock } from './grid-moves.ts';
import { cellId, gapBefore } from './grid-sizes.ts';
import type { MemberColumn } from './member-columns.ts';
import { type CellState, cellLabel, cellState, cellWords } from './sharing-cells.ts';
import type { MatrixRow } from './use-matrix.ts';

interface SharingRowProps {
  readonly row: MatrixRow;
  readonly index: number;
  readonly columns: readonly MemberColumn[];
  /** Of the members' columns those that are drawn. */
  readonly visible: readonly number[];
  readonly height: number;
  /** The column that the keyboard stands on, if it stands in this row. */
  readonly focused: number | undefined;
  readonly block: Block | undefined;
}

/** One image: its name, its visibility, and a cell for each member. */
export const SharingRow = memo(function SharingRow(props: SharingRowProps) {
  const { row, index, columns, visible, height, focused, block } = props;
  const place = (column: number) => ({
    id: cellId({ row: index, column }),
    'data-row': index,
    'data-column': column,
    'aria-colindex': column + 1,
  });
  return (
    <tr
      aria-rowindex={index + 2}
      className="who-row"
      style={{ '--top': `${index * height}px`, height } as CSSProperties}
    >
      <ImageCell row={row} place={place(0)} focused={focused === 0} />
      <VisibilityCell row={row} place={place(1)} focused={focused === 1} />
      {row.facts.span !== undefined ? (
        <td
          {...place(FIXED_COLUMNS)}
          aria-colspan={Math.max(1, columns.length)}
          className={classNames('who-span', focused !== undefined && focused > 1 && 'who-focused')}
        >
          <span>{row.facts.span}</span>
        </td>
      ) : (
        visible.map((at, order) => {
          const column = columns[at];
          const here = { row: index, column: at + FIXED_COLUMNS };
          return column === undefined ? null : (
            <MemberCell
              key={column.key}
              row={row}
              column={column}
              place={place(here.column)}
              gap={gapBefore(visible, order)}
              focused={focused === here.column}
              chosen={isInBlock(block, here)}
            />
          );
        })
      )}
    </tr>
  );
});

interface PlaceProps {
  readonly id: string;
  readonly 'data-row': number;
  readonly 'data-column': number;
  readonly 'aria-colindex': number;
}

interface FixedCellProps {
  readonly row: MatrixRow;
  readonly place: PlaceProps;
  readonly focused: boolean;
}

function ImageCell({ row, place, focused }: FixedCellProps) {
  const { image, facts, seen, failure } = row;
  const now = useNow();
  const said = [
    facts.foreign
      ? 'It belongs to somebody else: unless you are an administrator, only its owner can share it.'
      : '',
    seen.seenAt === undefined ? '' : `Members as seen ${formatAsOf(seen.seenAt, now)}.`,
    failure === undefined ? '' : `Not sent: ${failure}`,
  ].filter(Boolean);
  return (
    <th
      scope="row"
      {...place}
      aria-haspopup="menu"
      title={[visibleText(named(image.name, image.id)), visibleText(image.id), ...said].join('\n')}
      className={classNames('who-image', focused && 'who-focused')}
    >
      {isNamed(image.name) ? (
        <Plain className="image-name">{image.name}</Plain>
      ) : (
        <span className="name-none">
          no name <span className="mono">{shortId(image.id)}</span>
        </span>
      )}
      {facts.foreign && <small className="who-note">not yours</small>}
      {(failure !== undefined || seen.error !== undefined) && (
        <span className={failure === undefined ? 'who-stale' : 'who-failed'}>
          <CircleAlert size={13} aria-hidden="true" />
          <span className="visually-hidden">
            {failure === undefined
              ? 'The service did not tell its members.'
              : `Not sent: ${visibleText(failure)}`}
          </span>
        </span>
      )}
    </th>
  );
}

function VisibilityCell({ row, place, focused }: FixedCellProps) {
  const { image, facts, plan } = row;
  const opens = facts.opensFirst && plan !== undefined && plan.add.size > 0;
  return (
    <td {...place} className={classNames('who-visibility', focused && 'who-focused')}>
      {visibilityWord({ visibility: image.visibility, hidden: null })}
      {opens && (
        <span className="who-opens" title="It must become shared before it can have members.">
          <ArrowRight size={11} aria-hidden="true" />
          <span className="visually-hidden">becomes </span>shared
        </span>
      )}
    </td>
  );
}

interface MemberCellProps extends FixedCellProps {
  readonly column: MemberColumn;
  readonly gap: number;
  readonly chosen: boolean;
}

function MemberCell({ row, column, place, gap, focused, chosen }: MemberCellProps) {
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
export function CellFace({ state }: { readonly state: CellState }) {
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
