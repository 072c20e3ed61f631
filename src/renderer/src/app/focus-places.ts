/** Ids of the places that shortcuts go to. Of the packages' ones only those in sight are there. */
export const SEARCH_ID = 'search';
export const TABLE_ID = 'image-table';
export const PACKAGE_SEARCH_ID = 'package-search';
export const PACKAGE_TABLE_ID = 'package-table';
export const INBOX_TABLE_ID = 'inbox-table';
export const SHARING_GRID_ID = 'sharing-grid';

export function focusSearch(): void {
  const field = document.getElementById(PACKAGE_SEARCH_ID) ?? document.getElementById(SEARCH_ID);
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}

export function focusTable(): void {
  const table = [TABLE_ID, PACKAGE_TABLE_ID, INBOX_TABLE_ID, SHARING_GRID_ID]
    .map((id) => document.getElementById(id))
    .find((each) => each !== null);
  if (table) {
    table.focus();
    return;
  }
  // What changed is no table: its middle takes the focus, so that the next key goes on from there.
  const middle = document.querySelector('main');
  middle?.setAttribute('tabindex', '-1');
  middle?.focus();
}
