import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { formatAsOf } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { useNow } from '../../ui/use-now.ts';
import { visibleText } from '../../ui/visible-text.ts';
import {
  refreshClouds,
  showConnectionDialog,
  useConnectionsStore,
} from '../connections/connections-store.ts';
import { pickFiles } from '../upload/pick-files.ts';
import { reloadCatalog, setListQuery, useCatalogStore } from './catalog-store.ts';
import { ColumnsPopover } from './columns-popover.tsx';
import { ImageTable } from './image-table.tsx';

/** The list with its head; what is wrong stands above it, never instead of it. */
export function CatalogView() {
  const query = useCatalogStore((state) => state.query);
  const total = useCatalogStore((state) => state.cache.total);
  return (
    <main className="catalog">
      <header className="catalog-head">
        <h1>{query.connection === undefined ? 'All images' : <Plain>{query.connection}</Plain>}</h1>
        <Counted total={total} />
        <span className="spacer" />
        <ColumnsPopover />
      </header>
      <Troubles />
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

/** What is wrong: the catalogue itself, or clouds whose rows are older than they look. */
function Troubles() {
  const error = useCatalogStore((state) => state.error);
  const cloud = useCatalogStore((state) => state.query.connection);
  const list = useConnectionsStore((state) => state.list) ?? [];
  const now = useNow();
  const troubled = list.filter(
    ({ profile, health }) =>
      (health === 'offline' || health === 'failed') && (cloud === undefined || profile.name === cloud),
  );
  return (
    <>
      {error !== undefined && (
        <Notice
          tone="bad"
          alert
          className="catalog-notice"
          actions={
            <Button size="small" onPress={reloadCatalog}>
              Try again
            </Button>
          }
        >
          The list could not be read: {sayThrown(error, 'catalog.window').message} What stands here may be
          old.
        </Notice>
      )}
      {troubled.map(({ profile: { name }, error: why, syncedAt, health }) => (
        <Notice
          key={name}
          tone="warning"
          className="catalog-notice"
          actions={
            <>
              {health === 'failed' && (
                <Button size="small" onPress={() => showConnectionDialog({ type: 'test', name })}>
                  Test…
                </Button>
              )}
              <Button size="small" onPress={() => refreshClouds([name])}>
                Try again
              </Button>
            </>
          }
        >
          <strong>
            {visibleText(name)} {health === 'offline' ? 'is offline' : 'could not be refreshed'}.
          </strong>{' '}
          {why !== null && `${visibleText(why.message)} `}
          {syncedAt === null ? 'It was never listed.' : `Its rows are as of ${formatAsOf(syncedAt, now)}.`}
        </Notice>
      ))}
    </>
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
