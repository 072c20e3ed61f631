import { Activity, History, Link, Pencil, Plus, RefreshCw, Trash2 } from 'lucide-react';
import { type MouseEvent, useEffect } from 'react';
import type { ConnectionState } from '#shared/model/index.ts';
import { showView, useAppStore } from '../../app/app-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { CloudDot } from '../../ui/cloud-name.tsx';
import { type MenuAction, useContextMenu } from '../../ui/context-menu.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { MoreMenu } from '../../ui/more-menu.tsx';
import { Plain } from '../../ui/plain.tsx';
import { useNow } from '../../ui/use-now.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { setListQuery, useCatalogStore } from '../catalog/catalog-store.ts';
import { useCloudDrop } from '../copy/use-cloud-drop.ts';
import { WaitingEditsItem } from '../edits/waiting-edits-item.tsx';
import { ChangedItem } from '../history/changed-item.tsx';
import { importReason } from '../import/import-form.ts';
import { openImport } from '../import/import-store.ts';
import { SharedWithMeItem } from '../inbox/shared-with-me-item.tsx';
import { usePackageClouds } from '../packages/package-clouds.ts';
import { loadPackages, usePackagesStore } from '../packages/packages-store.ts';
import { showAllPackages } from '../packages/show-packages.ts';
import { SavedSearches } from '../search/saved-searches.tsx';
import { SharedByMeItem } from '../sharing/shared-by-me-item.tsx';
import { connectionWords, retryWords, stateTitle } from './connection-words.ts';
import { refreshClouds, showConnectionDialog, useConnectionsStore } from './connections-store.ts';
import { ProductionSign } from './production-sign.tsx';

/** Where to look: everything, or one cloud. */
export function Sidebar() {
  const list = useConnectionsStore((state) => state.list) ?? [];
  const shown = useCatalogStore((state) => state.query.connection);
  const view = useAppStore((state) => state.view);
  const { open, menu } = useContextMenu('Cloud');
  const all = view === 'images' && shown === undefined;
  // The strip over the page says it for all of them at once.
  const away = list.every(({ health }) => health === 'offline');
  const total = list.reduce((sum, { imageCount }) => sum + imageCount, 0);
  return (
    <nav className="sidebar" aria-label="Clouds">
      <button
        type="button"
        className={classNames('nav-item', all && 'nav-item-current')}
        aria-current={all ? 'page' : undefined}
        onClick={() => showImagesOf(undefined)}
      >
        All images
        <small className="figure">{formatCount(total)}</small>
      </button>
      <SharedWithMeItem />
      <SharedByMeItem />
      <PackagesItem />
      <ChangedItem />
      <WaitingEditsItem />
      <div className="sidebar-head">
        <h2>Clouds</h2>
        <Button
          variant="icon"
          size="small"
          aria-label="Add a cloud"
          tip="Add a cloud"
          onPress={() => showConnectionDialog({ type: 'add' })}
        >
          <Plus size={14} aria-hidden="true" />
        </Button>
      </div>
      <ul className="clouds">
        {list.map((state) => (
          <CloudItem
            key={state.profile.name}
            state={state}
            retry={!away}
            current={(view === 'images' || view === 'packages') && shown === state.profile.name}
            onMenu={(event) => open(event, cloudActions(state))}
          />
        ))}
      </ul>
      <Button
        variant="quiet"
        size="small"
        className="sidebar-import"
        onPress={() => showConnectionDialog({ type: 'import', start: { from: 'discovered' } })}
      >
        Import clouds.yaml…
      </Button>
      <SavedSearches />
      {menu}
    </nav>
  );
}

function showImagesOf(connection: string | undefined): void {
  showView('images');
  setListQuery({ connection });
}

