import type { Command } from '../../app/commands.ts';
import { focusSearch } from '../../app/focus-places.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { runSearch, savedSearches } from './saved-search-actions.ts';
import { showSearchPanel } from './search-store.ts';

export const SEARCH_COMMANDS: readonly Command[] = [
  {
    id: 'save-search',
    title: 'Save this search…',
    group: 'View',
    reason: () =>
      useCatalogStore.getState().query.search.trim() === '' ? 'Search for something first' : undefined,
    run: () => showSearchPanel('save'),
  },
  {
    id: 'search-help',
    title: 'How to search',
    group: 'View',
    run: () => {
      focusSearch();
      showSearchPanel('help');
    },
  },
];

/** One for each saved search, by its name. */
export function savedSearchCommands(): readonly Command[] {
  return savedSearches().map(
    (saved): Command => ({
      id: `saved-search ${saved.name}`,
      title: `Search: ${visibleText(saved.name)}`,
      group: 'View',
      run: () => runSearch(saved),
    }),
  );
}
