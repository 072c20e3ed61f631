import { Bookmark, BookmarkCheck } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { DialogTrigger } from 'react-aria-components';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { TextInput } from '../../ui/fields.tsx';
import { PanelPopover } from '../../ui/panel-popover.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { useSettingsStore } from '../settings/settings-store.ts';
import { nameReason, savedAs, saveSearch } from './saved-search-actions.ts';
import { showSearchPanel, useSearchStore } from './search-store.ts';

/** Keeps the search in the sidebar, under a name. */
export function SaveSearch() {
  const open = useSearchStore((state) => state.panel === 'save');
  const saved = useSettingsStore((state) => state.settings.savedSearches);
  const query = useCatalogStore((state) => state.query);
  const as = savedAs(saved, query);
  const label = as === undefined ? 'Save this search' : `Saved as “${visibleText(as.name)}”`;
  return (
    <DialogTrigger isOpen={open} onOpenChange={(next) => showSearchPanel(next ? 'save' : undefined)}>
      <Button variant="icon" size="small" className="search-button" aria-label={label} tip={label}>
        {as === undefined ? (
          <Bookmark size={14} aria-hidden="true" />
        ) : (
          <BookmarkCheck size={14} aria-hidden="true" className="search-saved" />
        )}
      </Button>
      <PanelPopover title="Save this search" className="search-save" placement="bottom end">
        <SaveForm />
      </PanelPopover>
    </DialogTrigger>
  );
}

function SaveForm() {
  const saved = useSettingsStore((state) => state.settings.savedSearches);
  const { search, connection } = useCatalogStore((state) => state.query);
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const reason = nameReason(saved, name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (reason !== undefined) return;
    showSearchPanel(undefined);
    attempt('settings.set', () => saveSearch(name));
  };
  return (
    <form onSubmit={submit}>
      <p className="muted search-saved-text">
        <bdi>{visibleText(search.trim())}</bdi>
        {connection === undefined ? ' in all clouds' : ` in ${visibleText(connection)}`}
      </p>
      <TextInput
        label="Name"
        value={name}
        onChange={setName}
        error={tried || name.trim() !== '' ? reason : undefined}
        maxLength={80}
        autoFocus
      />
      <div className="search-save-foot">
        <Button onPress={() => showSearchPanel(undefined)}>Cancel</Button>
        <Button type="submit" variant="primary">
          Save
        </Button>
      </div>
    </form>
  );
}
