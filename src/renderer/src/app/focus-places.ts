/** Ids of the two places that shortcuts go to. */
export const SEARCH_ID = 'search';
export const TABLE_ID = 'image-table';

export function focusSearch(): void {
  const field = document.getElementById(SEARCH_ID);
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}

export function focusTable(): void {
  document.getElementById(TABLE_ID)?.focus();
}
