import { randomUUID } from 'node:crypto';
import { BodyTooLarge, type Exchange } from '../../http/exchange.ts';
import { pythonJson } from '../../http/python-json.ts';
import { pathSegments } from '../../http/router.ts';
import { allianceNamespaces } from '../../seed/alliance-places.ts';
import { projectIds } from '../../seed/identities.ts';
import type { StoredImage } from '../../store/image.ts';
import type { Announcement, CreateDialect, Dialect, Services } from '../dialect.ts';
import { enforceQuotas } from '../glance/attributes.ts';
import { GlanceFault } from '../glance/faults.ts';
import { removeImage } from '../glance/remove-image.ts';
import { Clouds, type Target } from './cloud.ts';
import { AllianceFault, replyFault } from './faults.ts';
import { readImageBody } from './image-body.ts';
import { type Generation, imageView, type ViewOptions } from './image-view.ts';
import { readTarget } from './target.ts';

/** The Alliance gateway's image calls under `/alliance` (alliance.md). */
export const createAlliance: CreateDialect = (services) => new Alliance(services);

class Alliance implements Dialect {
  readonly name = 'alliance';
  readonly mount = '/alliance';
  readonly #services: Services;
  readonly #clouds: Clouds;

  constructor(services: Services) {
    this.#services = services;
    this.#clouds = new Clouds(services);
  }

  async handle(exchange: Exchange, path: string): Promise<void> {
    try {
      await this.#route(exchange, path);
    } catch (error) {
      const fault = asFault(error);
      if (fault === undefined) throw error;
      replyFault(exchange, fault, this.#services.switches.flag('html-errors'));
    }
  }

  fail(exchange: Exchange, status: number): void {
    replyFault(exchange, new AllianceFault(status), this.#services.switches.flag('html-errors'));
  }

  carriesBytes(): boolean {
    return false;
  }

  /** The gateway documents no sign-in, so there is no secret. */
  announce(url: string): Announcement {
    return {
      endpoint: `${url}${this.mount}`,
      namespace: allianceNamespaces[0],
      environment: projectIds.demo,
    };
  }

  settle(): Promise<void> {
    return this.#clouds.settle();
  }

  /** `/images` and `/images/ID`, each with or without a slash at its end. */
  async #route(exchange: Exchange, path: string): Promise<void> {
    const [images, key, ...rest] = pathSegments(path.replace(/(.)\/$/, '$1')) ?? [];
    if (images !== 'images' || key === '' || rest.length > 0) throw new AllianceFault(404);
    const { method } = exchange;
    const allowed = key === undefined ? ['GET', 'POST'] : this.#itemMethods();
    if (!allowed.includes(method)) throw new AllianceFault(405, undefined, allowed.join(', '));
    const target = readTarget(exchange, this.#services);
    if (key === undefined)
      return method === 'GET' ? this.#list(exchange, target) : this.#create(exchange, target);
    if (method === 'GET') return this.#show(exchange, target, key);
    if (method === 'DELETE') return this.#remove(exchange, target, key);
    return this.#update(exchange, target, key);
  }

  #itemMethods(): readonly string[] {
    const { switches } = this.#services;
    const without = [
      ...(switches.flag('alliance-no-patch') ? ['PATCH'] : []),
      ...(switches.flag('alliance-no-put') ? ['PUT'] : []),
    ];
    return ['GET', 'PATCH', 'PUT', 'DELETE'].filter((method) => !without.includes(method));
  }

  #list(exchange: Exchange, target: Target): void {
    const { switches } = this.#services;
    const views = this.#clouds.list(target).map((image) => this.#view(image, { isInList: true }));
    const isWrapped = this.#generation === 2 || switches.flag('alliance-list-wrapped');
    if (switches.flag('alliance-list-literal')) reply(exchange, 200, seedLiteral(views));
    else replyJson(exchange, 200, isWrapped ? { image: views } : views);
  }

  #show(exchange: Exchange, target: Target, id: string): void {
    replyJson(exchange, 200, this.#view(this.#clouds.image(target, id), { isInList: false }));
  }

