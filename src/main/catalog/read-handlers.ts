import type { Handlers } from '#shared/contract/index.ts';
import type { CatalogNotice } from '#shared/model/index.ts';
import type { CatalogReader } from './catalog.ts';

export type CatalogReadHandlers = Pick<
  Handlers,
  | 'catalog.window'
  | 'catalog.count'
  | 'catalog.groups'
  | 'catalog.values'
  | 'catalog.show'
  | 'catalog.members'
  | 'catalog.packages'
  | 'catalog.definitions'
  | 'catalog.capabilities'
  | 'catalog.syncs'
  | 'catalog.changes'
  | 'catalog.notices'
>;

export interface CatalogReadHandlersDeps {
  readonly catalog: CatalogReader;
  /** The newest first. */
  readonly notices: () => readonly CatalogNotice[];
}

/** Serves the calls that only look into the catalogue. None asks a service. */
export function createCatalogReadHandlers({
  catalog,
  notices,
}: CatalogReadHandlersDeps): CatalogReadHandlers {
  return {
    'catalog.window': (query) => catalog.window(query),
    'catalog.count': async (scope) => ({ total: await catalog.count(scope) }),
    'catalog.groups': (query) => catalog.groups(query),
    'catalog.values': (query) => catalog.values(query),
    'catalog.show': ({ connection, id }) => catalog.show(connection, id),
    'catalog.members': ({ connection, id }) => catalog.kept(connection, 'members', id),
    'catalog.packages': async ({ connection }) => {
      const kept = await catalog.kept(connection, 'packages');
      return kept && { ...kept, value: kept.value.map((document) => document.package) };
    },
    'catalog.definitions': ({ connection }) => catalog.kept(connection, 'definitions'),
    'catalog.capabilities': async ({ connection }) => {
      const kept = await catalog.kept(connection, 'capabilities');
      // Kept before services were asked for the account, they do not have it.
      return kept && { ...kept, value: { ...kept.value, account: kept.value.account ?? null } };
    },
    'catalog.syncs': (query) => catalog.syncs(query),
    'catalog.changes': (query) => catalog.changes(query),
    'catalog.notices': async () => notices(),
  };
}
