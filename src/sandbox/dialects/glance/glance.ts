import { BodyTooLarge, type Exchange } from '../../http/exchange.ts';
import { pythonJson } from '../../http/python-json.ts';
import { pathSegments, Router } from '../../http/router.ts';
import { demoAccounts, domain, regions } from '../../seed/identities.ts';
import type { Announcement, CreateDialect, Dialect, Services } from '../dialect.ts';
import { Access, type Call, identify } from './access.ts';
import { createImage } from './create.ts';
import { downloadImage } from './download.ts';
import { GlanceFault, replyFault } from './faults.ts';
import { ImageActions } from './image-actions.ts';
import { Imports } from './imports.ts';
import { Info } from './info.ts';
import { listImages } from './list.ts';
import { Members } from './members.ts';
import { listNamespaces, showNamespace } from './metadefs.ts';
import { patchImage } from './patch.ts';
import { hasRoute, knownProperties } from './release.ts';
import { replyJson } from './replies.ts';
import { schemaDocuments } from './schemas.ts';
import { stageImage, uploadImage } from './upload.ts';

type Handler = (call: Call) => void | Promise<void>;

const minorVersions = [15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

/** OpenStack Image v2 under `/image` (glance-v2.md). */
export const createGlance: CreateDialect = (services) => new Glance(services);

class Glance implements Dialect {
  readonly name = 'glance';
  readonly mount = '/image';
  readonly #services: Services;
  readonly #access: Access;
  readonly #imports: Imports;
  readonly #router = new Router<Handler>();

  constructor(services: Services) {
    this.#services = services;
    this.#access = new Access(services);
    this.#imports = new Imports(services, this.#access);
    this.#routeImages();
    this.#routeMembers(new Members(services, this.#access));
    this.#routeInfo(new Info(services));
  }

  async handle(exchange: Exchange, path: string): Promise<void> {
    try {
      if (!/^\/v2(\/|$)/.test(path)) return this.#replyVersions(exchange, path);
      if (path === '/v2') return redirectToSlash(exchange, this.mount);
      const caller = identify(exchange, this.#services);
      const segments = pathSegments(path);
      if (segments === undefined) throw new GlanceFault(400);
      if (!hasRoute(segments, this.#services.switches)) throw new GlanceFault(404);
      const match = this.#router.match(exchange.method, segments);
      if (match.kind === 'missing') throw new GlanceFault(404);
      if (match.kind === 'wrong-method')
        throw new GlanceFault(405, { headers: { Allow: match.allowed.join(', ') } });
      await match.handler({ exchange, caller, parameters: match.parameters });
    } catch (error) {
      if (error instanceof BodyTooLarge) this.#reply(exchange, new GlanceFault(413));
      else if (error instanceof GlanceFault) this.#reply(exchange, error);
      else throw error;
    }
  }

  fail(exchange: Exchange, status: number): void {
    this.#reply(exchange, new GlanceFault(status));
  }

  carriesBytes(_exchange: Exchange, path: string): boolean {
    return /^\/v2\/images\/[^/]+\/(file|stage)$/.test(path);
  }

  announce(url: string): Announcement {
    const [demo] = demoAccounts;
    return {
      authUrl: `${url}/identity/v3`,
      username: demo?.username ?? '',
      secret: demo?.secret ?? '',
      project: demo?.project ?? '',
      userDomain: domain.name,
      projectDomain: domain.name,
      region: regions[0],
      interface: 'public',
    };
  }

  settle(): Promise<void> {
    return this.#imports.settle();
  }

  #reply(exchange: Exchange, fault: GlanceFault): void {
    replyFault(exchange, fault, this.#services.switches.flag('html-errors'));
  }

  #routeImages(): void {
    const [services, access] = [this.#services, this.#access];
    const actions = new ImageActions(services, access);
    this.#router
      .on('/v2/images', {
        GET: (call) => listImages(services, access, call),
        POST: (call) => createImage(services, call),
      })
      .on('/v2/images/*', {
        GET: (call) => actions.show(call),
        PATCH: (call) => patchImage(services, access, call),
        DELETE: (call) => actions.remove(call),
      })
      .on('/v2/images/*/file', {
        GET: (call) => downloadImage(services, access, call),
        PUT: (call) => uploadImage(services, access, call),
      })
      .on('/v2/images/*/stage', { PUT: (call) => stageImage(services, access, call) })
      .on('/v2/images/*/import', { POST: (call) => this.#imports.start(call) })
      .on('/v2/images/*/tasks', { GET: (call) => actions.tasks(call) })
      .on('/v2/images/*/actions/deactivate', { POST: (call) => actions.setActive(call, false) })
      .on('/v2/images/*/actions/reactivate', { POST: (call) => actions.setActive(call, true) })
      .on('/v2/images/*/tags/*', {
        PUT: (call) => actions.addTag(call),
        DELETE: (call) => actions.removeTag(call),
      })
      .on('/v2/stores/*/*', { DELETE: (call) => actions.removeFromStore(call) });
  }

  #routeMembers(members: Members): void {
    this.#router
      .on('/v2/images/*/members', {
        GET: (call) => members.list(call),
        POST: (call) => members.add(call),
      })
      .on('/v2/images/*/members/*', {
        GET: (call) => members.show(call),
        PUT: (call) => members.setStatus(call),
        DELETE: (call) => members.remove(call),
      });
  }

  #routeInfo(info: Info): void {
    const { switches } = this.#services;
    for (const name of Object.keys(schemaDocuments())) {
      this.#router.on(`/v2/schemas/${name}`, {
        GET: ({ exchange }) =>
          replyJson(exchange, 200, schemaDocuments(knownProperties(switches))[name] ?? {}),
      });
    }
    this.#router
      .on('/v2/info/import', { GET: (call) => info.imports(call) })
      .on('/v2/info/stores', { GET: (call) => info.stores(call, false) })
      .on('/v2/info/stores/detail', { GET: (call) => info.stores(call, true) })
      .on('/v2/info/usage', { GET: (call) => info.usage(call) })
      .on('/v2/metadefs/namespaces', { GET: (call) => listNamespaces(call) })
      .on('/v2/metadefs/namespaces/*', { GET: (call) => showNamespace(call) });
  }

  /** Anything that names no version is answered with those there are; only `/versions` says 200. */
  #replyVersions(exchange: Exchange, path: string): void {
    const href = `${exchange.origin}${this.mount}/v2/`;
    const newest = this.#services.switches.number('glance-max-minor') ?? 0;
    const versions = minorVersions
      .filter((minor) => minor <= newest)
      .map((minor, index) => ({
        id: `v2.${minor}`,
        status: index === 0 ? 'CURRENT' : 'SUPPORTED',
        links: [{ rel: 'self', href }],
      }));
    // Answered before requests get their id.
    exchange.reply(
      path === '/versions' ? 200 : 300,
      { 'Content-Type': 'application/json' },
      pythonJson({ versions }),
    );
  }
}

function redirectToSlash(exchange: Exchange, mount: string): void {
  exchange.reply(302, {
    'Content-Type': 'text/plain; charset=utf8',
    Location: `${exchange.origin}${mount}/v2/`,
  });
}
