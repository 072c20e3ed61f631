import { BodyTooLarge, type Exchange } from '../../http/exchange.ts';
import { pathSegments, Router } from '../../http/router.ts';
import { demoAccounts, domain, regions } from '../../seed/identities.ts';
import type { StoredImage } from '../../store/image.ts';
import type { Announcement, CreateDialect, Dialect, Services } from '../dialect.ts';
import { Access, type Caller, identify, isOwner } from '../glance/access.ts';
import { GlanceFault } from '../glance/faults.ts';
import { removeImage } from '../glance/remove-image.ts';
import type { Call } from './call.ts';
import {
  imageNotFound,
  NoRoute,
  NovaFault,
  replyFault,
  replyNoRoute,
  replyUnauthenticated,
} from './faults.ts';
import { detailView, type LinkBases } from './image-view.ts';
import { listImages } from './list.ts';
import { Metadata } from './metadata.ts';
import { type Microversion, parseMicroversion, UnsupportedVersion, versionHeaders } from './microversion.ts';
import { replyEmpty, replyJson } from './replies.ts';
import { replyChoices, replyVersion, replyVersions } from './versions.ts';

interface Route {
  /** The last microversion 2.N that has the call. */
  readonly lastMinor: number;
  readonly handle: (call: Call) => void | Promise<void>;
}

/** A path below `/v2` or `/v2.1`, with or without a project id before `/images`. */
interface Place {
  readonly version: 'v2' | 'v2.1';
  readonly project: string | undefined;
  readonly segments: readonly string[];
}

/** Nova's image proxy under `/compute` (nova-images.md). */
export const createNova: CreateDialect = (services) => new Nova(services);

class Nova implements Dialect {
  readonly name = 'nova';
  readonly mount = '/compute';
  readonly #services: Services;
  readonly #access: Access;
  readonly #router = new Router<Route>();

  constructor(services: Services) {
    this.#services = services;
    this.#access = new Access(services);
    this.#routeImages();
    this.#routeMetadata(new Metadata(services, (call) => this.#visible(call)));
  }

  async handle(exchange: Exchange, path: string): Promise<void> {
    const base = `${exchange.origin}${this.mount}`;
    const maxMinor = this.#maxMinor;
    const [, version, rest = ''] = /^\/(v2|v2\.1)(\/.*)?$/.exec(path) ?? [];
    if (path === '' || path === '/') return replyVersions(exchange, base, maxMinor);
    if (version === undefined) return replyChoices(exchange, base, maxMinor, path);
    if (rest === '' || rest === '/') return replyVersion(exchange, base, maxMinor, version);
    let minor: Microversion;
    try {
      const caller = identify(exchange, this.#services);
      const place = placeOf(version, rest);
      const match = this.#router.match(exchange.method, place.segments);
      if (match.kind !== 'found') throw new NoRoute();
      minor = place.version === 'v2' ? undefined : parseMicroversion(exchange, maxMinor);
      if (minor !== undefined && minor > match.handler.lastMinor) throw new NovaFault(404);
      requireOwnProject(caller, place.project);
      const bases = this.#bases(base, place, caller);
      await match.handler.handle({ exchange, caller, minor, bases, parameters: match.parameters });
    } catch (error) {
      this.#replyError(exchange, error, minor);
    }
  }

  fail(exchange: Exchange, status: number): void {
    this.#replyError(exchange, new NovaFault(status), undefined);
  }

  carriesBytes(): boolean {
    return false;
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

  get #maxMinor(): number {
    return Math.max(1, this.#services.switches.number('nova-max-minor') ?? 1);
  }

  #replyError(exchange: Exchange, error: unknown, minor: Microversion): void {
    const { switches } = this.#services;
    const asHtml = switches.flag('html-errors');
    if (error instanceof GlanceFault && error.status === 401) {
      replyUnauthenticated(exchange, switches.flag('nova-plain-401'));
    } else if (error instanceof NoRoute) replyNoRoute(exchange);
    else if (error instanceof BodyTooLarge) replyFault(exchange, new NovaFault(413), { asHtml });
    else if (error instanceof NovaFault) {
      const versions = error instanceof UnsupportedVersion ? error.headers : versionHeaders(minor);
      replyFault(exchange, error, { versions, asHtml });
    } else throw error;
  }

  #bases(base: string, { version, project }: Place, caller: Caller): LinkBases {
    const isOld = this.#services.switches.flag('nova-v2-links');
    const named = isOld ? caller.projectId : project;
    const suffix = named === undefined ? '' : `/${named}`;
    return {
      base: `${base}/${isOld ? 'v2' : version}${suffix}`,
      bookmarks: `${base}${suffix}`,
      glance: base.replace(/\/compute$/, '/image'),
    };
  }

  /** @throws NovaFault 404 */
  #visible({ caller, parameters: [id = ''] }: Call): StoredImage {
    try {
      return this.#access.visible(caller, id);
    } catch (error) {
      throw error instanceof GlanceFault ? imageNotFound() : error;
    }
  }

  #routeImages(): void {
    const [services, access] = [this.#services, this.#access];
    const until35 = (handle: Route['handle']): Route => ({ lastMinor: 35, handle });
    const showsUpdated = () => !services.switches.flag('nova-no-updated');
    this.#router
      .on('/images', { GET: until35((call) => listImages(services, access, call, false)) })
      .on('/images/detail', { GET: until35((call) => listImages(services, access, call, true)) })
      .on('/images/*', {
        GET: until35((call) => {
          replyJson(call, 200, { image: detailView(this.#visible(call), call.bases, showsUpdated()) });
        }),
        DELETE: until35((call) => this.#remove(call)),
      });
  }

  #routeMetadata(metadata: Metadata): void {
    const until38 = (handle: Route['handle']): Route => ({ lastMinor: 38, handle });
    this.#router
      .on('/images/*/metadata', {
        GET: until38((call) => metadata.list(call)),
        POST: until38((call) => metadata.merge(call)),
        PUT: until38((call) => metadata.replace(call)),
      })
      .on('/images/*/metadata/*', {
        GET: until38((call) => metadata.show(call)),
        PUT: until38((call) => metadata.setOne(call)),
        DELETE: until38((call) => metadata.removeOne(call)),
      });
  }

  async #remove(call: Call): Promise<void> {
    const image = this.#visible(call);
    if (!isOwner(call.caller, image) || image.isProtected)
      throw new NovaFault(403, 'You are not allowed to delete the image.');
    await removeImage(this.#services.store, image.id);
    replyEmpty(call);
  }
}

/** @throws NovaFault 404 for a path that does not decode */
function placeOf(version: string, rest: string): Place {
  const segments = pathSegments(rest);
  if (segments === undefined) throw imageNotFound();
  const hasProject = segments[0] !== 'images' && segments[1] === 'images';
  return {
    version: version === 'v2' ? 'v2' : 'v2.1',
    project: hasProject ? segments[0] : undefined,
    segments: hasProject ? segments.slice(1) : segments,
  };
}

function requireOwnProject({ projectId }: Caller, named: string | undefined): void {
  if (named === undefined || named === projectId) return;
  throw new NovaFault(
    400,
    `Malformed request URL: URL's project_id '${named}' doesn't match Context's project_id '${projectId ?? 'None'}'`,
  );
}
