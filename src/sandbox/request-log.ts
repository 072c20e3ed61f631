import type { Exchange } from './http/exchange.ts';

/** One call that was answered or given up. Bodies and headers are never kept. */
export interface LoggedRequest {
  readonly sequence: number;
  readonly at: string;
  readonly method: string;
  /** With the mount, without the query. */
  readonly path: string;
  readonly query: string;
  /** The status sent; 0 when the connection ended without one. */
  readonly status: number;
  /** False when the connection ended inside the reply. */
  readonly isComplete: boolean;
  readonly milliseconds: number;
}

const capacity = 2000;
const secretNames = /token|secret|password|passcode|key$|_ott$/i;
/** The address of a session in FiFo is its token. */
const sessionAddress = /(\/sessions\/)[0-9a-f-]{36}/i;

/** The last calls to the dialects, for tests that assert nothing but the needed calls is made. */
export class RequestLog {
  #requests: LoggedRequest[] = [];
  #sequence = 0;

  /** Writes the entry when the exchange is over. */
  watch(exchange: Exchange): void {
    const startedAtMs = performance.now();
    const at = new Date().toISOString();
    exchange.response.once('close', () => {
      const { response, method, rawPath } = exchange;
      this.#sequence += 1;
      this.#requests.push({
        sequence: this.#sequence,
        at,
        method,
        path: rawPath.replace(sessionAddress, '$1***'),
        query: withoutSecrets(exchange),
        status: response.headersSent ? response.statusCode : 0,
        isComplete: response.writableFinished,
        milliseconds: Math.round(performance.now() - startedAtMs),
      });
      if (this.#requests.length > capacity) this.#requests = this.#requests.slice(-capacity / 2);
    });
  }

  list(): readonly LoggedRequest[] {
    return this.#requests;
  }

  clear(): void {
    this.#requests = [];
  }
}

function withoutSecrets(exchange: Exchange): string {
  const pairs = exchange.query.map(([name, value]): [string, string] => [
    name,
    secretNames.test(name) && name !== 'sort_key' ? '***' : value,
  ]);
  return new URLSearchParams(pairs).toString();
}
