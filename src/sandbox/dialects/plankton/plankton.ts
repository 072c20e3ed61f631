import { BodyTooLarge, type Exchange } from '../../http/exchange.ts';
import type { Announcement, CreateDialect, Dialect, Services } from '../dialect.ts';
import { type Account, accounts, identify } from './accounts.ts';
import {
  badRequest,
  PlanktonFault,
  replyBareNotAllowed,
  replyEmpty,
  replyFault,
  replyJson,
} from './faults.ts';
import { answerTokens, answerUserCatalogs } from './identity.ts';
import { Images } from './images.ts';
import { PlanktonMembers } from './members.ts';
import { unquote } from './percent.ts';
import { Pithos } from './pithos.ts';
import { Registry } from './registry.ts';

type Action = (account: Account) => void | Promise<void>;

/** Synnefo's image registry, object store and token service under `/plankton` (plankton.md). */
export const createPlankton: CreateDialect = (services) => new Plankton(services);

class Plankton implements Dialect {
  readonly name = 'plankton';
  readonly mount = '/plankton';
  readonly #services: Services;
  readonly #registry: Registry;
  readonly #images: Images;
  readonly #members: PlanktonMembers;
  readonly #pithos: Pithos;

  constructor(services: Services) {
    this.#services = services;
    this.#registry = new Registry(services);
    this.#images = new Images(services, this.#registry);
    this.#members = new PlanktonMembers(services, this.#registry);
    this.#pithos = new Pithos(services);
  }

  async handle(exchange: Exchange, path: string): Promise<void> {
    try {
      await this.#route(exchange, path);
    } catch (error) {
      if (error instanceof BodyTooLarge)
        this.#reply(exchange, new PlanktonFault(413, 'Request body too large'));
      else if (error instanceof PlanktonFault) this.#reply(exchange, error);
      else throw error;
    }
  }

  fail(exchange: Exchange, status: number): void {
    this.#reply(exchange, new PlanktonFault(status, 'Unexpected error'));
  }

  carriesBytes({ method }: Exchange, path: string): boolean {
    return /^\/object-store\/v1\/[^/]+\/[^/]+/.test(path) && ['GET', 'PUT', 'POST'].includes(method);
  }

  announce(url: string): Announcement {
    const [demo] = accounts;
    const base = `${url}${this.mount}`;
    return {
      endpoint: `${base}/image/v1.0`,
      authUrl: `${base}/identity/v2.0`,
      storageUrl: `${base}/object-store/v1`,
      userId: demo?.uuid ?? '',
      secret: demo?.token ?? '',
    };
  }

  async #route(exchange: Exchange, path: string): Promise<void> {
    const { switches } = this.#services;
    const { method } = exchange;
    const base = `${exchange.origin}${this.mount}`;
    if (/^\/identity\/v2\.0\/tokens\/?$/.test(path) && method === 'POST')
      return answerTokens(exchange, base, switches);
    if (/^\/account\/v1\.0\/user_catalogs\/?$/.test(path) && method === 'POST')
      return answerUserCatalogs(exchange, switches);
    if (/^\/image(\/?|\/\.json|\/versions)$/.test(path)) return replyVersions(exchange, `${base}/image`);
    const image = /^\/image\/v1(?:\.0)?\/(.*)$/.exec(path)?.[1];
    if (image !== undefined) return this.#routeImage(exchange, image);
    const object = /^\/object-store\/v1\/(.+)$/.exec(path)?.[1];
    if (object !== undefined) {
      const account = identify(exchange, switches);
      await this.#registry.follow();
      return this.#pithos.handle(exchange, account, object);
    }
    throw badRequest('API endpoint not found');
  }

  async #routeImage(exchange: Exchange, encoded: string): Promise<void> {
    // Decoded before it is routed: an @ in the name of a member may come as %40.
    const path = unquote(encoded);
    const [images, members] = [this.#images, this.#members];
    if (/^images\/?$/.test(path)) {
      return this.#dispatch(exchange, {
        GET: (account) => images.list(exchange, account, false),
        POST: (account) => images.register(exchange, account),
      });
    }
    if (path === 'images/detail')
      return this.#only(exchange, 'GET', (account) => images.list(exchange, account, true));
    const shared = /^shared-images\/([\w@._-]+)$/.exec(path)?.[1];
    if (shared !== undefined)
      return this.#only(exchange, 'GET', (account) => images.listShared(exchange, account, shared));
    const [, id, rest = '', memberId] = /^images\/([\w-]+)(\/members(?:\/([\w@._-]+))?)?$/.exec(path) ?? [];
    if (id === undefined) throw badRequest('API endpoint not found');
    if (memberId !== undefined) {
      return this.#dispatch(exchange, {
        PUT: (account) => members.add(exchange, account, id, memberId),
        DELETE: (account) => members.remove(exchange, account, id, memberId),
      });
    }
    if (rest !== '') {
      return this.#dispatch(exchange, {
        GET: (account) => members.list(exchange, account, id),
        PUT: (account) => members.replace(exchange, account, id),
      });
    }
    return this.#dispatch(exchange, {
      HEAD: (account) => images.show(exchange, account, id),
      GET: () => replyEmpty(exchange, 501),
      PUT: (account) => images.update(exchange, account, id),
      DELETE: (account) => images.remove(exchange, account, id),
    });
  }

  /** A path that several methods share: another one is refused by the framework, before anything else. */
  async #dispatch(exchange: Exchange, actions: Readonly<Record<string, Action>>): Promise<void> {
    const action = Object.hasOwn(actions, exchange.method) ? actions[exchange.method] : undefined;
    if (action === undefined) return replyBareNotAllowed(exchange, Object.keys(actions));
    return this.#act(exchange, action);
  }

  /** A path whose view itself checks its one method, and refuses others in JSON. */
  #only(exchange: Exchange, method: string, action: Action): Promise<void> {
    if (exchange.method === method) return this.#act(exchange, action);
    throw new PlanktonFault(405, 'Method not allowed', { headers: { Allow: method } });
  }

  async #act(exchange: Exchange, action: Action): Promise<void> {
    const account = identify(exchange, this.#services.switches);
    await this.#registry.follow();
    await action(account);
  }

  #reply(exchange: Exchange, fault: PlanktonFault): void {
    replyFault(exchange, fault, this.#services.switches.flag('html-errors'));
  }
}

/** Needs no token (plankton.md §2). */
function replyVersions(exchange: Exchange, root: string): void {
  const versions = ['v1.0', 'v1'].map((id) => ({
    id,
    status: 'CURRENT',
    links: [{ rel: 'self', href: `${root}/${id}/` }],
    media_types: [{ base: 'application/json', type: 'application/vnd.openstack.image+json;version=1.0' }],
  }));
  replyJson(exchange, 200, { versions });
}
