import { BodyTooLarge, type Exchange } from '../../http/exchange.ts';
import { pathSegments } from '../../http/router.ts';
import { demoAccounts } from '../../seed/identities.ts';
import type { Announcement, CreateDialect, Dialect, Services } from '../dialect.ts';
import { Access, identify } from './access.ts';
import type { Call, SignedCall } from './call.ts';
import { DatasetImports } from './dataset-import.ts';
import { Datasets, type Progress } from './datasets.ts';
import { crash, FifoFault, replyFault } from './faults.ts';
import { Logins } from './login.ts';
import { negotiate, objectFormats } from './negotiation.ts';
import { Packages } from './packages.ts';
import { type Action, Routes } from './routes.ts';
import { Sessions } from './sessions.ts';

/** Project-FiFo's wiggle under `/fifo/api/<version>` (fifo.md). */
export const createFifo: CreateDialect = (services) => new Fifo(services);

class Fifo implements Dialect {
  readonly name = 'fifo';
  readonly mount = '/fifo';
  readonly #services: Services;
  readonly #sessions: Sessions;
  readonly #imports: DatasetImports;
  readonly #routes: Routes;

  constructor(services: Services) {
    this.#services = services;
    this.#sessions = new Sessions(services);
    const access = new Access(services);
    const progress: Progress = new Map();
    this.#imports = new DatasetImports(services, progress);
    this.#routes = new Routes({
      services,
      progress,
      sessions: this.#sessions,
      logins: new Logins(services, this.#sessions),
      packages: new Packages(services, access),
      datasets: new Datasets(services, access, progress),
      imports: this.#imports,
    });
  }

  async handle(exchange: Exchange, path: string): Promise<void> {
    try {
      await this.#answer(exchange, path);
    } catch (error) {
      if (error instanceof FifoFault) this.#reply(exchange, error);
      else if (error instanceof BodyTooLarge) this.#reply(exchange, crash());
      else throw error;
    }
  }

  fail(exchange: Exchange, status: number): void {
    this.#reply(exchange, new FifoFault(status));
  }

  carriesBytes(_exchange: Exchange, path: string): boolean {
    return /^\/api\/[^/]+\/datasets\/[^/]+\/dataset\.gz\/?$/.test(path);
  }

  announce(url: string): Announcement {
    const [demo] = demoAccounts;
    return {
      endpoint: `${url}${this.mount}`,
      api: '2',
      username: demo?.username ?? '',
      secret: demo?.secret ?? '',
    };
  }

  settle(): Promise<void> {
    return this.#imports.settle();
  }

  /** In the order of cowboy_rest: 405, 401, 403, 406, then what the handler finds (fifo.md §3). */
  async #answer(exchange: Exchange, path: string): Promise<void> {
    const segments = pathSegments(path.replace(/\/$/, ''));
    if (segments === undefined) throw new FifoFault(400);
    const [prefix, version = '', resource = '', ...below] = segments;
    if (prefix !== 'api' || version === '') throw new FifoFault(404);
    const generation = version === '0.1.0' ? 1 : 2;
    const route = this.#routes.find(generation, resource, below);
    if (route === undefined) throw new FifoFault(404);
    // The session handlers of the later servers have a clause for the versions they know and for no other.
    if (resource === 'sessions' && !['0.1.0', '0.2.0', '2', '3'].includes(version)) throw crash();
    const action = route.methods[exchange.method];
    const allowed = ['HEAD', 'OPTIONS', ...Object.keys(route.methods)];
    if (action === undefined && !allowed.includes(exchange.method)) {
      throw new FifoFault(405, '', { allow: allowed.join(', ') });
    }
    if (exchange.method === 'OPTIONS') return exchange.reply(200, { server: 'Cowboy' });
    const [id = ''] = below;
    const call: Call = {
      exchange,
      generation,
      version,
      base: `${this.mount}/api/${encodeURIComponent(version)}`,
      caller: undefined,
      format: 'json',
      id,
      rest: route.rest,
    };
    if (action !== undefined && 'open' in action) return action.open(this.#formatted(call, action));
    const caller = identify(exchange, generation, this.#sessions, this.#services);
    if (route.needsUuid && Buffer.byteLength(id) !== 36) throw crash();
    const signed: SignedCall = { ...call, caller };
    // HEAD is in the list of methods and in no permission rule.
    if (action === undefined || !action.allowed(signed)) throw new FifoFault(403);
    return action.run({ ...signed, format: this.#formatted(call, action).format });
  }

  #formatted(call: Call, action: Action): Call {
    const { offers = objectFormats } = action;
    return { ...call, format: negotiate(call.exchange.header('accept'), offers) };
  }

  #reply(exchange: Exchange, fault: FifoFault): void {
    replyFault(exchange, fault, this.#services.switches.flag('html-errors'));
  }
}
