import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { AppError } from '#shared/errors/index.ts';

/** Bytes that may wait between the socket and the reader. */
const READ_AHEAD_BYTES = 1_048_576;

/** One request and its answer's beginning: no redirects, no retries. */
export interface ExchangeRequest {
  readonly dispatcher: Dispatcher;
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<Uint8Array> | undefined;
  readonly signal: AbortSignal;
  /** Until the answer's first byte; 0: the caller watches the time and aborts. */
  readonly headersTimeoutMs: number;
  /** Between two pieces of the answer's body; 0 for none. */
  readonly bodyTimeoutMs: number;
  readonly mapError: (error: unknown) => AppError;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Paused at the socket while nobody reads. `destroy()` frees the socket. Fails only with `AppError`. */
  readonly body: Readable;
}

/** Hands the request to undici; resolves with the answer's head, rejects with undici's own error. */
export function exchange(request: ExchangeRequest): Promise<ExchangeAnswer> {
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler(request, resolve, reject);
    if (!handler.begin()) return;
    request.dispatcher.dispatch(
      {
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.method,
        headers: { ...request.headers },
        // undici takes any async iterable; its type names only Node's streams.
        body: (request.body ?? null) as string | Readable | null,
        headersTimeout: request.headersTimeoutMs,
        bodyTimeout: request.bodyTimeoutMs,
      },
      handler,
    );
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #request: ExchangeRequest;
  readonly #resolve: (answer: ExchangeAnswer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #onAbort: () => void;
  #controller: Dispatcher.DispatchController | undefined;
  #body: Readable | undefined;

  constructor(
    request: ExchangeRequest,
    resolve: (answer: ExchangeAnswer) => void,
    reject: (error: unknown) => void,
  ) {
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#onAbort = () => this.#abort();
  }

  /** False if the caller had given up before. */
  begin(): boolean {
    const { signal } = this.#request;
    if (signal.aborted) {
      this.#reject(signal.reason);
      return false;
    }
    signal.addEventListener('abort', this.#onAbort, { once: true });
    return true;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#request.signal.aborted) controller.abort(reasonOf(this.#request.signal));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    this.#body = new Readable({
      highWaterMark: READ_AHEAD_BYTES,
      read: () => controller.resume(),
      destroy: (error, callback) => {
        this.#release();
        controller.abort(error ?? new Error('the reader left'));
        callback(error === null ? null : this.#request.mapError(error));
      },
    });
    // The reader may not be there yet when the connection breaks; reading then throws the same error.
    this.#body.on('error', () => undefined);
    this.#resolve({ status, headers: joinHeaders(headers), body: this.#body });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body?.push(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    this.#body?.push(null);
    this.#release();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#release();
    this.#reject(error);
    if (this.#body?.destroyed === false) this.#body.destroy(this.#request.mapError(error));
  }

  #abort(): void {
    const reason = reasonOf(this.#request.signal);
    this.#reject(reason);
    this.#controller?.abort(reason);
    this.#body?.destroy(this.#request.mapError(reason));
  }

  #release(): void {
    this.#request.signal.removeEventListener('abort', this.#onAbort);
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}

/** One text per name; repeated headers joined as HTTP allows. */
function joinHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const joined: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}
