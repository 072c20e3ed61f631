import { BookUser, Copy, Info, Minus, Plus, Undo2, X } from 'lucide-react';
import { attempt } from '../../app/toast-queue.ts';
import type { MenuAction } from '../../ui/context-menu.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { selectImage } from '../catalog/catalog-store.ts';
import { openInspector } from '../inspector/inspector-store.ts';
import { openPartners } from '../partners/partners-store.ts';
import { type Block, FIXED_COLUMNS, isInBlock, type Place } from './grid-moves.ts';
import type { MatrixRow } from './matrix-rows.ts';
import { columnTitle, type MemberColumn } from './member-columns.ts';
import { changeable, countUnknown, stateAt } from './plan-actions.ts';
import type { PlannedCell } from './share-plan.ts';
import { planAll, removeColumn, useSharingStore } from './sharing-store.ts';
import type { Matrix } from './use-matrix.ts';

const ICON = { size: 14, 'aria-hidden': true } as const;

/** What can be done at a place: with a column, a row, a cell, or the block that it is in. */
export function matrixActions(matrix: Matrix, place: Place, block: Block | undefined): readonly MenuAction[] {
  const { row, column } = place;
  const member = matrix.columns[column - FIXED_COLUMNS];
  if (row < 0) return member === undefined ? [] : columnActions(matrix, member, column);
  const each = matrix.rows[row];
  if (each === undefined) return [];
  if (column < FIXED_COLUMNS || each.facts.span !== undefined) return rowActions(matrix, each, row);
  const whole = block !== undefined && isInBlock(block, place) ? block : { from: place, to: place };
  const words = whole === block ? 'the chosen cells' : undefined;
  const reason = stateAt(matrix, place)?.reason;
  return [
    ...shareActions(changeable(matrix, whole), words ?? 'this one', reason),
    ...(member === undefined || words !== undefined ? [] : memberActions(member)),
  ];
}

function columnActions(matrix: Matrix, member: MemberColumn, column: number): readonly MenuAction[] {
  const block = { from: { row: 0, column }, to: { row: matrix.rows.length - 1, column } };
  const title = columnTitle(member);
  return [
    ...shareActions(
      changeable(matrix, block),
      `all with ${title}`,
      matrix.rows.length === 0 ? 'There are no images here' : 'Nothing can be changed here now',
      { unshare: `all from ${title}`, unknown: countUnknown(matrix, block) },
    ),
    ...memberActions(member),
  ];
}

function rowActions(matrix: Matrix, { image, facts, plan }: MatrixRow, row: number): readonly MenuAction[] {
  const columns = { first: FIXED_COLUMNS, last: FIXED_COLUMNS + matrix.columns.length - 1 };
  const block = { from: { row, column: columns.first }, to: { row, column: columns.last } };
  const name = named(image.name, image.id);
  const reason = facts.span ?? facts.addReason ?? 'There is nobody here to share it with';
  const cells = matrix.columns.length === 0 ? [] : changeable(matrix, block);
  return [
    ...shareActions(cells, 'with all members here', reason, { unshare: 'from all members' }),
    ...(plan === undefined
      ? []
      : [
          {
            id: 'take-back',
            label: 'Take its changes back',
            icon: <Undo2 {...ICON} />,
            run: () => takeBack(cells),
          },
        ]),
    {
      id: 'details',
      label: 'Show in the inspector',
      icon: <Info {...ICON} />,
      run: () => {
        selectImage(image);
        openInspector();
      },
    },
    copyAction(image.id, `Copy the id of ${name}`),
  ];
}

function memberActions(member: MemberColumn): readonly MenuAction[] {
  const { memberId, connection, name, extra, color } = member;
  return [
    {
      id: 'partner',
      label: color === undefined ? 'Add to the address book…' : 'Open the address book…',
      icon: <BookUser {...ICON} />,
      run: () =>
        openPartners(color === undefined ? { memberId, connection, ...(name ? { name } : {}) } : undefined),
    },
    copyAction(memberId, 'Copy the id'),
    ...(extra
      ? [
          {
            id: 'remove-column',
            label: 'Remove this column',
            icon: <X {...ICON} />,
            run: () => removeColumn(member),
          },
        ]
      : []),
  ];
}

function copyAction(text: string, label: string): MenuAction {
  return {
    id: 'copy-id',
    label,
    icon: <Copy {...ICON} />,
    run: () => attempt('clipboard', () => navigator.clipboard.writeText(text)),
  };
}

/** Sharing and unsharing several cells; how many each would change stands beside it. */
function shareActions(
  cells: readonly PlannedCell[],
  share: string,
  reason: string | undefined,
  { unshare = share, unknown = 0 }: { readonly unshare?: string; readonly unknown?: number } = {},
): readonly MenuAction[] {
  const { plan } = useSharingStore.getState();
  const sees = ({ image, memberId, present }: PlannedCell): boolean => {
    const held = plan.get(`${image.connection}/${image.id}`);
    return held?.add.has(memberId) || (present && !held?.remove.has(memberId));
  };
  const on = cells.filter((cell) => !sees(cell));
  const off = cells.filter(sees);
  // While members are still being read, nobody shall take those that are known for all.
  const count = (some: readonly PlannedCell[]): string =>
    unknown > 0
      ? ` (${formatCount(some.length)}; ${formatCount(unknown)} not read yet)`
      : some.length > 1
        ? ` (${formatCount(some.length)})`
        : '';
  return [
    {
      id: 'share',
      label: `Share ${share}${count(on)}`,
      icon: <Plus {...ICON} />,
      reason: on.length > 0 ? undefined : cells.length === 0 ? reason : 'It is so already',
      run: () => planAll(on, true),
    },
    {
      id: 'unshare',
      label: `Unshare ${unshare}${count(off)}`,
      icon: <Minus {...ICON} />,
      reason: off.length > 0 ? undefined : cells.length === 0 ? reason : 'It is so already',
      run: () => planAll(off, false),
    },
  ];
}

function takeBack(cells: readonly PlannedCell[]): void {
  planAll(
    cells.filter(({ present }) => present),
    true,
  );
  planAll(
    cells.filter(({ present }) => !present),
    false,
  );
}
