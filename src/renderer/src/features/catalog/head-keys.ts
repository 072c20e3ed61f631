import type { KeyboardEvent } from 'react';
import { shiftColumn, WIDTH_STEP, widenColumn } from './column-actions.ts';
import type { ColumnKey } from './column-layout.ts';

/** Arrows go from head to head; with Shift they change the width, with Ctrl or Cmd the place. */
export function handleHeadKey(
  event: KeyboardEvent<HTMLElement>,
  key: ColumnKey,
  columns: readonly ColumnKey[],
): void {
  const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : undefined;
  if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
  event.preventDefault();
  event.stopPropagation();
  if (step !== undefined && event.shiftKey) widenColumn(key, step * WIDTH_STEP);
  else if (step !== undefined && (event.ctrlKey || event.metaKey)) shiftColumn(key, step, columns);
  else focusHead(event, step ?? event.key);
}

function focusHead(event: KeyboardEvent<HTMLElement>, to: 1 | -1 | string): void {
  const row = event.currentTarget.closest('tr');
  const buttons = [...(row?.querySelectorAll<HTMLElement>('.sort-button') ?? [])];
  const at = buttons.indexOf(event.currentTarget);
  const next = typeof to === 'number' ? at + to : to === 'Home' ? 0 : buttons.length - 1;
  buttons[Math.min(buttons.length - 1, Math.max(0, next))]?.focus();
}
