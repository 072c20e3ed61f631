import { BodyTooLarge, type Exchange } from '../../http/exchange.ts';
import { djinnAccounts, seedDjinn } from '../../seed/djinn.ts';
import { isStoreName } from '../../store/blobs.ts';
import type { Announcement, CreateDialect, Dialect, Services } from '../dialect.ts';
import { Access, type Call } from './access.ts';
import { createImage } from './create.ts';
import { Downloads } from './downloads.ts';
import { replyImages } from './list.ts';
import { Namespaces } from './namespaces.ts';
import { DjinnFault, InvalidForm, notFound, replyFault, replyJson } from './replies.ts';
import { qemuType, showImage } from './show.ts';
import { Views } from './views.ts';

type Handler = (call: Call) => void | Promise<void>;

interface Route {
  readonly pattern: RegExp;
  readonly methods: ReadonlyMap<string, Handler>;
}

const mount = '/djinn';
const build = 'sandbox';

/** Djinn CI's API of images and of the namespaces they are shared by, under `/djinn` (djinn.md). */
export const createDjinn: CreateDialect = (services) => new Djinn(services);

class Djinn implements Dialect {
  readonly name = 'djinn';
  readonly mount = mount;
  readonly #services: Services;
  readonly #access: Access;
  readonly #views: Views;
  readonly #downloads: Downloads;
  readonly #routes: Route[] = [];

  constructor(services: Services) {
    this.#services = services;
    this.#access = new Access(services);
    this.#views = new Views(services, mount);
    this.#downloads = new Downloads(services);
    this.#routeServer();
    this.#routeImages();
    this.#routeNamespaces(new Namespaces(services, this.#access, this.#views));
  }

  async handle(exchange: Exchange, path: string): Promise<void> {
    try {
      seedDjinn(this.#services.store);
      await this.#route(exchange, path);
    } catch (error) {
      if (error instanceof BodyTooLarge) this.#reply(exchange, new DjinnFault(413));
      else if (error instanceof DjinnFault || error instanceof InvalidForm) this.#reply(exchange, error);
      else throw error;
    }
  }

  fail(exchange: Exchange, status: number): void {
    this.#reply(exchange, new DjinnFault(status));
  }

  carriesBytes(exchange: Exchange, path: string): boolean {
    if (exchange.method === 'POST')
      return path === '/images' && !(exchange.header('content-type') ?? '').startsWith('application/json');
    return /^\/images\/\d+$/.test(path) && exchange.header('accept') === qemuType;
  }

  announce(url: string): Announcement {
    return { endpoint: `${url}${mount}`, secret: djinnAccounts.demo.token };
  }

  settle(): Promise<void> {
    return this.#downloads.settle();
  }

  #reply(exchange: Exchange, fault: DjinnFault | InvalidForm): void {
    replyFault(exchange, fault, this.#services.switches);
  }

  #on(pattern: RegExp, methods: Readonly<Record<string, Handler>>): void {
    this.#routes.push({ pattern, methods: new Map(Object.entries(methods)) });
  }

  #route(exchange: Exchange, path: string): void | Promise<void> {
    let isKnown = false;
    for (const { pattern, methods } of this.#routes) {
      const found = pattern.exec(path);
      if (found === null) continue;
      const handler = methods.get(exchange.method);
      const parameters = found.slice(1);
      if (handler !== undefined) return handler({ exchange, parameters });
      isKnown = true;
    }
    throw isKnown ? new DjinnFault(405) : notFound();
  }

  #routeServer(): void {
    this.#on(/^\/?$/, { GET: ({ exchange }) => replyJson(exchange, 200, this.#views.root(exchange)) });
    this.#on(/^\/version$/, {
      GET: ({ exchange }) =>
        exchange.header('accept')?.startsWith('application/json') === true
          ? replyJson(exchange, 200, { build })
          : exchange.reply(200, { 'Content-Type': 'text/plain; charset=utf-8' }, `${build}\n`),
    });
    this.#on(/^\/user$/, {
      GET: ({ exchange }) => replyJson(exchange, 200, this.#views.user(this.#access.require(exchange))),
    });
  }

  #routeImages(): void {
    const [services, access, views] = [this.#services, this.#access, this.#views];
    this.#on(/^\/images$/, {
      GET: ({ exchange }) => {
        const { id: accountId } = access.require(exchange, 'image:read');
        const isSearchBroken = services.switches.flag('djinn-search-bug');
        replyImages(services, views, exchange, { kind: 'account', accountId, isSearchBroken }, 'all');
      },
      POST: (call) => createImage(services, access, views, this.#downloads, call),
    });
    this.#on(/^\/images\/([0-9]+)$/, {
      GET: (call) => showImage(services, access, views, call),
      DELETE: (call) => this.#remove(call),
    });
  }

  async #remove({ exchange, parameters: [id = ''] }: Call): Promise<void> {
    const { store } = this.#services;
    const { imageId, isProtected } = this.#access.writable(exchange, id);
    // Other dialects promise that protected images stay; this one has no word for it but its 404.
    if (isProtected) throw notFound();
    const places = store.images.get(imageId)?.stores ?? [];
    store.images.remove(imageId);
    for (const place of places) if (isStoreName(place)) await store.blobs.remove(place, imageId);
    exchange.reply(204, {});
  }

  #routeNamespaces(namespaces: Namespaces): void {
    const at = (rest: string) => new RegExp(`^/n/([^/]+)/([a-zA-Z0-9/]+?)/?${rest}$`);
    this.#on(/^\/namespaces$/, { GET: (call) => namespaces.list(call) });
    this.#on(at(''), { GET: (call) => namespaces.show(call) });
    this.#on(at('/-/namespaces'), { GET: (call) => namespaces.children(call) });
    this.#on(at('/-/images'), { GET: (call) => namespaces.images(call) });
    this.#on(at('/-/collaborators'), { GET: (call) => namespaces.collaborators(call) });
    this.#on(at('/-/collaborators/([^/]+)'), { DELETE: (call) => namespaces.removeCollaborator(call) });
    this.#on(at('/-/invites'), {
      GET: (call) => namespaces.invites(call),
      POST: (call) => namespaces.invite(call),
    });
    this.#on(/^\/invites$/, { GET: (call) => namespaces.received(call) });
    this.#on(/^\/invites\/([0-9]+)$/, {
      PATCH: (call) => namespaces.accept(call),
      DELETE: (call) => namespaces.reject(call),
    });
  }
}
