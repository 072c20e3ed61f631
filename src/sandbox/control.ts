import type { Services } from './dialects/dialect.ts';
import type { Exchange } from './http/exchange.ts';
import { Router } from './http/router.ts';
import type { RequestLog } from './request-log.ts';
import { switchDefinitions } from './switches/definitions.ts';
import { SwitchError } from './switches/switches.ts';

type Handler = (exchange: Exchange) => void | Promise<void>;

/**
 * `/sandbox/*`, the sandbox's own calls, without a token (the server listens on the loopback only, and
 * a page of another origin is refused): the switches, the request log, and signing everybody out.
 */
export class Control {
  readonly #services: Services;
  readonly #log: RequestLog;
  readonly #router = new Router<Handler>();

  constructor(services: Services, log: RequestLog) {
    this.#services = services;
    this.#log = log;
    this.#router
      .on('/sandbox/switches', {
        GET: (exchange) => this.#replySwitches(exchange),
        PUT: (exchange) => this.#setSwitches(exchange),
        DELETE: (exchange) => {
          services.switches.reset();
          this.#replySwitches(exchange);
        },
      })
      .on('/sandbox/requests', {
        GET: (exchange) => replyJson(exchange, 200, { requests: log.list() }),
        DELETE: (exchange) => {
          this.#log.clear();
          exchange.reply(204, {});
        },
      })
      .on('/sandbox/tokens', {
        DELETE: (exchange) => {
          services.tokens.revokeAll();
          exchange.reply(204, {});
        },
      });
  }

  async handle(exchange: Exchange): Promise<void> {
    if (exchange.header('origin') !== undefined)
      return replyJson(exchange, 403, { error: 'not for web pages' });
    const match = this.#router.match(exchange.method, exchange.rawPath.split('/').slice(1));
    if (match.kind === 'found') return match.handler(exchange);
    const known = 'switches, requests and tokens';
    replyJson(exchange, match.kind === 'missing' ? 404 : 405, { error: `there are /sandbox/ ${known}` });
  }

  #replySwitches(exchange: Exchange): void {
    const documentation = Object.fromEntries(
      Object.entries(switchDefinitions).map(([name, { kind, summary }]) => [name, { kind, summary }]),
    );
    replyJson(exchange, 200, { switches: this.#services.switches.values(), documentation });
  }

  async #setSwitches(exchange: Exchange): Promise<void> {
    try {
      const values: unknown = JSON.parse((await exchange.body(64 * 1024)).toString());
      if (typeof values !== 'object' || values === null) throw new SwitchError('expected {"NAME": VALUE}');
      for (const [name, value] of Object.entries(values)) this.#services.switches.set(name, value);
      this.#replySwitches(exchange);
    } catch (error) {
      const isClients = error instanceof SwitchError || error instanceof SyntaxError;
      if (!isClients) throw error;
      replyJson(exchange, 400, { error: error.message });
    }
  }
}

export function replyJson(exchange: Exchange, status: number, body: unknown): void {
  exchange.reply(
    status,
    { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    JSON.stringify(body),
  );
}
