import { Pencil, Trash2 } from 'lucide-react';
import { type MouseEvent, useEffect } from 'react';
import type { SavedSearch } from '#shared/model/index.ts';
import { useAppStore } from '../../app/app-store.ts';
import { session } from '../../app/session.ts';
import { attempt } from '../../app/toast-queue.ts';
import { classNames } from '../../ui/class-names.ts';
import { type MenuAction, useContextMenu } from '../../ui/context-menu.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { useSettingsStore } from '../settings/settings-store.ts';
import { RenameSearch } from './rename-search.tsx';
import { countSaved } from './saved-counts.ts';
import { removeSearch, runSearch, savedAs } from './saved-search-actions.ts';
import { startRenaming, useSearchStore } from './search-store.ts';

/** The saved searches in the sidebar, each with what it finds now. There only if there are any. */
export function SavedSearches() {
  const saved = useSettingsStore((state) => state.settings.savedSearches);
  const query = useCatalogStore((state) => state.query);
  const inImages = useAppStore((state) => state.view === 'images');
  const renaming = useSearchStore((state) => state.renaming);
  const { open, menu } = useContextMenu('Saved search');
  useEffect(() => {
    if (saved.length === 0) return;
    countSaved(saved);
    return session().client.on('catalog.changed', () => countSaved(saved));
  }, [saved]);
  if (saved.length === 0) return null;
  const current = inImages ? savedAs(saved, query) : undefined;
  return (
    <section aria-labelledby="saved-searches">
      <div className="sidebar-head">
        <h2 id="saved-searches">Saved searches</h2>
      </div>
      <ul className="saved-searches">
        {saved.map((each) => (
          <SavedItem
            key={each.name}
            saved={each}
            current={each === current}
            onMenu={(event) => open(event, savedActions(each))}
          />
        ))}
      </ul>
      {menu}
      {renaming !== undefined && <RenameSearch key={renaming} name={renaming} />}
    </section>
  );
}

interface SavedItemProps {
  readonly saved: SavedSearch;
  readonly current: boolean;
  readonly onMenu: (event: MouseEvent) => void;
}

function SavedItem({ saved, current, onMenu }: SavedItemProps) {
  const count = useSearchStore((state) => state.counts[saved.name]);
  const where = saved.connection === null ? '' : `\nin ${visibleText(saved.connection)}`;
  return (
    <li className="cloud saved-search" onContextMenu={onMenu}>
      <button
        type="button"
        className={classNames('nav-item', current && 'nav-item-current')}
        aria-current={current ? 'true' : undefined}
        title={visibleText(saved.search) + where}
        onClick={() => runSearch(saved)}
      >
        <Plain className="saved-name">{saved.name}</Plain>
        <small className="figure">{count === undefined ? '' : formatCount(count)}</small>
      </button>
      <MoreMenu name={saved.name} actions={savedActions(saved)} />
    </li>
  );
}

function savedActions({ name }: SavedSearch): readonly MenuAction[] {
  return [
    {
      id: 'rename',
      label: 'Rename…',
      icon: <Pencil size={14} aria-hidden="true" />,
      run: () => startRenaming(name),
    },
    {
      id: 'delete',
      label: 'Delete',
      icon: <Trash2 size={14} aria-hidden="true" />,
      danger: true,
      run: () => attempt('settings.set', () => removeSearch(name)),
    },
  ];
}
