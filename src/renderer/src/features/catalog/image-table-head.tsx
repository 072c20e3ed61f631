import type { Header } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type MouseEvent, useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { classNames } from '../../ui/class-names.ts';
import { useCatalogStore } from './catalog-state.ts';
import { sortBy, sortReason } from './column-actions.ts';
import { useColumnDrag } from './column-drag.ts';
import { COLUMN_FACTS, type ColumnKey, isColumnKey } from './column-layout.ts';
import { handleHeadKey } from './head-keys.ts';
import type { ImageTableFeatures } from './use-image-table.ts';

type ImageHeader = Header<ImageTableFeatures, Image>;

interface HeadProps {
  readonly headers: readonly ImageHeader[];
  readonly columns: readonly ColumnKey[];
  readonly openMenu: (event: MouseEvent, key: ColumnKey) => void;
}

/**
 * The head: a click sorts, an edge resizes, dragging moves; the menu and the keys do the same. It is one stop
 * of the Tab key; the arrows go from column to column.
 */
export function ImageTableHead({ headers, columns, openMenu }: HeadProps) {
  const [current, setCurrent] = useState<ColumnKey>('name');
  const drag = useColumnDrag(columns);
  const stop = columns.includes(current) ? current : 'name';
  return (
    <thead className="table-head">
      <tr aria-rowindex={1} className="table-head-row">
        {headers.map((header) => {
          const key = header.column.id;
          if (!isColumnKey(key)) return null;
          return (
            <HeadCell
              key={key}
              column={key}
              header={header}
              columns={columns}
              isStop={stop === key}
              drag={drag}
              openMenu={openMenu}
              onFocus={() => setCurrent(key)}
            />
          );
        })}
      </tr>
    </thead>
  );
}

interface CellProps extends Pick<HeadProps, 'columns' | 'openMenu'> {
  readonly column: ColumnKey;
  readonly header: ImageHeader;
  readonly isStop: boolean;
  readonly drag: ReturnType<typeof useColumnDrag>;
  readonly onFocus: () => void;
}

function HeadCell({ column, header, columns, isStop, drag, openMenu, onFocus }: CellProps) {
  const { sort, direction } = useCatalogStore((state) => state.query);
  const edge = drag.edgeOf(column);
  const Arrow = direction === 'asc' ? ArrowUp : ArrowDown;
  const resize = header.getResizeHandler();
  return (
    <th
      scope="col"
      aria-colindex={columns.indexOf(column) + 1}
      aria-sort={sort !== column ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
      className={classNames(
        'table-head-cell',
        COLUMN_FACTS[column].alignEnd && 'table-cell-end',
        drag.dragged === column && 'table-head-dragged',
        edge !== undefined && `table-head-${edge}`,
      )}
      onContextMenu={(event) => openMenu(event, column)}
      onDragOver={(event) => drag.over(event, column)}
      onDrop={(event) => drag.drop(event, column)}
    >
      <button
        type="button"
        className={classNames('sort-button', sortReason(column) !== undefined && 'sort-button-plain')}
        tabIndex={isStop ? 0 : -1}
        draggable={column !== 'name'}
        title={sortReason(column)}
        onFocus={onFocus}
        onClick={() => sortBy(column)}
        onKeyDown={(event) => handleHeadKey(event, column, columns)}
        onDragStart={(event) => drag.start(event, column)}
        onDragEnd={drag.end}
      >
        {COLUMN_FACTS[column].label}
        {sort === column && <Arrow size={12} aria-hidden="true" />}
      </button>
      <span
        className={classNames('resize-handle', header.column.getIsResizing() && 'resize-handle-active')}
        onMouseDown={resize}
        onTouchStart={resize}
        aria-hidden="true"
      />
    </th>
  );
}
