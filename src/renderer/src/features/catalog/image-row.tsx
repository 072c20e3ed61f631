import { type CSSProperties, memo } from 'react';
import type { Image } from '#shared/model/index.ts';
import { classNames } from '../../ui/class-names.ts';
import { COLUMN_FACTS, type ColumnKey } from './column-layout.ts';
import { IMAGE_CELLS } from './image-cells.tsx';
import type { RowContext } from './row-context.ts';

interface ImageRowProps {
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** `undefined` while its page is fetched. */
  readonly image: Image | undefined;
  /** 2 beneath a group; `undefined` in a list without groups. */
  readonly level: 1 | 2 | undefined;
  readonly columns: readonly ColumnKey[];
  readonly context: RowContext;
  readonly chosen: boolean;
  readonly focused: boolean;
}

/** One row. It keeps its shape while its content is on the way. */
export const ImageRow = memo(function ImageRow(props: ImageRowProps) {
  const { index, top, height, image, level, columns, context, chosen, focused } = props;
  return (
    <tr
      id={`image-row-${index}`}
      data-index={index}
      draggable={image !== undefined}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      {...(level === undefined ? {} : { 'aria-level': level })}
      className={classNames(
        'table-row',
        chosen && 'table-row-chosen',
        focused && 'table-row-focused',
        level === 2 && 'table-row-inner',
      )}
      style={{ '--top': `${top}px`, height } as CSSProperties}
    >
      {columns.map((key, column) => (
        <td
          key={key}
          aria-colindex={column + 1}
          className={classNames('table-cell', COLUMN_FACTS[key].alignEnd && 'table-cell-end')}
        >
          {image === undefined ? <span className="placeholder" /> : IMAGE_CELLS[key](image, context)}
        </td>
      ))}
    </tr>
  );
});
