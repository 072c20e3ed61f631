import type { MouseEvent } from 'react';
import { attempt } from '../../app/toasts.tsx';
import { openInspector } from '../inspector/inspector-store.ts';
import { selectRow, selectStretchTo, toggleRow } from './catalog-store.ts';

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
