import { AppError, type ErrorContext, isAppError } from '#shared/errors/index.ts';
import { createDispatchers, type Dispatchers } from './dispatchers.ts';
import { type ExchangeAnswer, exchange } from './exchange.ts';
import type { HttpClient, HttpClientOptions, HttpRequest } from './http-client.ts';
import { isCertificateFailure, isCut, mapNetworkError } from './network-errors.ts';
import { readCertificate } from './read-certificate.ts';
import { hostAndPort, redactUrl } from './redact.ts';
import { type Hop, MOST_REDIRECTS, nextHop, tooManyRedirects } from './redirect.ts';
import { discard, streamReply, textReply } from './reply.ts';
import { createUploadPump, type UploadPump } from './upload-pump.ts';

const ANSWER_TIMEOUT_MS = 60_000;
const CERTIFICATE_TIMEOUT_MS = 5_000;
const REQUEST_ID_HEADERS = ['x-openstack-request-id', 'x-compute-request-id', 'x-request-id'];

/** The client of one connection: its own sockets, its own trust. See `HttpClient` for what it promises. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  let dispatchers: Promise<Dispatchers> | undefined;
  let closed = false;

  const ready = async (operation: string): Promise<Dispatchers> => {
    if (closed) throw new AppError('CANCELLED', 'The connection was closed.', { operation });
    try {
      dispatchers ??= createDispatchers(options.tls);
      return await dispatchers;
    } catch (cause) {
      dispatchers = undefined;
      throw new AppError('INVALID', 'The CA certificate of this connection cannot be read.', {
        operation,
        hint: 'It must be text in PEM form, beginning with -----BEGIN CERTIFICATE-----.',
        cause,
      });
    }
  };

  const ask = async (request: HttpRequest, bodyTimeoutMs: number): Promise<Asked> => {
    const first = parseAddress(request);
    let hop: Hop = { url: first, headers: requestHeaders(request, options.userAgent) };
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const one = { request, hop, bodyTimeoutMs, options };
      const answer = await attempt(await ready(request.operation), one).catch((error: unknown) => {
        if (!cutBeforeAnswer(error, request)) throw error;
        return ready(request.operation).then((again) => attempt(again, one));
      });
      const next = nextHop(request, hop, answer.status, answer.headers['location']);
      if (next === undefined) return { answer, url: hop.url };
      await discard(answer);
      hop = next;
    }
    throw tooManyRedirects(request, first);
  };

  return {
    request: async (request) => {
      const { answer, url } = await ask(request, ANSWER_TIMEOUT_MS);
      return textReply(answer, url, request);
    },
    stream: async (request) => {
      const { answer, url } = await ask(request, 0);
      return streamReply(answer, url);
    },
    close: async () => {
      closed = true;
      await (await dispatchers?.catch(() => undefined))?.destroy();
    },
  };
}

interface Asked {
  readonly answer: ExchangeAnswer;
  readonly url: URL;
}

interface Attempt {
  readonly request: HttpRequest;
  readonly hop: Hop;
  readonly bodyTimeoutMs: number;
  readonly options: HttpClientOptions;
}

/**
 * A service may close an idle socket in the very moment in which a request is written to it. What does
 * no harm is then asked once more: on a new socket, since the old one is gone.
 */
function cutBeforeAnswer(error: unknown, request: HttpRequest): boolean {
  const harmless = request.method === 'GET' || request.method === 'HEAD' || request.repeatable === true;
  return harmless && isAppError(error, 'UNREACHABLE') && isCut(error.cause);
}

