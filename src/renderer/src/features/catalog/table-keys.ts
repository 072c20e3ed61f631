import type { KeyboardEvent } from 'react';
import { attempt } from '../../app/toast-queue.ts';
import { askRemoval, closeInspectorDrawer, openInspector } from '../inspector/inspector-store.ts';
import {
  clearSelection,
  focusRow,
  selectAll,
  selectRow,
  selectStretchTo,
  toggleRow,
  useCatalogStore,
} from './catalog-store.ts';
import { moveFocus } from './selection.ts';

/** What a key does in the table. Gives the row to bring into sight, if the key moved there. */
export function handleTableKey(event: KeyboardEvent, pageRows: number): number | undefined {
  // Buttons in the head keep their own keys.
  if (event.target !== event.currentTarget) return undefined;
  const { cache, selection } = useCatalogStore.getState();
  const target = moveFocus(selection.focus, event.key, cache.total ?? 0, pageRows);
  if (target !== undefined) {
    event.preventDefault();
    if (event.shiftKey) attempt('catalog.window', () => selectStretchTo(target));
    else if (event.ctrlKey || event.metaKey) focusRow(target);
    else selectRow(target);
    return target;
  }
  if (act(event, selection.focus)) event.preventDefault();
  return undefined;
}

function act(event: KeyboardEvent, focus: number): boolean {
  const command = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case 'Enter':
    case ' ':
      if (focus < 0) return false;
      if (command) toggleRow(focus);
      else openInspector();
      return true;
    case 'a':
      if (!command) return false;
      attempt('catalog.window', selectAll);
      return true;
    case 'Delete':
      askRemoval();
      return true;
    case 'Escape':
      if (!closeInspectorDrawer()) clearSelection();
      return true;
    default:
      return false;
  }
}
