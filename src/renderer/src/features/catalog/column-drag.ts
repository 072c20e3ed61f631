import { type DragEvent, useState } from 'react';
import { dropColumn } from './column-actions.ts';
import type { ColumnKey } from './column-layout.ts';

/** Tells a drag of a column from one of images or files. */
const COLUMN_TYPE = 'application/x-argosy-column';

/** Where a column would go: before this one, or to the end. */
type Target = { readonly before: ColumnKey | undefined };

/** Dragging a head to another place: an edge shows where it would go. `columns` in their order. */
export function useColumnDrag(columns: readonly ColumnKey[]) {
  const [dragged, setDragged] = useState<ColumnKey>();
  const [target, setTarget] = useState<Target>();
  const end = (): void => {
    setDragged(undefined);
    setTarget(undefined);
  };
  const targetAt = (event: DragEvent, key: ColumnKey): Target => {
    const box = event.currentTarget.getBoundingClientRect();
    const after = event.clientX > box.left + box.width / 2;
    if (!after && key !== 'name') return { before: key };
    return { before: columns[columns.indexOf(key) + 1] };
  };
  return {
    dragged,
    /** The edge of a head that the column would go to. */
    edgeOf: (key: ColumnKey): 'before' | 'after' | undefined => {
      if (target === undefined || dragged === undefined) return undefined;
      if (target.before === key) return 'before';
      return target.before === undefined && columns.at(-1) === key ? 'after' : undefined;
    },
    start: (event: DragEvent, key: ColumnKey): void => {
      event.stopPropagation();
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData(COLUMN_TYPE, key);
      setDragged(key);
    },
    over: (event: DragEvent, key: ColumnKey): void => {
      if (dragged === undefined) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
      const next = targetAt(event, key);
      if (next.before !== target?.before || target === undefined) setTarget(next);
    },
    drop: (event: DragEvent, key: ColumnKey): void => {
      if (dragged === undefined) return;
      event.preventDefault();
      dropColumn(dragged, targetAt(event, key).before);
      end();
    },
    end,
  };
}
