import type { Exchange } from '../../http/exchange.ts';
import type { DjinnImage } from '../../store/djinn-image-rows.ts';
import type { DjinnAccount, DjinnNamespace, DjinnToken } from '../../store/djinn-namespace-rows.ts';
import type { Services } from '../dialect.ts';
import { notFound } from './replies.ts';

/** One routed call: everything a handler needs. */
export interface Call {
  readonly exchange: Exchange;
  /** What the groups of the route matched. */
  readonly parameters: readonly string[];
}

/** Who calls, and what they may see and change. Whatever is not allowed is not there: 404 (djinn.md §1). */
export class Access {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** The caller, if a good token was sent. `Bearer ` is matched as written. */
  token(exchange: Exchange): DjinnToken | undefined {
    const header = exchange.header('authorization') ?? '';
    const token = header.startsWith('Bearer ') ? header.slice('Bearer '.length) : '';
    return token === '' ? undefined : this.#services.store.djinnNamespaces.token(token);
  }

  /** @throws DjinnFault 404 without a good token, or where it lacks the permission. */
  require(exchange: Exchange, permission?: string): DjinnAccount {
    const token = this.token(exchange);
    if (token === undefined) throw notFound(true);
    if (permission !== undefined && !token.permissions.has(permission)) throw notFound();
    return token.account;
  }

  /** The image of a number, for reading. @throws DjinnFault 404 */
  readable(exchange: Exchange, id: string): DjinnImage {
    const image = this.#image(id);
    const token = this.token(exchange);
    const namespace = this.#namespaceOf(image);
    if (namespace === undefined) {
      if (token?.account.id !== image.userId) throw notFound();
    } else if (!this.#services.switches.flag('djinn-open-namespaces')) {
      this.requireReadable(namespace, token?.account);
    }
    const isOpen =
      this.#services.switches.flag('djinn-open-namespaces') || namespace?.visibility === 'public';
    if (!isOpen && token?.permissions.has('image:read') !== true) throw notFound();
    return image;
  }

  /** The image of a number, for deleting. @throws DjinnFault 404 */
  writable(exchange: Exchange, id: string): DjinnImage {
    // The documentation says image:delete, the server asks for image:write (djinn.md §4).
    const account = this.require(exchange, 'image:write');
    const image = this.#image(id);
    const namespace = this.#namespaceOf(image);
    const mayWrite =
      namespace === undefined
        ? image.userId === account.id
        : this.#services.store.djinnNamespaces.isCollaborator(namespace, account.id);
    if (!mayWrite) throw notFound();
    return image;
  }

  /** A namespace by its owner's name and path. @throws DjinnFault 404 */
  namespace(username: string, path: string): DjinnNamespace {
    const { djinnNamespaces } = this.#services.store;
    const owner = djinnNamespaces.accountOf(username);
    if (owner === undefined || owner.username !== username) throw notFound();
    const namespace = djinnNamespaces.at(owner.id, path.replace(/\/$/, ''));
    if (namespace === undefined) throw notFound();
    return namespace;
  }

  /** Public is for all, internal for whoever signed in, private for collaborators. @throws DjinnFault 404 */
  requireReadable(namespace: DjinnNamespace, account: DjinnAccount | undefined): void {
    const { djinnNamespaces } = this.#services.store;
    const { visibility } = djinnNamespaces.get(namespace.rootId) ?? namespace;
    if (visibility === 'public') return;
    if (account === undefined) throw notFound();
    if (visibility === 'private' && !djinnNamespaces.isCollaborator(namespace, account.id)) throw notFound();
  }

  #image(id: string): DjinnImage {
    this.#services.store.djinnImages.number();
    const number = Number(id);
    const image = Number.isSafeInteger(number) ? this.#services.store.djinnImages.get(number) : undefined;
    if (image === undefined) throw notFound();
    return image;
  }

  #namespaceOf(image: DjinnImage): DjinnNamespace | undefined {
    const { djinnNamespaces } = this.#services.store;
    return image.namespaceId === null ? undefined : djinnNamespaces.get(image.namespaceId);
  }
}
