import type { KeyboardEvent } from 'react';
import { attempt } from '../../app/toast-queue.ts';
import { askRemoval, closeInspectorDrawer, openInspector } from '../inspector/inspector-store.ts';
import { useCatalogStore } from './catalog-state.ts';
import type { ColumnKey } from './column-layout.ts';
import { copyChosen } from './copy-as/copy-chosen.ts';
import { type LineList, lineAt, lineCount, lineOfGroup, placeOf } from './line-list.ts';
import { setGroupExpanded } from './list-loading.ts';
import { closeQuickLook, toggleQuickLook } from './quick-look-actions.ts';
import { moveFocus } from './selection.ts';
import {
  clearSelection,
  focusRow,
  selectAll,
  selectRow,
  selectStretchTo,
  toggleRow,
} from './selection-actions.ts';

/** What a key does in the table. Gives the line to bring into sight, if the key moved there. */
export function handleTableKey(
  event: KeyboardEvent,
  pageLines: number,
  columns: readonly ColumnKey[],
): number | undefined {
  // Buttons in the head keep their own keys.
  if (event.target !== event.currentTarget) return undefined;
  const { list, selection } = useCatalogStore.getState();
  if (list === undefined) return undefined;
  const target = moveFocus(selection.focus, event.key, lineCount(list), pageLines);
  if (target !== undefined) {
    event.preventDefault();
    moveTo(event, target);
    return target;
  }
  const parent = moveInTree(event, list, selection.focus);
  if (parent !== undefined || event.defaultPrevented) return parent;
  if (act(event, list, selection.focus, columns)) event.preventDefault();
  return undefined;
}

function moveTo(event: KeyboardEvent, line: number): void {
  if (event.shiftKey) attempt('catalog.window', () => selectStretchTo(line));
  else if (event.ctrlKey || event.metaKey) focusRow(line);
  else selectRow(line);
}

/** The right arrow expands a group, then goes into it; the left one goes to the group, then collapses it. */
function moveInTree(event: KeyboardEvent, list: LineList, focus: number): number | undefined {
  if (list.grouping === undefined || focus < 0) return undefined;
  if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return undefined;
  event.preventDefault();
  const place = placeOf(list, focus);
  if (place.of === 'images') {
    if (event.key === 'ArrowRight' || place.header === undefined) return undefined;
    selectRow(place.header);
    return place.header;
  }
  const expanded = place.section !== undefined;
  if (event.key === 'ArrowLeft') {
    if (expanded) setGroupExpanded(place.group, false);
    return undefined;
  }
  if (!expanded) {
    setGroupExpanded(place.group, true);
    return undefined;
  }
  const child = lineOfGroup(list, place.group) + 1;
  selectRow(child);
  return child;
}

/** Expands or collapses the group that the keyboard stands on; tells whether it stands on one. */
function toggleGroup(list: LineList, focus: number): boolean {
  if (focus < 0 || lineAt(list, focus).kind !== 'group') return false;
  const place = placeOf(list, focus);
  if (place.of === 'groups') setGroupExpanded(place.group, place.section === undefined);
  return true;
}

function act(event: KeyboardEvent, list: LineList, focus: number, columns: readonly ColumnKey[]): boolean {
  const command = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case 'Enter':
      if (focus < 0) return false;
      if (command) toggleRow(focus);
      else if (!toggleGroup(list, focus)) {
        closeQuickLook();
        openInspector();
      }
      return true;
    case ' ':
      if (focus >= 0 && command) toggleRow(focus);
      else if (!toggleGroup(list, focus)) toggleQuickLook();
      return true;
    case 'a':
      if (!command) return false;
      attempt('catalog.window', selectAll);
      return true;
    case 'c':
      if (!command || useCatalogStore.getState().selection.images.size === 0) return false;
      attempt('clipboard', () => copyChosen('tsv', columns));
      return true;
    case 'Delete':
      askRemoval();
      return true;
    case 'Escape':
      if (!closeQuickLook() && !closeInspectorDrawer()) clearSelection();
      return true;
    default:
      return false;
  }
}