/** There only while a cloud is known to keep packages. */
function PackagesItem() {
  const { all } = usePackageClouds();
  const shelves = usePackagesStore((state) => state.shelves);
  const view = useAppStore((state) => state.view);
  const cloud = useCatalogStore((state) => state.query.connection);
  const current = view === 'packages' && cloud === undefined;
  const names = all.join('\n');
  useEffect(() => {
    const unread = names
      .split('\n')
      .filter((name) => name !== '' && !usePackagesStore.getState().shelves[name]);
    if (unread.length > 0) void loadPackages(unread);
  }, [names]);
  if (all.length === 0) return null;
  const read = all.flatMap((name) => shelves[name]?.packages ?? []);
  const counted = all.some((name) => shelves[name]?.packages !== undefined);
  return (
    <button
      type="button"
      className={classNames('nav-item', current && 'nav-item-current')}
      aria-current={current ? 'page' : undefined}
      onClick={showAllPackages}
    >
      Packages
      <small className="figure">{counted && formatCount(read.length)}</small>
    </button>
  );
}

interface CloudItemProps {
  readonly state: ConnectionState;
  /** When it is tried again, and a way to do it now, where it could not be read. */
  readonly retry: boolean;
  readonly current: boolean;
  readonly onMenu: (event: MouseEvent) => void;
}

function CloudItem({ state, retry, current, onMenu }: CloudItemProps) {
  const { profile, imageCount } = state;
  const now = useNow();
  const words = connectionWords(state, now);
  const drop = useCloudDrop(profile.name);
  return (
    <li className={classNames('cloud', drop.className)} onContextMenu={onMenu} {...drop.handlers}>
      <button
        type="button"
        className={classNames('cloud-button', current && 'nav-item-current')}
        aria-current={current ? 'page' : undefined}
        title={stateTitle(state, now)}
        onClick={() => showImagesOf(profile.name)}
      >
        <CloudDot color={profile.color} />
        <span className="cloud-line">
          <Plain className="cloud-title">{profile.name}</Plain>
          {profile.production === true && <ProductionSign />}
        </span>
        <small className="figure">
          {state.syncedAt === null && imageCount === 0 ? '–' : formatCount(imageCount)}
        </small>
        <span className={`cloud-state cloud-state-${words.tone}`} title={drop.words}>
          {drop.words ?? words.text}
        </span>
      </button>
      {retry && <CloudRetry state={state} now={now} />}
      <MoreMenu name={profile.name} actions={cloudActions(state)} />
    </li>
  );
}

/** Under a cloud that could not be read: when it is tried again, and a way to do it now. */
function CloudRetry({ state, now }: { readonly state: ConnectionState; readonly now: number }) {
  const { profile, health } = state;
  if (health !== 'offline' && health !== 'failed') return null;
  const retry = retryWords(state, now);
  return (
    <div className="cloud-retry">
      <span>{retry === undefined ? 'not tried again by itself' : `next ${retry}`}</span>
      <Button
        size="small"
        variant="link"
        aria-label={`Try again: ${visibleText(profile.name)}`}
        onPress={() => refreshClouds([profile.name])}
      >
        Try again
      </Button>
    </div>
  );
}

function cloudActions({ profile: { name }, health }: ConnectionState): readonly MenuAction[] {
  const capabilities = useConnectionsStore.getState().capabilities[name];
  return [
    {
      id: 'refresh',
      label: 'Refresh',
      icon: <RefreshCw size={14} aria-hidden="true" />,
      reason: health === 'syncing' ? 'It is being refreshed' : undefined,
      run: () => refreshClouds([name]),
    },
    {
      id: 'syncs',
      label: 'Past syncs…',
      icon: <History size={14} aria-hidden="true" />,
      run: () => showConnectionDialog({ type: 'syncs', name }),
    },
    {
      id: 'import-image',
      label: 'Import from a URL…',
      icon: <Link size={14} aria-hidden="true" />,
      reason: importReason(capabilities),
      run: () => openImport(name),
    },
    {
      id: 'test',
      label: 'Test…',
      icon: <Activity size={14} aria-hidden="true" />,
      run: () => showConnectionDialog({ type: 'test', name }),
    },
    {
      id: 'edit',
      label: 'Edit…',
      icon: <Pencil size={14} aria-hidden="true" />,
      run: () => showConnectionDialog({ type: 'edit', name }),
    },
    {
      id: 'remove',
      label: 'Remove…',
      icon: <Trash2 size={14} aria-hidden="true" />,
      danger: true,
      run: () => showConnectionDialog({ type: 'remove', name }),
    },
  ];
}
