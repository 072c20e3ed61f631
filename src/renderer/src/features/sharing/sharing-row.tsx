import { ArrowRight, CircleAlert } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { formatAsOf } from '../../ui/format-time.ts';
import { isNamed, named } from '../../ui/named.ts';
import { Plain } from '../../ui/plain.tsx';
import { useNow } from '../../ui/use-now.ts';
import { shortId, visibleText } from '../../ui/visible-text.ts';
import { visibilityWord } from '../catalog/visibility-word.ts';
import { FIXED_COLUMNS } from './grid-moves.ts';
import { cellId, gapBefore } from './grid-sizes.ts';
import type { MatrixRow } from './matrix-rows.ts';
import { type CellProps, MemberCell } from './member-cell.tsx';
import type { MemberColumn } from './member-columns.ts';

interface SharingRowProps {
  readonly row: MatrixRow;
  readonly index: number;
  readonly columns: readonly MemberColumn[];
  /** Of the members' columns those that are drawn. */
  readonly visible: readonly number[];
  readonly height: number;
  /** The column that the keyboard stands on, if it stands in this row. */
  readonly focused: number | undefined;
  /** The columns that are chosen in it, both with; `undefined`: none are. */
  readonly chosenFrom: number | undefined;
  readonly chosenTo: number | undefined;
}

/** One image: its name, its visibility, and a cell for each member. */
export const SharingRow = memo(function SharingRow(props: SharingRowProps) {
  const { row, index, columns, visible, height, focused, chosenFrom = 0, chosenTo = -1 } = props;
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
          const here = at + FIXED_COLUMNS;
          return column === undefined ? null : (
            <MemberCell
              key={column.key}
              row={row}
              column={column}
              place={place(here)}
              gap={gapBefore(visible, order)}
              focused={focused === here}
              chosen={here >= chosenFrom && here <= chosenTo}
            />
          );
        })
      )}
    </tr>
  );
});

function ImageCell({ row, place, focused }: CellProps) {
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

function VisibilityCell({ row, place, focused }: CellProps) {
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
