import type { ConnectionState } from '#shared/model/index.ts';
import { ReadTrouble } from '../../app/read-trouble.tsx';
import { Button } from '../../ui/button.tsx';
import { formatAsOf } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { visibleText } from '../../ui/visible-text.ts';
import {
  refreshClouds,
  showConnectionDialog,
  useConnectionsStore,
} from '../connections/connections-store.ts';
import { reloadCatalog, useCatalogStore } from './catalog-store.ts';

/** What is wrong: the catalogue itself, or clouds whose rows are older than they look. */
export function CatalogTroubles() {
  const cloud = useCatalogStore((state) => state.query.connection);
  const past = useCatalogStore((state) => state.query.asOf !== undefined);
  const list = useConnectionsStore((state) => state.list) ?? [];
  const troubled = list.filter(
    ({ profile, health }) =>
      (health === 'offline' || health === 'failed') && (cloud === undefined || profile.name === cloud),
  );
  const [only] = troubled;
  // The strip over the page speaks for all clouds; how old rows of the past are is no trouble.
  if (past || list.every(({ health }) => health === 'offline')) return <ListTrouble />;
  return (
    <>
      <ListTrouble />
      {troubled.length === 1 && only !== undefined && <CloudTrouble state={only} />}
      {troubled.length > 1 && <CloudsTrouble states={troubled} />}
    </>
  );
}

function ListTrouble() {
  const error = useCatalogStore((state) => state.error);
  const pending = useCatalogStore((state) => state.pending);
  if (error === undefined) return null;
  return (
    <ReadTrouble what="The list" error={error} operation="catalog.window" onAgain={reloadCatalog}>
      {pending ? 'What stands here is the list before.' : 'What stands here may be old.'}
    </ReadTrouble>
  );
}

function CloudTrouble({ state }: { readonly state: ConnectionState }) {
  const { profile, health, error, syncedAt } = state;
  const now = useNow();
  return (
    <Notice
      tone="warning"
      className="catalog-notice"
      actions={
        <>
          {health === 'failed' && (
            <Button size="small" onPress={() => showConnectionDialog({ type: 'test', name: profile.name })}>
              Test…
            </Button>
          )}
          <Button size="small" onPress={() => refreshClouds([profile.name])}>
            Try again
          </Button>
        </>
      }
    >
      <strong>
        {visibleText(profile.name)} {health === 'offline' ? 'is offline' : 'could not be refreshed'}.
      </strong>{' '}
      {error !== null && `${visibleText(error.message)} `}
      {syncedAt === null ? 'It was never listed.' : `Its rows are as of ${formatAsOf(syncedAt, now)}.`}
    </Notice>
  );
}

/** Several at once take one line: the sidebar says the rest. */
function CloudsTrouble({ states }: { readonly states: readonly ConnectionState[] }) {
  const names = states.map(({ profile }) => profile.name);
  const away = states.every(({ health }) => health === 'offline');
  return (
    <Notice
      tone="warning"
      className="catalog-notice"
      actions={
        <Button size="small" onPress={() => refreshClouds(names)}>
          Try again
        </Button>
      }
    >
      <strong>
        {names.map(visibleText).join(', ')} {away ? 'are offline' : 'could not be refreshed'}.
      </strong>{' '}
      {states.every(({ syncedAt }) => syncedAt === null)
        ? 'They were never listed.'
        : 'Their rows are older than the others.'}
    </Notice>
  );
}
