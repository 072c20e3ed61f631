/** Where the focus goes among the rows of properties. Rows stand between gaps for those that are out of sight. */
const ROW = '[data-entry]';

export function entryElement(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>(ROW) ?? undefined) : undefined;
}

/** Before a button goes its row takes the focus; before the whole row does, as one only added, its neighbour. */
export function leaveButton(target: Element, isRowGoing: boolean): void {
  const row = entryElement(target);
  const next = isRowGoing ? neighbourOf(row) : row;
  next?.focus();
}

function neighbourOf(row: HTMLElement | undefined): HTMLElement | undefined {
  const rows = [...(row?.parentElement?.querySelectorAll<HTMLElement>(ROW) ?? [])];
  const at = row === undefined ? -1 : rows.indexOf(row);
  return rows[at + 1] ?? rows[at - 1];
}

/** The row of a property, if it is drawn. */
export function rowOf(host: HTMLElement | null, key: string): HTMLElement | undefined {
  const rows = [...(host?.querySelectorAll<HTMLElement>(ROW) ?? [])];
  return rows.find((row) => row.dataset['entry'] === key);
}

/** What a row's value is entered in. */
export function editorOf(row: HTMLElement | undefined): HTMLElement | null | undefined {
  return row?.querySelector<HTMLElement>('.metadata-row-value :is(input, textarea, button)');
}

/** Where a key goes from a row among `count`; `undefined` for keys that do not move. */
export function rowByKey(key: string, index: number, count: number): number | undefined {
  const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}
