import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { Plain } from '../../ui/plain.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { refreshClouds, useConnectionsStore } from '../connections/connections-store.ts';
import { pickFiles } from '../upload/pick-files.ts';
import { setListQuery, useCatalogStore } from './catalog-store.ts';
import { CatalogTroubles } from './catalog-troubles.tsx';
import { ColumnsPopover } from './columns-popover.tsx';
import { ImageTable } from './image-table.tsx';
import { ViewTabs } from './view-tabs.tsx';

/** The list with its head; what is wrong stands above it, never instead of it. */
export function CatalogView() {
  const query = useCatalogStore((state) => state.query);
  const total = useCatalogStore((state) => state.cache.total);
  return (
    <main className="catalog">
      <header className="catalog-head">
        <h1>{query.connection === undefined ? 'All images' : <Plain>{query.connection}</Plain>}</h1>
        <Counted total={total} />
        <ViewTabs />
        <span className="spacer" />
        <ColumnsPopover />
      </header>
      <CatalogTroubles />
      <ImageTable />
      {total === 0 && <EmptyList />}
    </main>
  );
}

function Counted({ total }: { readonly total: number | undefined }) {
  const query = useCatalogStore((state) => state.query);
  const chosen = useCatalogStore((state) => state.selection.images.size);
  const all = useConnectionsStore((state) =>
    (state.list ?? [])
      .filter(({ profile }) => query.connection === undefined || profile.name === query.connection)
      .reduce((sum, { imageCount }) => sum + imageCount, 0),
  );
  if (total === undefined) return <span className="muted">…</span>;
  const found =
    query.search.trim() === ''
      ? formatCount(total)
      : `${formatCount(total)} of ${formatCount(Math.max(all, total))}`;
  return (
    <span className="muted figure">
      {found}
      {chosen > 1 && ` · ${formatCount(chosen)} chosen`}
    </span>
  );
}

/** An empty list says why, and what would fill it. */
function EmptyList() {
  const { search, connection } = useCatalogStore((state) => state.query);
  const list = useConnectionsStore((state) => state.list) ?? [];
  const syncing = list.some(
    ({ profile, health }) =>
      health === 'syncing' && (connection === undefined || profile.name === connection),
  );
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
  if (syncing) return <div className="empty-list">The first list is on its way…</div>;
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
