/**
 * Addresses of one Glance. All start from the root that the catalogue or a person gave, less a version at
 * its end and with its path prefix (glance-v2.md §2): links in answers lose that prefix and are not used.
 */
export interface GlanceUrls {
  readonly root: string;
  readonly versions: string;
  readonly images: string;
  image(id: string): string;
  file(id: string): string;
  stage(id: string): string;
  importing(id: string): string;
  tasks(id: string): string;
  members(id: string): string;
  member(id: string, memberId: string): string;
  /** One copy of an image: the bytes that a store holds. */
  stored(store: string, id: string): string;
  action(id: string, action: 'deactivate' | 'reactivate'): string;
  info(what: 'import' | 'stores' | 'usage'): string;
  readonly schema: string;
  /** Metadata definitions. */
  readonly namespaces: string;
  namespace(name: string): string;
}

export function glanceUrls(endpoint: string): GlanceUrls {
  const root = endpoint
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\/v\d[\d.]*$/, '')
    .replace(/\/+$/, '');
  const image = (id: string): string => `${root}/v2/images/${encodeURIComponent(id)}`;
  return {
    root,
    versions: `${root}/versions`,
    images: `${root}/v2/images`,
    image,
    file: (id) => `${image(id)}/file`,
    stage: (id) => `${image(id)}/stage`,
    importing: (id) => `${image(id)}/import`,
    tasks: (id) => `${image(id)}/tasks`,
    members: (id) => `${image(id)}/members`,
    member: (id, memberId) => `${image(id)}/members/${encodeURIComponent(memberId)}`,
    stored: (store, id) => `${root}/v2/stores/${encodeURIComponent(store)}/${encodeURIComponent(id)}`,
    action: (id, action) => `${image(id)}/actions/${action}`,
    info: (what) => `${root}/v2/info/${what}`,
    schema: `${root}/v2/schemas/image`,
    namespaces: `${root}/v2/metadefs/namespaces`,
    namespace: (name) => `${root}/v2/metadefs/namespaces/${encodeURIComponent(name)}`,
  };
}
