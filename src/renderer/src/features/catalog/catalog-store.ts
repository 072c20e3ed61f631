/** What the rest of the page may know and do about the list. */
export { useCatalogStore } from './catalog-state.ts';
export { reloadCatalog, setListQuery } from './list-loading.ts';
export type { ListQuery } from './list-query.ts';
export {
  CHOOSE_LIMIT,
  clearSelection,
  forgetChosen,
  refreshImage,
  refreshImages,
  selectAll,
  selectImage,
} from './selection-actions.ts';
