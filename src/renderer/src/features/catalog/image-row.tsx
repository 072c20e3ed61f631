import { memo } from 'react';
import type { Image } from '#shared/model/index.ts';
import { classNames } from '../../ui/class-names.ts';
import { COLUMN_FACTS, type ColumnKey } from './column-layout.ts';
import { IMAGE_CELLS } from './image-cells.tsx';

interface ImageRowProps {
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** `undefined` while its page is fetched. */
  readonly image: Image | undefined;
  readonly columns: readonly ColumnKey[];
  readonly chosen: boolean;
  readonly focused: boolean;
}

/** One row. It keeps its shape while its content is on the way. */
export const ImageRow = memo(function ImageRow(props: ImageRowProps) {
  const { index, top, height, image, columns, chosen, focused } = props;
  return (
    <tr
      id={`image-row-${index}`}
      data-index={index}
      draggable={image !== undefined}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className={classNames('table-row', chosen && 'table-row-chosen', focused && 'table-row-focused')}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      {columns.map((key, column) => (
        <td
          key={key}
          aria-colindex={column + 1}
          className={classNames('table-cell', COLUMN_FACTS[key].alignEnd && 'table-cell-end')}
        >
          {image === undefined ? <span className="placeholder" /> : IMAGE_CELLS[key](image)}
        </td>
      ))}
    </tr>
  );
});
