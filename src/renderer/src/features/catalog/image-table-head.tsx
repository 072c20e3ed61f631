import type { Header } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import { classNames } from '../../ui/class-names.ts';
import { changeSettings } from '../settings/settings-store.ts';
import { setListQuery, useCatalogStore } from './catalog-store.ts';
import { COLUMN_FACTS, type ColumnKey, isColumnKey } from './column-layout.ts';
import type { ImageTableFeatures } from './use-image-table.ts';

type ImageHeader = Header<ImageTableFeatures, Image>;

/** The head: a click sorts, its border resizes. */
export function ImageTableHead({ headers }: { readonly headers: readonly ImageHeader[] }) {
  return (
    <thead className="table-head">
      <tr aria-rowindex={1} className="table-head-row">
        {headers.map((header, index) => (
          <HeadCell key={header.id} header={header} index={index} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell({ header, index }: { readonly header: ImageHeader; readonly index: number }) {
  const { sort, direction } = useCatalogStore((state) => state.query);
  const key = header.column.id;
  if (!isColumnKey(key)) return null;
  const sorted = sort === key;
  const resize = header.getResizeHandler();
  return (
    <th
      scope="col"
      aria-colindex={index + 1}
      aria-sort={sorted ? (direction === 'asc' ? 'ascending' : 'descending') : 'none'}
      className={classNames('table-head-cell', COLUMN_FACTS[key].alignEnd && 'table-cell-end')}
    >
      <button type="button" className="sort-button" onClick={() => sortBy(key)}>
        {COLUMN_FACTS[key].label}
        {sorted &&
          (direction === 'asc' ? (
            <ArrowUp size={12} aria-hidden="true" />
          ) : (
            <ArrowDown size={12} aria-hidden="true" />
          ))}
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

/** Sorts by a column, the other way round if it is sorted by it already. Kept in the settings. */
export function sortBy(key: ColumnKey): void {
  const { query } = useCatalogStore.getState();
  const direction = query.sort === key && query.direction === 'asc' ? 'desc' : 'asc';
  setListQuery({ sort: key, direction });
  void changeSettings({ sort: { key, direction } });
}
