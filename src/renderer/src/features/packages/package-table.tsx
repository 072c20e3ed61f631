import { ArrowDown, ArrowUp } from 'lucide-react';
import type { CSSProperties, KeyboardEvent, MouseEvent } from 'react';
import type { Package } from '#shared/model/index.ts';
import { PACKAGE_TABLE_ID } from '../../app/focus-places.ts';
import { classNames } from '../../ui/class-names.ts';
import { useContextMenu } from '../../ui/context-menu.tsx';
import { moveFocus } from '../catalog/selection.ts';
import { closeInspectorDrawer, openInspector } from '../inspector/inspector-store.ts';
import { useSettingsStore } from '../settings/settings-store.ts';
import { askPackageRemoval } from './ask-package-removal.ts';
import { packageActions } from './package-actions.tsx';
import { PACKAGE_CELLS } from './package-cells.tsx';
import { FIGURE_COLUMNS, PACKAGE_COLUMN_LABELS, PACKAGE_COLUMN_WIDTHS } from './package-columns.ts';
import { type PackageColumn, packageKey, shownColumns } from './package-list.ts';
import { choosePackage, sortPackages, usePackagesStore } from './packages-store.ts';

const ROW_HEIGHTS = { comfortable: 38, compact: 30 } as const;
const PLACEHOLDERS = [1, 2, 3, 4, 5, 6];

interface PackageTableProps {
  readonly packages: readonly Package[];
  /** The first list is on its way: the table keeps its shape. */
  readonly waiting: boolean;
  /** Of several clouds: then the cloud has its column. */
  readonly many: boolean;
}

/** The packages as a grid: arrows choose, Enter shows, Delete asks. */
export function PackageTable({ packages, waiting, many }: PackageTableProps) {
  const chosen = usePackagesStore((state) => state.chosen);
  const height = ROW_HEIGHTS[useSettingsStore((state) => state.settings.density)];
  const { open, menu } = useContextMenu('Package');
  const kept = useSettingsStore((state) => state.settings.packageColumns);
  const columns = shownColumns(kept, many);
  const current = packages.findIndex((each) => packageKey(each) === chosen);
  const choose = (index: number): void => {
    choosePackage(packages[index]);
    document.getElementById(`package-row-${index}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onMenu = (event: MouseEvent): void => {
    const index = rowOf(event);
    const each = index === undefined ? undefined : packages[index];
    if (each === undefined) return;
    choosePackage(each);
    open(event, packageActions(each));
  };
  return (
    <div className="table-scroller">
      <table
        id={PACKAGE_TABLE_ID}
        className="table table-plain"
        {...gridProps(current)}
        aria-label="Packages"
        aria-rowcount={waiting ? -1 : packages.length + 1}
        aria-busy={waiting}
        style={
          { '--columns': columns.map((column) => PACKAGE_COLUMN_WIDTHS[column]).join(' ') } as CSSProperties
        }
        onKeyDown={(event) => handleKey(event, packages, current, choose)}
        onContextMenu={onMenu}
        onClick={(event) => {
          const index = rowOf(event);
          if (index === undefined) return;
          choosePackage(packages[index]);
          openInspector();
        }}
      >
        <thead className="table-head">
          <tr className="table-head-row">
            {columns.map((column) => (
              <HeadCell key={column} column={column} />
            ))}
          </tr>
        </thead>
        <tbody className="table-body">
          {waiting
            ? PLACEHOLDERS.map((place) => <PlaceholderRow key={place} columns={columns} height={height} />)
            : packages.map((each, index) => (
                <PackageRow
                  key={packageKey(each)}
                  each={each}
                  index={index}
                  columns={columns}
                  height={height}
                  chosen={index === current}
                />
              ))}
        </tbody>
      </table>
      {menu}
    </div>
  );
}

interface RowProps {
  readonly columns: readonly PackageColumn[];
  readonly height: number;
}

function PlaceholderRow({ columns, height }: RowProps) {
  return (
    <tr className="table-row" style={{ height }}>
      {columns.map((column) => (
        <td
          key={column}
          className={classNames('table-cell', FIGURE_COLUMNS.includes(column) && 'table-cell-end')}
        >
          <span className="placeholder" />
        </td>
      ))}
    </tr>
  );
}

interface PackageRowProps extends RowProps {
  readonly each: Package;
  readonly index: number;
  readonly chosen: boolean;
}

function PackageRow({ each, index, columns, height, chosen }: PackageRowProps) {
  return (
    <tr
      id={`package-row-${index}`}
      data-index={index}
      aria-selected={chosen}
      className={classNames('table-row', chosen && 'table-row-chosen table-row-focused')}
      style={{ height }}
    >
      {columns.map((column) => (
        <td
          key={column}
          className={classNames('table-cell', FIGURE_COLUMNS.includes(column) && 'table-cell-end')}
        >
          {PACKAGE_CELLS[column](each)}
        </td>
      ))}
    </tr>
  );
}

function HeadCell({ column }: { readonly column: PackageColumn }) {
  const sort = usePackagesStore((state) => state.sort);
  const sorted = sort.column === column;
  const Arrow = sort.direction === 'asc' ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={sorted ? (sort.direction === 'asc' ? 'ascending' : 'descending') : 'none'}
      className={classNames('table-head-cell', FIGURE_COLUMNS.includes(column) && 'table-cell-end')}
    >
      <button type="button" className="sort-button" onClick={() => sortPackages(column)}>
        {PACKAGE_COLUMN_LABELS[column]}
        {sorted && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  );
}

/** A table whose rows are chosen and moved through by keys is a grid: one place for the focus, one current row. */
function gridProps(row: number) {
  return {
    role: 'grid',
    tabIndex: 0,
    ...(row < 0 ? {} : { 'aria-activedescendant': `package-row-${row}` }),
  } as const;
}

function rowOf(event: MouseEvent): number | undefined {
  if (!(event.target instanceof Element)) return undefined;
  const index = event.target.closest<HTMLElement>('[data-index]')?.dataset['index'];
  return index === undefined ? undefined : Number(index);
}

function handleKey(
  event: KeyboardEvent,
  packages: readonly Package[],
  current: number,
  choose: (index: number) => void,
): void {
  if (event.target !== event.currentTarget) return;
  const target = moveFocus(current, event.key, packages.length, 10);
  const each = packages[current];
  if (target !== undefined) choose(target);
  else if ((event.key === 'Enter' || event.key === ' ') && each !== undefined) openInspector();
  else if (event.key === 'Delete' && each !== undefined) askPackageRemoval(each);
  else if (event.key === 'Escape') {
    if (!closeInspectorDrawer()) choosePackage(undefined);
  } else return;
  event.preventDefault();
}
