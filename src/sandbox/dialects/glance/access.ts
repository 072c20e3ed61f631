import type { Exchange } from '../../http/exchange.ts';
import type { StoredImage } from '../../store/image.ts';
import type { Viewer } from '../../store/image-query.ts';
import type { Services } from '../dialect.ts';
import type { Token } from '../keystone/tokens.ts';
import { fault, GlanceFault, notAuthorized } from './faults.ts';

/** Who calls the image service, as its policies see them. */
export interface Caller {
  readonly token: Token;
  readonly userId: string;
  readonly projectId: string | undefined;
  readonly isAdmin: boolean;
  readonly isMember: boolean;
}

/** One routed call: everything a handler needs. */
export interface Call {
  readonly exchange: Exchange;
  readonly caller: Caller;
  /** The `*` segments of the route, decoded. */
  readonly parameters: readonly string[];
}

/** The caller of a request. @throws GlanceFault 401 without a live token. */
export function identify(exchange: Exchange, services: Services): Caller {
  const token = services.tokens.find(exchange.header('x-auth-token'));
  if (token === undefined) {
    throw new GlanceFault(401, {
      headers: { 'Www-Authenticate': `Keystone uri="${exchange.origin}/identity"` },
    });
  }
  return {
    token,
    userId: token.userId,
    projectId: token.scope?.kind === 'project' ? token.scope.projectId : undefined,
    isAdmin: token.roles.includes('admin'),
    isMember: token.roles.includes('member'),
  };
}

export function viewer({ projectId, isAdmin }: Caller): Viewer {
  return { projectId, isAdmin };
}

/** What a caller may see and change. An image that may not be seen is not there (glance-v2.md §4). */
export class Access {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** @throws GlanceFault 404, with the message that the call in question uses. */
  visible(caller: Viewer, id: string, missing = `No image found with ID ${id}`): StoredImage {
    const image = this.#services.store.images.get(id);
    if (image === undefined || !this.#maySee(caller, image)) throw fault(404, missing);
    return image;
  }

  /** An image that the caller may change. @throws GlanceFault 404, or 403 naming the policy rule. */
  writable(caller: Caller, id: string, action: string, missing?: string): StoredImage {
    const image = this.visible(caller, id, missing);
    if (!isOwner(caller, image)) throw notAuthorized(action);
    return image;
  }

  #maySee(caller: Viewer, image: StoredImage): boolean {
    if (caller.isAdmin || image.visibility === 'public' || image.visibility === 'community') return true;
    if (caller.projectId === undefined) return false;
    if (image.owner === caller.projectId) return true;
    // Any membership will do: a pending or rejected one only keeps the image out of lists.
    return (
      image.visibility === 'shared' &&
      this.#services.store.members.get(image.id, caller.projectId) !== undefined
    );
  }
}

/** Whether a caller counts as owner: an administrator, or a member (not a reader) of the owning project. */
export function isOwner(caller: Caller, image: StoredImage): boolean {
  return caller.isAdmin || (caller.isMember && image.owner !== null && image.owner === caller.projectId);
}
