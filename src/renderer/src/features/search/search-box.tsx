import { Search, X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { showOverlay } from '../../app/app-store.ts';
import { focusSearch } from '../../app/focus-places.ts';
import { classNames } from '../../ui/class-names.ts';
import { ShortcutKeys, shortcutLabel } from '../../ui/shortcut-keys.tsx';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { SaveSearch } from './save-search.tsx';
import { SearchHelp } from './search-help.tsx';
import { SearchInput, searchFor } from './search-input.tsx';

/** Filters the list while typing, in the language of searches. */
export function SearchBox() {
  const empty = useCatalogStore((state) => state.query.search === '');
  return (
    <search className={classNames('search-box', !empty && 'search-filled')}>
      <Search size={14} aria-hidden="true" />
      <SearchInput />
      {!empty && (
        <>
          <Button
            className="search-button"
            aria-label="Clear the search"
            onPress={() => {
              searchFor('');
              focusSearch();
            }}
          >
            <X size={14} aria-hidden="true" />
          </Button>
          <SaveSearch />
        </>
      )}
      <SearchHelp />
      <Button
        className="palette-button"
        aria-label={`${shortcutLabel('Mod+K')}: find anything`}
        onPress={() => showOverlay('palette')}
      >
        <ShortcutKeys shortcut="Mod+K" />
      </Button>
    </search>
  );
}
