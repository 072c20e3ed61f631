import type { DragEvent, MouseEvent } from 'react';
import { attempt } from '../../app/toast-queue.ts';
import { beginImageDrag } from '../copy/drag-images.ts';
import { openInspector } from '../inspector/inspector-store.ts';
import { selectRow, selectStretchTo, toggleRow, useCatalogStore } from './catalog-store.ts';
import { imageKey } from './selection.ts';
import { rowAt } from './window-cache.ts';

/** The row that an event of the table happened in. */
export function rowOfEvent(event: MouseEvent): number | undefined {
  if (!(event.target instanceof Element)) return undefined;
  const index = event.target.closest<HTMLElement>('[data-index]')?.dataset['index'];
  return index === undefined ? undefined : Number(index);
}

/** A click chooses; with Shift a stretch, with Ctrl or Cmd one more. */
export function clickRow(event: MouseEvent): void {
  const index = rowOfEvent(event);
  if (index === undefined) return;
  if (event.shiftKey) attempt('catalog.window', () => selectStretchTo(index));
  else if (event.ctrlKey || event.metaKey) toggleRow(index);
  else {
    selectRow(index);
    openInspector();
  }
}

/** Drags the row; all chosen ones if the row is among them. */
export function dragRow(event: DragEvent): void {
  const index = rowOfEvent(event);
  const { cache, selection } = useCatalogStore.getState();
  const image = index === undefined ? undefined : rowAt(cache, index);
  if (image === undefined) return;
  const among = selection.images.has(imageKey(image));
  beginImageDrag(event, among ? [...selection.images.values()] : [image]);
}
