import type { KeystoneSettings, RequestPreview } from '#shared/model/index.ts';
import type { HttpClient, HttpRequest, TextReply } from '../../http/index.ts';
import type { KeystoneSession } from '../keystone/index.ts';
import type { Call } from '../provider.ts';
import { COMPUTE_SERVICE } from './config.ts';
import { type Attempt, fromNova, novaError, proxyRemoved, readMissing } from './errors.ts';
import { type NovaUrls, novaUrls } from './urls.ts';

/** A request to Nova: where, and what a person would call it. */
export interface NovaRequest {
  readonly method: HttpRequest['method'];
  readonly url: (urls: NovaUrls) => string;
  readonly attempt: Attempt;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** Statuses that are an answer and no error, besides 2xx. */
  readonly accept?: readonly number[] | undefined;
  /** The address is not that of one thing: a 404 there is about all of Nova's images. */
  readonly isCollection?: boolean | undefined;
}

/** A request that changes something, whole before it is sent: it can be shown instead. */
export interface NovaChange extends NovaRequest {
  readonly method: RequestPreview['method'];
}

/** Requests to the Nova of one connection: its address, a live token, and errors that say who answered. */
export interface NovaClient {
  readonly session: KeystoneSession;
  urls(call: Call): Promise<NovaUrls>;
  send(request: NovaRequest, call: Call): Promise<TextReply>;
  /** A read of another service in the same catalogue, with the same token. No status is an error. */
  read(url: string, call: Call): Promise<TextReply>;
  /** Without a token: is anybody there? */
  ask(url: string, call: Call): Promise<TextReply>;
}

/**
 * No request names a microversion: that is 2.1, the version that has images (nova-images.md §2). `latest` or
 * anything above 2.35 would have none.
 */
const ACCEPT = { accept: 'application/json' };

/** `session` is one without a typed endpoint: that is Nova's alone, and Glance is looked up beside it. */
export function createNovaClient(
  http: HttpClient,
  session: KeystoneSession,
  { endpoint }: Pick<KeystoneSettings, 'endpoint'>,
): NovaClient {
  const urls = async (call: Call): Promise<NovaUrls> =>
    novaUrls(endpoint ?? (await session.endpoint(COMPUTE_SERVICE, call)));
  const exchange = async (request: NovaRequest, call: Call): Promise<TextReply> => {
    const url = request.url(await urls(call));
    const body = bodyOf(request);
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    return session.withToken(call, true, (token) =>
      http.request({
        method: request.method,
        url,
        headers: { ...ACCEPT, ...type, ...token },
        body,
        ...call,
      }),
    );
  };
  const send: NovaClient['send'] = async (request, call) => {
    const reply = await exchange(request, call);
    if (reply.status === 404 && (await isRemoved(request, reply, call))) {
      throw proxyRemoved(reply, call.operation);
    }
    if (reply.status >= 200 && reply.status < 300) return reply;
    if (request.accept?.includes(reply.status)) return reply;
    throw novaError(reply, request.attempt, call.operation);
  };
  /** A 404 that could mean either is settled by the list: it cannot be missing where there are images. */
  const isRemoved = async (request: NovaRequest, reply: TextReply, call: Call): Promise<boolean> => {
    const missing = readMissing(reply);
    if (missing !== 'open') return missing === 'everything';
    const list = request.isCollection === true ? reply : await exchange(listProbe, call);
    return list.status === 404 && fromNova(list);
  };
  return {
    session,
    urls,
    send,
    read: (url, call) =>
      session.withToken(call, true, (token) =>
        http.request({ method: 'GET', url, headers: { ...ACCEPT, ...token }, ...call }),
      ),
    ask: (url, call) => http.request({ method: 'GET', url, headers: ACCEPT, ...call }),
  };
}

/** A body as it is sent. */
export function bodyOf({ body }: Pick<NovaRequest, 'body'>): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

const listProbe: NovaRequest = {
  method: 'GET',
  url: (urls) => `${urls.images}?limit=1`,
  attempt: 'list images',
};
