import { classNames } from '../../ui/class-names.ts';
import { CloudDot, CloudName } from '../../ui/cloud-name.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionColor } from '../connections/connections-store.ts';
import { FIXED_COLUMNS } from './grid-moves.ts';
import { COLUMN_WIDTH, cellId, gapBefore } from './grid-sizes.ts';
import { type ColumnGroup, columnTitle, type MemberColumn } from './member-columns.ts';
import type { Matrix } from './use-matrix.ts';

interface SharingHeadProps {
  readonly matrix: Matrix;
  readonly visible: readonly number[];
  readonly focused: number | undefined;
}

/** Whom the columns stand for; where there are several clouds, which cloud's members they are. */
export function SharingHead({ matrix: { columns, groups }, visible, focused }: SharingHeadProps) {
  const fixed = (column: number, label: string, className: string) => (
    <th
      scope="col"
      id={cellId({ row: -1, column })}
      data-row={-1}
      data-column={column}
      aria-colindex={column + 1}
      className={classNames('who-head-cell', className, focused === column && 'who-focused')}
    >
      {label}
    </th>
  );
  return (
    <thead className="who-head">
      {groups.length > 1 && (
        <tr className="who-groups" {...FOR_THE_EYE}>
          {groups.map((group) => (
            <GroupCell key={group.connection} group={group} />
          ))}
        </tr>
      )}
      <tr className="who-head-row" aria-rowindex={1}>
        {fixed(0, 'Image', 'who-image')}
        {fixed(1, 'Visibility', 'who-visibility')}
        {visible.map((at, order) => {
          const column = columns[at];
          return column === undefined ? null : (
            <ColumnHead
              key={column.key}
              column={column}
              at={at + FIXED_COLUMNS}
              gap={gapBefore(visible, order)}
              focused={focused === at + FIXED_COLUMNS}
            />
          );
        })}
      </tr>
    </thead>
  );
}

/** Each column's own head says its cloud. */
const FOR_THE_EYE = { 'aria-hidden': true } as const;

function GroupCell({ group: { connection, first, count } }: { readonly group: ColumnGroup }) {
  const color = useConnectionColor(connection);
  return (
    <td
      className="who-group"
      style={{
        left: `calc(100% - var(--members-width) + ${first * COLUMN_WIDTH}px)`,
        width: count * COLUMN_WIDTH,
      }}
    >
      <CloudName name={connection} color={color} />
    </td>
  );
}

interface ColumnHeadProps {
  readonly column: MemberColumn;
  readonly at: number;
  readonly gap: number;
  readonly focused: boolean;
}

function ColumnHead({ column, at, gap, focused }: ColumnHeadProps) {
  const { name, memberId, connection, color } = column;
  const full = [name, memberId, connection]
    .filter((part) => part !== undefined)
    .map((part) => visibleText(part));
  return (
    <th
      scope="col"
      id={cellId({ row: -1, column: at })}
      data-row={-1}
      data-column={at}
      aria-colindex={at + 1}
      aria-haspopup="menu"
      aria-label={full.join(', ')}
      title={full.join('\n')}
      style={gap === 0 ? undefined : { marginLeft: gap }}
      className={classNames('who-head-cell', 'who-member', focused && 'who-focused')}
    >
      <span className="who-turned">
        <Plain className={name === undefined ? 'mono' : undefined} title={full.join('\n')}>
          {columnTitle(column)}
        </Plain>
      </span>
      {color !== undefined && <CloudDot color={color} />}
    </th>
  );
}
