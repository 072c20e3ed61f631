import type { TreePath } from './tree-change.ts';
import { keyOfPath, type TreeLine } from './tree-lines.ts';

/** Where the keyboard goes when a line is deleted: to its next sibling, else the one before, else what holds it. */
export function neighbourOf(lines: readonly TreeLine[], key: string): TreePath | undefined {
  const at = lines.findIndex((line) => line.key === key);
  const line = lines[at];
  if (line === undefined) return undefined;
  const after = lines.slice(at + 1).find(({ level }) => level <= line.level);
  // Items of a list move up into the gap.
  if (after?.level === line.level) return line.inList ? line.path : after.path;
  return lines[at - 1]?.path;
}

/** Gives the keyboard back to the row that was worked on, else to the first that there is. */
export function focusRow(host: HTMLElement | null, path: TreePath | undefined): void {
  if (host === null || host.contains(document.activeElement)) return;
  const key = path === undefined ? undefined : keyOfPath(path);
  const rows = [...host.querySelectorAll<HTMLElement>('tr[data-key]')];
  const row = rows.find((each) => each.dataset['key'] === key) ?? rows.find(({ tabIndex }) => tabIndex === 0);
  (row ?? host.querySelector('button'))?.focus();
}

/** Gives the keyboard to the way to write what was left. */
export function focusPartial(host: HTMLElement | null): void {
  host?.querySelector<HTMLElement>('.tree-partial .button-primary')?.focus();
}
