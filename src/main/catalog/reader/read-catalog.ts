import type { Kept } from '#shared/model/index.ts';
import type { CatalogReader, KeptKind, KeptValues } from '../catalog.ts';
import type { ThreadProxy } from '../thread-proxy.ts';
import type { ReaderOperations } from './reader-protocol.ts';

/** The reading half of the catalogue, over its thread. */
export function readCatalog(call: ThreadProxy<ReaderOperations>['call']): CatalogReader {
  return {
    window: (query) => call('window', query),
    count: (scope) => call('count', scope),
    groups: (query) => call('groups', query),
    values: (query) => call('values', query),
    show: (connection, id) => call('show', connection, id),
    images: (selection) => call('images', selection),
    stats: (connection) => call('stats', connection),
    syncs: (query) => call('syncs', query),
    changes: (query) => call('changes', query),
    async kept<Kind extends KeptKind>(connection: string, kind: Kind, key = '') {
      // The writer kept a value of this kind.
      return (await call('kept', connection, kind, key)) as Kept<KeptValues[Kind]> | null;
    },
  };
}
