import { PackagePlus, RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { sayThrown } from '../../app/error-words.ts';
import { PACKAGE_SEARCH_ID } from '../../app/focus-places.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { TextInput } from '../../ui/fields.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { formatAsOf } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Plain } from '../../ui/plain.tsx';
import { useNow } from '../../ui/use-now.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useCatalogStore } from '../catalog/catalog-store.ts';
import { ViewTabs } from '../catalog/view-tabs.tsx';
import {
  reasonAgainst,
  refreshClouds,
  useConnection,
  useConnectionsStore,
} from '../connections/connections-store.ts';
import { usePackageClouds } from './package-clouds.ts';
import { PackageColumnsPopover } from './package-columns-popover.tsx';
import { shownPackages } from './package-list.ts';
import { PackageTable } from './package-table.tsx';
import {
  isOffline,
  loadPackages,
  type PackageShelf,
  searchPackages,
  showPackageDialog,
  usePackagesStore,
} from './packages-store.ts';
import { UnfinishedNotices } from './unfinished-notices.tsx';

/** The packages of one cloud or of all that have some; what is wrong stands above them. */
export function PackagesView() {
  const { shown: clouds } = usePackageClouds();
  const { shelves, search, sort } = usePackagesStore();
  const names = clouds.join('\n');
  // A cloud that comes back is asked.
  const reachable = useConnectionsStore(() => clouds.filter((name) => !isOffline(name)).join('\n'));
  useEffect(() => {
    if (names !== '' || reachable !== '') void loadPackages(names.split('\n').filter(Boolean));
  }, [names, reachable]);
  const known = clouds.flatMap((name) => shelves[name]?.packages ?? []);
  const waiting = clouds.some(
    (name) => shelves[name]?.packages === undefined && !shelves[name]?.error && !isOffline(name),
  );
  const read = clouds.some((name) => shelves[name]?.packages !== undefined);
  const failed = clouds.some((name) => shelves[name]?.error !== undefined || isOffline(name));
  const packages = shownPackages(known, search, sort);
  return (
    <main className="catalog packages">
      <Head clouds={clouds} found={packages.length} total={read ? known.length : undefined} />
      {clouds.map((name) => (
        <ShelfTrouble key={name} connection={name} />
      ))}
      <UnfinishedNotices />
      <PackageTable packages={packages} waiting={waiting && known.length === 0} many={clouds.length > 1} />
      {packages.length === 0 && !waiting && (
        <EmptyPackages clouds={clouds} none={known.length === 0 && !failed} />
      )}
    </main>
  );
}

interface HeadProps {
  readonly clouds: readonly string[];
  readonly found: number;
  /** `undefined` before the first answer: none is not known either. */
  readonly total: number | undefined;
}

function Head({ clouds, found, total }: HeadProps) {
  const cloud = useCatalogStore((state) => state.query.connection);
  const search = usePackagesStore((state) => state.search);
  const loading = usePackagesStore((state) => clouds.some((name) => state.shelves[name]?.loading));
  return (
    <header className="catalog-head">
      <h1>{cloud === undefined ? 'Packages' : <Plain>{cloud}</Plain>}</h1>
      <span className="muted figure">
        {total === undefined
          ? loading && '…'
          : search.trim() === ''
            ? formatCount(total)
            : `${formatCount(found)} of ${formatCount(total)}`}
      </span>
      <ViewTabs />
      <span className="spacer" />
      <TextInput
        id={PACKAGE_SEARCH_ID}
        className="packages-search"
        label="Find a package"
        hideLabel
        placeholder="Find a package"
        value={search}
        onChange={searchPackages}
      />
      <Button
        variant="icon"
        size="small"
        aria-label="Read the packages again"
        tip="Read the packages again"
        onPress={() => void loadPackages(clouds)}
      >
        <RefreshCw size={14} aria-hidden="true" className={classNames(loading && 'turning')} />
      </Button>
      <PackageColumnsPopover />
      <NewPackageButton clouds={clouds} />
    </header>
  );
}

function NewPackageButton({ clouds }: { readonly clouds: readonly string[] }) {
  const capabilities = useConnectionsStore((state) => state.capabilities);
  const reasons = clouds.map((name) => reasonAgainst(capabilities[name], 'package.create'));
  const reason = reasons.every((each) => each !== undefined) ? reasons[0] : undefined;
  const connection = clouds[reasons.indexOf(undefined)];
  return (
    <Button
      size="small"
      reason={reason}
      onPress={() => showPackageDialog({ type: 'create', connection, like: undefined })}
    >
      <PackagePlus size={14} aria-hidden="true" />
      New package…
    </Button>
  );
}

function ShelfTrouble({ connection }: { readonly connection: string }) {
  const shelf = usePackagesStore((state) => state.shelves[connection]);
  const state = useConnection(connection);
  const now = useNow();
  if (state?.health === 'offline') return <ShelfAge connection={connection} shelf={shelf} />;
  if (shelf?.error === undefined) return null;
  const said = sayThrown(shelf.error, 'packages.list');
  return (
    <Notice
      tone="warning"
      alert
      className="catalog-notice"
      actions={
        <Button size="small" isPending={shelf.loading} onPress={() => void loadPackages([connection])}>
          Try again
        </Button>
      }
    >
      <strong>The packages of {visibleText(connection)} could not be read.</strong> {said.message}{' '}
      {shelf.loadedAt === undefined
        ? 'They were never listed.'
        : `What stands here is as of ${formatAsOf(shelf.loadedAt, now)}.`}
    </Notice>
  );
}

/** A cloud out of reach: the packages stand as they were last seen. */
function ShelfAge({
  connection,
  shelf,
}: {
  readonly connection: string;
  readonly shelf: PackageShelf | undefined;
}) {
  const now = useNow();
  return (
    <Notice
      tone="warning"
      className="catalog-notice"
      actions={
        <Button size="small" onPress={() => refreshClouds([connection])}>
          Try again
        </Button>
      }
    >
      <strong>{visibleText(connection)} cannot be reached.</strong>{' '}
      {shelf?.loadedAt === undefined
        ? 'Its packages were never listed.'
        : `Its packages are as of ${formatAsOf(shelf.loadedAt, now)}.`}
    </Notice>
  );
}

/** An empty list says why, and what would fill it. */
function EmptyPackages({ clouds, none }: { readonly clouds: readonly string[]; readonly none: boolean }) {
  const search = usePackagesStore((state) => state.search).trim();
  if (search !== '') {
    return (
      <div className="empty-list">
        <p>
          No package matches “<bdi>{visibleText(search)}</bdi>”.
        </p>
        <Button size="small" onPress={() => searchPackages('')}>
          Clear the search
        </Button>
      </div>
    );
  }
  if (clouds.length === 0)
    return <div className="empty-list">No cloud here keeps packages. Those of Project-FiFo do.</div>;
  if (!none) return null;
  return (
    <div className="empty-list">
      <p>No packages yet. A package says how large a machine may be, and where it may run.</p>
      <NewPackageButton clouds={clouds} />
    </div>
  );
}
