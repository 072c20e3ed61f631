import type { DragEvent, MouseEvent } from 'react';
import { attempt } from '../../app/toast-queue.ts';
import { beginImageDrag } from '../copy/drag-images.ts';
import { openInspector } from '../inspector/inspector-store.ts';
import { useCatalogStore } from './catalog-state.ts';
import { imageAt, lineAt, placeOf } from './line-list.ts';
import { setGroupExpanded } from './list-loading.ts';
import { imageKey } from './selection.ts';
import { focusRow, selectRow, selectStretchTo, toggleRow } from './selection-actions.ts';

/** The row that an event of the table happened in. */
export function rowOfEvent(event: MouseEvent): number | undefined {
  if (!(event.target instanceof Element)) return undefined;
  const index = event.target.closest<HTMLElement>('[data-index]')?.dataset['index'];
  return index === undefined ? undefined : Number(index);
}

/** A click chooses; with Shift a stretch, with Ctrl or Cmd one more. A click on a group's line expands it. */
export function clickRow(event: MouseEvent): void {
  const index = rowOfEvent(event);
  const { list } = useCatalogStore.getState();
  if (index === undefined || list === undefined) return;
  const place = placeOf(list, index);
  if (place.of === 'groups' && lineAt(list, index).kind === 'group') {
    focusRow(index);
    setGroupExpanded(place.group, place.section === undefined);
  } else if (event.shiftKey) attempt('catalog.window', () => selectStretchTo(index));
  else if (event.ctrlKey || event.metaKey) toggleRow(index);
  else {
    selectRow(index);
    openInspector();
  }
}

/** Drags the row; all chosen ones if the row is among them. */
export function dragRow(event: DragEvent): void {
  const index = rowOfEvent(event);
  const { list, selection } = useCatalogStore.getState();
  const image = index === undefined ? undefined : imageAt(list, index);
  if (image === undefined) return;
  const among = selection.images.has(imageKey(image));
  beginImageDrag(event, among ? [...selection.images.values()] : [image]);
}