  async #create(exchange: Exchange, { namespace, projectId }: Target): Promise<void> {
    const { store } = this.#services;
    const { changes, properties, copyFrom } = await readImageBody(exchange);
    enforceQuotas(properties, []);
    if (copyFrom !== undefined && !(changes.diskFormat && changes.containerFormat))
      throw new AllianceFault(400, 'copy_from needs disk_format and container_format.');
    const image = store.transaction(() => {
      const id = randomUUID();
      const created = store.images.insert({
        visibility: 'private',
        ...changes,
        id,
        owner: projectId,
        properties,
      });
      store.alliance.put(id, { namespaces: [namespace], copyFrom: copyFrom ?? null });
      return created;
    });
    replyJson(exchange, this.#generation === 0 ? 200 : 201, this.#changedView(image));
    if (copyFrom !== undefined) this.#clouds.copy(image.id, copyFrom);
  }

  async #update(exchange: Exchange, target: Target, key: string): Promise<void> {
    const { store, switches } = this.#services;
    const { changes, properties } = await readImageBody(exchange);
    const image = this.#clouds.ownImage(target, key, switches.flag('alliance-by-name'));
    const merged = new Map([...image.properties, ...properties]);
    enforceQuotas(merged, []);
    const isNameOnly = switches.flag('alliance-name-only');
    const applied = isNameOnly ? { name: changes.name ?? image.name } : { ...changes, properties: merged };
    const updated = store.images.update(image.id, applied);
    if (updated === undefined) throw new AllianceFault(404, `No image found with ID ${key}`);
    replyJson(
      exchange,
      200,
      this.#changedView(isNameOnly ? { ...updated, updatedAt: image.updatedAt } : updated),
    );
  }

  async #remove(exchange: Exchange, target: Target, key: string): Promise<void> {
    const { store, switches } = this.#services;
    const image = this.#clouds.ownImage(target, key, switches.flag('alliance-by-name'));
    if (image.isProtected)
      throw new AllianceFault(403, `Image ${image.id} is protected and cannot be deleted.`);
    await removeImage(store, image.id);
    const isEmpty = this.#generation === 2 || switches.flag('alliance-delete-204');
    exchange.reply(isEmpty ? 204 : 200, {});
  }

  get #generation(): Generation {
    const number = this.#services.switches.number('alliance-generation') ?? 1;
    return number === 0 ? 0 : number === 1 ? 1 : 2;
  }

  /** The reply of a create or update. */
  #changedView(image: StoredImage): Record<string, unknown> {
    const { copyFrom } = this.#clouds.place(image.id);
    const swapsMinima = this.#services.switches.flag('alliance-swap-min');
    return this.#view(image, { isInList: false, copyFrom, swapsMinima });
  }

  #view(image: StoredImage, options: Pick<ViewOptions, 'isInList' | 'copyFrom' | 'swapsMinima'>) {
    const { copyFrom } = options.isInList ? this.#clouds.place(image.id) : options;
    return imageView(image, {
      ...options,
      ...(copyFrom !== undefined && { copyFrom }),
      generation: this.#generation,
      showsChecksum: !this.#services.switches.flag('no-checksum'),
    });
  }
}

function asFault(error: unknown): AllianceFault | undefined {
  if (error instanceof AllianceFault) return error;
  if (error instanceof BodyTooLarge) return new AllianceFault(413);
  if (error instanceof GlanceFault) return new AllianceFault(error.status, error.message || undefined);
  return undefined;
}

/** The list as the draft prints it: a bare word for a key, and several objects as its one value. */
function seedLiteral(views: readonly unknown[]): string {
  return views.length === 0 ? '[]' : `[{images: ${views.map((view) => pythonJson(view)).join(', ')}}]`;
}

function replyJson(exchange: Exchange, status: number, body: unknown): void {
  reply(exchange, status, pythonJson(body));
}

function reply(exchange: Exchange, status: number, body: string): void {
  exchange.reply(status, { 'Content-Type': 'application/json' }, body);
}
