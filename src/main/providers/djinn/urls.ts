import type { NamespaceName } from './namespace-name.ts';

/** Addresses of one Djinn CI API. Built here: those in answers may be relative to nothing (djinn.md §2). */
export interface DjinnUrls {
  /** Where `images`, `user` and the rest begin, without a slash at the end. */
  readonly base: string;
  readonly version: string;
  readonly user: string;
  readonly images: string;
  image(id: string): string;
  readonly receivedInvites: string;
  invite(id: number): string;
  namespace(name: NamespaceName): string;
  inNamespace(name: NamespaceName, what: 'images' | 'collaborators' | 'invites'): string;
  collaborator(name: NamespaceName, username: string): string;
}

export function djinnUrls(base: string): DjinnUrls {
  const namespace = ({ owner, path }: NamespaceName): string =>
    `${base}/n/${encodeURIComponent(owner)}/${path}`;
  return {
    base,
    version: `${base}/version`,
    user: `${base}/user`,
    images: `${base}/images`,
    image: (id) => `${base}/images/${encodeURIComponent(id)}`,
    receivedInvites: `${base}/invites`,
    invite: (id) => `${base}/invites/${id}`,
    namespace,
    inNamespace: (name, what) => `${namespace(name)}/-/${what}`,
    collaborator: (name, username) => `${namespace(name)}/-/collaborators/${encodeURIComponent(username)}`,
  };
}

/** An endpoint as a person gave it, without what cannot belong to it. */
export function normaliseEndpoint(endpoint: string): string {
  return endpoint
    .trim()
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
}
