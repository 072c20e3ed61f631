import { Button } from '../../ui/button.tsx';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { refreshClouds, useConnectionsStore } from '../connections/connections-store.ts';
import { pickFiles } from '../upload/pick-files.ts';
import { CatalogCount } from './catalog-count.tsx';
import { useCatalogStore } from './catalog-state.ts';
import { CatalogTroubles } from './catalog-troubles.tsx';
import { ColumnsPopover } from './columns-popover.tsx';
import { GroupingControl } from './grouping-control.tsx';
import { ImageTable } from './image-table.tsx';
import { setListQuery } from './list-loading.ts';
import { QuickLook } from './quick-look.tsx';
import { ViewTabs } from './view-tabs.tsx';

/** The list with its head; what is wrong stands above it, never instead of it. */
export function CatalogView() {
  const query = useCatalogStore((state) => state.query);
  const empty = useCatalogStore(({ list }) => list?.exact === true && list.total === 0);
  return (
    <main className="catalog">
      <header className="catalog-head">
        <h1>{query.connection === undefined ? 'All images' : <Plain>{query.connection}</Plain>}</h1>
        <CatalogCount />
        <ViewTabs />
        <span className="spacer" />
        <GroupingControl />
        <ColumnsPopover />
      </header>
      <CatalogTroubles />
      <ImageTable />
      {empty && <EmptyList />}
      <QuickLook />
    </main>
  );
}

/** An empty list says why, and what would fill it. */
function EmptyList() {
  const { search, connection, asOf } = useCatalogStore((state) => state.shown ?? state.query);
  const list = useConnectionsStore((state) => state.list) ?? [];
  const here = list.filter(({ profile }) => connection === undefined || profile.name === connection);
  const syncing = here.some(({ health }) => health === 'syncing');
  const unread = here.length > 0 && here.every(({ syncedAt }) => syncedAt === null);
  if (search.trim() !== '') {
    return (
      <div className="empty-list">
        <p>
          Nothing matches “<bdi>{visibleText(search.trim())}</bdi>”
          {connection !== undefined && ` in ${visibleText(connection)}`}.
        </p>
        <div className="form-actions">
          <Button size="small" onPress={() => setListQuery({ search: '' })}>
            Clear the search
          </Button>
          {connection !== undefined && (
            <Button size="small" onPress={() => setListQuery({ connection: undefined })}>
              Search all clouds
            </Button>
          )}
        </div>
      </div>
    );
  }
  if (asOf !== undefined) return <div className="empty-list">No image was known here at that time.</div>;
  if (syncing) return <div className="empty-list">The first list is on its way…</div>;
  if (unread) {
    return (
      <div className="empty-list">
        <p>What is here is not known yet: the list was never read.</p>
        <div className="form-actions">
          <Button
            size="small"
            onPress={() => refreshClouds(connection === undefined ? undefined : [connection])}
          >
            Try again
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="empty-list">
      <p>No images here yet. Drop a file anywhere in this window, or choose one.</p>
      <div className="form-actions">
        <Button size="small" variant="primary" onPress={pickFiles}>
          Upload images…
        </Button>
        <Button
          size="small"
          onPress={() => refreshClouds(connection === undefined ? undefined : [connection])}
        >
          Refresh
        </Button>
      </div>
    </div>
  );
}