/** One request to one address, told to the log. */
async function attempt(dispatchers: Dispatchers, one: Attempt): Promise<ExchangeAnswer> {
  const { request, hop, options } = one;
  const started = performance.now();
  let answer: ExchangeAnswer | undefined;
  try {
    answer = await send(dispatchers, one);
    return answer;
  } catch (error) {
    const certificate = isCertificateFailure(error)
      ? await shownCertificate(hop.url, request.signal)
      : undefined;
    throw mapNetworkError(error, request, hop.url, certificate);
  } finally {
    const headers = answer?.headers;
    options.onExchange?.({
      operation: request.operation,
      method: request.method,
      url: redactUrl(hop.url),
      status: answer?.status ?? null,
      milliseconds: Math.round(performance.now() - started),
      requestId: REQUEST_ID_HEADERS.map((name) => headers?.[name]).find((id) => id !== undefined) ?? null,
    });
  }
}

async function send(dispatchers: Dispatchers, one: Attempt): Promise<ExchangeAnswer> {
  const { request, hop, bodyTimeoutMs } = one;
  const timeoutMs = request.timeoutMs ?? ANSWER_TIMEOUT_MS;
  const common = {
    dispatcher: dispatchers.of(hop.url),
    url: hop.url,
    method: request.method,
    headers: hop.headers,
    bodyTimeoutMs,
    mapError: (error: unknown) => mapNetworkError(error, request, hop.url),
  };
  if (typeof request.body !== 'object') {
    return exchange({ ...common, body: request.body, signal: request.signal, headersTimeoutMs: timeoutMs });
  }
  const pump = createUploadPump(request.body);
  const late = new AbortController();
  const cancelTimer = afterDrained(pump, timeoutMs, () => late.abort(lateAnswer(request, hop.url)));
  try {
    const signal = AbortSignal.any([request.signal, late.signal]);
    return await exchange({ ...common, body: pump, signal, headersTimeoutMs: 0 });
  } finally {
    cancelTimer();
    pump.stop();
  }
}

/** Runs `act` when so much time has passed since the last byte was handed over, unless cancelled. */
function afterDrained(pump: UploadPump, timeoutMs: number, act: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let cancelled = false;
  void pump.drained.then(() => {
    if (!cancelled) timer = setTimeout(act, timeoutMs);
  });
  return () => {
    cancelled = true;
    clearTimeout(timer);
  };
}

function lateAnswer(request: HttpRequest, url: URL): AppError {
  return new AppError('TIMEOUT', `${hostAndPort(url)} took all bytes but did not answer in time.`, {
    operation: request.operation,
    hint: 'The service may still be storing them. Look at the image before sending them again.',
    retry: 'safe',
    context: { address: redactUrl(url) },
  });
}

/** What the untrusted server showed, for the person who is to decide. Nothing if it cannot be read again. */
async function shownCertificate(url: URL, signal: AbortSignal): Promise<ErrorContext | undefined> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(CERTIFICATE_TIMEOUT_MS)]);
    const { subject, issuer, fingerprint, validTo } = await readCertificate(url.origin, limited);
    return { subject, issuer, fingerprint, validTo };
  } catch {
    return undefined;
  }
}

function requestHeaders(request: HttpRequest, userAgent: string): Readonly<Record<string, string>> {
  return {
    'user-agent': userAgent,
    ...request.headers,
    ...(typeof request.body === 'object' && request.bodyBytes !== undefined
      ? { 'content-length': String(request.bodyBytes) }
      : {}),
  };
}

/**
 * An id of `..` would address what stands above it, however it is escaped: so a member's removal could become
 * the image's.
 */
function climbs(address: string): boolean {
  return /\/(\.|%2e){1,2}(?=[/?#]|$)/i.test(address.replace(/[?#].*$/s, ''));
}

function parseAddress(request: HttpRequest): URL {
  if (climbs(request.url)) {
    throw new AppError('INVALID', 'A name of "." or ".." cannot stand in an address. No request was sent.', {
      operation: request.operation,
      hint: 'Nothing in a service has such an id or name.',
    });
  }
  const url = URL.parse(request.url);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) {
    // Credentials in an address would be shown by everything that shows addresses.
    url.username = '';
    url.password = '';
    return url;
  }
  throw new AppError('INVALID', 'The address is not one that begins with http:// or https://.', {
    operation: request.operation,
    hint: 'Check the address of the connection.',
  });
}
