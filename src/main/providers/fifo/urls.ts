/** The two kinds of object, as they are called in addresses. */
export type Collection = 'packages' | 'datasets';

/** Addresses of one FiFo in one version of its API (fifo.md §1). Ids and keys are percent-encoded. */
export interface FifoUrls {
  readonly root: string;
  readonly connection: string;
  readonly sessions: string;
  readonly token: string;
  list(collection: Collection): string;
  object(collection: Collection, id: string): string;
  bytes(id: string): string;
  /** `path` leads to an object in the tree of metadata; empty is the whole tree. */
  metadata(collection: Collection, id: string, path: readonly string[]): string;
}

/** A person may have given the address with or without `/api` and the version. */
export function fifoUrls(endpoint: string, api: string): FifoUrls {
  const root = endpoint
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\/api(\/[\d.]+)?$/, '')
    .replace(/\/+$/, '');
  const base = `${root}/api/${api}`;
  const object = (collection: Collection, id: string): string =>
    `${base}/${collection}/${encodeURIComponent(id)}`;
  return {
    root,
    connection: `${base}/cloud/connection`,
    sessions: `${base}/sessions`,
    token: `${base}/oauth/token`,
    list: (collection) => `${base}/${collection}`,
    object,
    bytes: (id) => `${object('datasets', id)}/dataset.gz`,
    metadata: (collection, id, path) =>
      [object(collection, id), 'metadata', ...path.map(encodeURIComponent)].join('/'),
  };
}
