import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import { showOverlay, showView } from '../../app/app-store.ts';
import { focusTable, SEARCH_ID } from '../../app/focus-places.ts';
import { ShortcutKeys, shortcutLabel } from '../../ui/shortcut-keys.tsx';
import { setListQuery, useCatalogStore } from './catalog-store.ts';

const PAUSE_MS = 120;

/** Filters the list while typing: every word must occur somewhere in the image. */
export function SearchBox() {
  const asked = useCatalogStore((state) => state.query.search);
  const cloud = useCatalogStore((state) => state.query.connection);
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(() => setListQuery({ search: text }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, asked]);
  const search = (next: string): void => {
    setText(next);
    if (next !== '') showView('images');
  };
  return (
    <div className="search-box">
      <SearchField
        className="search"
        aria-label="Search images"
        value={text}
        onChange={search}
        onSubmit={focusTable}
        onClear={() => setListQuery({ search: '' })}
      >
        <Search size={14} aria-hidden="true" />
        <Input
          id={SEARCH_ID}
          onKeyDown={intoTheList}
          placeholder={cloud === undefined ? 'Search all clouds' : `Search ${cloud}`}
        />
        <Button className="search-clear" aria-label="Clear the search">
          <X size={14} aria-hidden="true" />
        </Button>
      </SearchField>
      <Button
        className="palette-button"
        aria-label={`${shortcutLabel('Mod+K')}: find anything`}
        onPress={() => showOverlay('palette')}
      >
        <ShortcutKeys shortcut="Mod+K" />
      </Button>
    </div>
  );
}

/** The arrow that leads from a search to what it found. */
function intoTheList(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown') return;
  event.preventDefault();
  focusTable();
}
