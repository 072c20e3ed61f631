import type { Exchange } from '../../http/exchange.ts';
import type { DjinnDownload, DjinnImage } from '../../store/djinn-image-rows.ts';
import type {
  DjinnAccount,
  DjinnCollaborator,
  DjinnInvite,
  DjinnNamespace,
} from '../../store/djinn-namespace-rows.ts';
import type { Services } from '../dialect.ts';
import { goTime } from './replies.ts';

const subresources = [
  'builds',
  'namespaces',
  'images',
  'objects',
  'variables',
  'keys',
  'invites',
  'collaborators',
  'webhooks',
] as const;

/** What the API shows of what the store knows (djinn.md §3). */
export class Views {
  readonly #services: Services;
  readonly #mount: string;

  constructor(services: Services, mount: string) {
    this.#services = services;
    this.#mount = mount;
  }

  /** The prefix of `url` fields, which an unconfigured server leaves out. */
  base(exchange: Exchange): string {
    return this.#services.switches.flag('djinn-relative-urls') ? '' : `${exchange.origin}${this.#mount}`;
  }

  root(exchange: Exchange) {
    const names = ['builds', 'namespaces', 'cron', 'invites', 'images', 'objects', 'variables', 'keys'];
    return Object.fromEntries(names.map((name) => [`${name}_url`, `${this.base(exchange)}/${name}`]));
  }

  /** An image; its relations are left null where the server does not load them. */
  image(image: DjinnImage, exchange: Exchange, relations: 'all' | 'no-download' | 'none') {
    const { djinnNamespaces } = this.#services.store;
    const isLoaded = relations !== 'none';
    const namespace = image.namespaceId === null ? undefined : djinnNamespaces.get(image.namespaceId);
    return {
      id: image.id,
      author_id: image.authorId,
      user_id: image.userId,
      namespace_id: image.namespaceId,
      driver: 'qemu',
      name: image.name,
      created_at: goTime(image.createdAt),
      url: `${this.base(exchange)}/images/${image.id}`,
      author: isLoaded ? this.user(djinnNamespaces.account(image.authorId)) : null,
      user: isLoaded ? this.user(djinnNamespaces.account(image.userId)) : null,
      namespace: isLoaded && namespace !== undefined ? this.namespace(namespace, exchange) : null,
      download: relations === 'all' && image.download !== null ? downloadView(image.download) : null,
    };
  }

  user(account: DjinnAccount | undefined) {
    if (account === undefined) return null;
    const { email, username, createdAt } = account;
    return { email, username, created_at: goTime(createdAt) };
  }

  namespace(namespace: DjinnNamespace, exchange: Exchange) {
    const owner = this.#services.store.djinnNamespaces.account(namespace.accountId);
    const url = `${this.base(exchange)}/n/${owner?.username ?? ''}/${namespace.path}`;
    return {
      id: namespace.id,
      user_id: namespace.accountId,
      root_id: namespace.rootId,
      parent_id: namespace.parentId,
      name: namespace.name,
      path: namespace.path,
      description: namespace.description,
      visibility: namespace.visibility,
      created_at: goTime(namespace.createdAt),
      url,
      ...Object.fromEntries(subresources.map((name) => [`${name}_url`, `${url}/-/${name}`])),
      user: this.user(owner),
      build: null,
      parent: null,
    };
  }

  /** Its `url` is only the server's address: the server does not load what would complete it. */
  collaborator({ account, joinedAt }: DjinnCollaborator, exchange: Exchange) {
    const { id, email, username } = account;
    return { id, email, username, created_at: goTime(joinedAt), url: this.base(exchange) };
  }

  invite(invite: DjinnInvite, exchange: Exchange, withNamespace = true) {
    const { djinnNamespaces } = this.#services.store;
    const namespace = djinnNamespaces.get(invite.namespaceId);
    return {
      id: invite.id,
      namespace_id: invite.namespaceId,
      invitee_id: invite.inviteeId,
      inviter_id: invite.inviterId,
      url: `${this.base(exchange)}/invites/${invite.id}`,
      invitee: this.user(djinnNamespaces.account(invite.inviteeId)),
      inviter: this.user(djinnNamespaces.account(invite.inviterId)),
      namespace: withNamespace && namespace !== undefined ? this.namespace(namespace, exchange) : null,
    };
  }
}

function downloadView({ source, error, createdAt, startedAt, finishedAt }: DjinnDownload) {
  return {
    source,
    error,
    created_at: goTime(createdAt),
    started_at: startedAt === null ? null : goTime(startedAt),
    finished_at: finishedAt === null ? null : goTime(finishedAt),
  };
}
