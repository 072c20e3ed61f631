import type { Exchange } from '../../http/exchange.ts';
import type { StoredUser } from '../../store/identity-rows.ts';
import type { StoredImage } from '../../store/image.ts';
import type { StoredPackage } from '../../store/package-rows.ts';
import type { Services } from '../dialect.ts';
import { FifoFault } from './faults.ts';
import type { Sessions } from './sessions.ts';

/** The two servers that were read for the sheet: 0.1.0, and everything after it. */
export type Generation = 1 | 2;

/** Who calls, with the sandbox's roles for the permissions of snarl. */
export interface Caller {
  /** The token as the client knows it. */
  readonly key: string;
  readonly user: StoredUser;
  readonly projectId: string | undefined;
  readonly isAdmin: boolean;
  /** May create, and change what is its own. */
  readonly isMember: boolean;
}

/**
 * The caller of a request (fifo.md §2, "401 versus 403").
 * @throws FifoFault 401 without a token; for a dead one 403 in API 0.1.0 and 401 in the later ones.
 */
export function identify(
  exchange: Exchange,
  generation: Generation,
  sessions: Sessions,
  { store }: Services,
): Caller {
  const kind = generation === 1 ? 'snarl' : 'bearer';
  const key = generation === 1 ? snarlToken(exchange) : bearerToken(exchange, sessions);
  const token = key === undefined ? undefined : sessions.find(kind, key);
  const user = token && store.identities.user('id', token.userId);
  if (key === undefined || token === undefined || user === undefined) {
    if (generation === 1 && key !== undefined) throw new FifoFault(403);
    const scheme = generation === 1 ? 'x-snarl-token' : 'authorization';
    throw new FifoFault(401, '', { 'www-authenticate': scheme });
  }
  return {
    key,
    user,
    projectId: user.defaultProjectId ?? undefined,
    isAdmin: token.roles.includes('admin'),
    isMember: token.roles.includes('member'),
  };
}

function snarlToken(exchange: Exchange): string | undefined {
  const header = exchange.header('x-snarl-token');
  if (header !== undefined) return header;
  const cookies = (exchange.header('cookie') ?? '').split(';').map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith('x-snarl-token='))?.slice('x-snarl-token='.length);
}

function bearerToken(exchange: Exchange, sessions: Sessions): string | undefined {
  const bearer = /^bearer +(\S+)$/i.exec(exchange.header('authorization') ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const once = exchange.query.find(([name]) => name === 'fifo_ott')?.[1];
  return once === undefined ? undefined : sessions.spend(once);
}

/** What a caller may do with one object; objects that are not there are decided by `mayMissing`. */
export class Access {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Whether a missing object is shown as missing. Permissions that name single objects do not cover one
   * that is not there; the sandbox's users hold theirs for all (`packages->_->get`) unless switched.
   */
  mayMissing(caller: Caller): boolean {
    return caller.isAdmin || !this.#services.switches.flag('fifo-missing-forbidden');
  }

  maySeePackage(caller: Caller, stored: StoredPackage): boolean {
    return caller.isAdmin || stored.owner === null || stored.owner === caller.projectId;
  }

  mayChange(caller: Caller, { owner }: { readonly owner: string | null }): boolean {
    return caller.isAdmin || (caller.isMember && owner !== null && owner === caller.projectId);
  }

  maySeeDataset(caller: Caller, image: StoredImage): boolean {
    if (caller.isAdmin || image.visibility === 'public' || image.visibility === 'community') return true;
    if (caller.projectId === undefined) return false;
    if (image.owner === caller.projectId) return true;
    return (
      image.visibility === 'shared' &&
      this.#services.store.members.get(image.id, caller.projectId) !== undefined
    );
  }
}
