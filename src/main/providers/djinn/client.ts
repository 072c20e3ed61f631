import { AppError } from '#shared/errors/index.ts';
import type { RequestPreview } from '#shared/model/index.ts';
import type { HttpClient, HttpReply, HttpRequest, StreamReply, TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import { findBase } from './base.ts';
import { type Asked, djinnError } from './errors.ts';
import { type DjinnUser, parseUser } from './results.ts';
import type { DjinnUrls } from './urls.ts';

/** A request to Djinn CI: where, and what a person would call it. */
export interface DjinnRequest extends Asked {
  readonly method: HttpRequest['method'];
  readonly url: (urls: DjinnUrls) => string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: HttpRequest['body'];
  readonly bodyBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Statuses that are an answer and no error, besides 2xx. */
  readonly accept?: readonly number[] | undefined;
}

/** A request that changes something, whole before it is sent: it can be shown instead. */
export interface DjinnChange extends DjinnRequest {
  readonly method: RequestPreview['method'];
  readonly body?: string | undefined;
}

/** Requests to one Djinn CI: its base, its token, and errors that say who answered. */
export interface DjinnClient {
  urls(call: Call): Promise<DjinnUrls>;
  /** Who the token belongs to; also the test of a token (djinn.md §1), which is made anew for `now`. */
  me(call: Call, when?: 'now'): Promise<DjinnUser>;
  send(request: DjinnRequest, call: Call): Promise<TextReply>;
  /** Gives any answer as it is: without JSON in its `Accept` the service may refuse with pages. */
  open(request: DjinnRequest, call: Call): Promise<StreamReply>;
  /** Without a token. */
  ask(url: string, call: Call): Promise<TextReply>;
  forget(): void;
}

const ACCEPT = { accept: 'application/json' };
const WHO: DjinnRequest = {
  method: 'GET',
  url: ({ user }) => user,
  attempt: 'accept the token',
  permission: 'image:read',
};

export interface DjinnClientDeps {
  readonly endpoint: string;
  readonly http: HttpClient;
  readonly secret: () => Promise<string | undefined>;
}

export function createDjinnClient({ endpoint, http, secret }: DjinnClientDeps): DjinnClient {
  let base: DjinnUrls | undefined;
  let token: string | undefined;
  let user: DjinnUser | undefined;

  const forget = (): void => {
    token = undefined;
    user = undefined;
  };
  const urls = async (call: Call): Promise<DjinnUrls> => {
    base ??= await findBase(http, endpoint, call);
    return base;
  };
  const prepare = async (request: DjinnRequest, call: Call): Promise<HttpRequest> => {
    const url = request.url(await urls(call));
    token ??= usable(await secret(), call);
    const { method, body, bodyBytes, timeoutMs } = request;
    const headers = { ...ACCEPT, ...request.headers, authorization: `Bearer ${token}` };
    return { method, url, headers, body, bodyBytes, timeoutMs, follow: false, ...call };
  };
  /** Tells whether the token is good, after a 404 that does not. */
  const isSignedIn = async (call: Call): Promise<boolean> => {
    const reply = await http.request(await prepare(WHO, call));
    if (reply.status === 200) return true;
    if (![401, 403, 404].includes(reply.status)) throw djinnError(reply, WHO, call.operation, undefined);
    forget();
    return false;
  };
  const send = async (request: DjinnRequest, call: Call): Promise<TextReply> => {
    const reply = await http.request(await prepare(request, call));
    if (succeeded(reply, request)) return reply;
    const signedIn = reply.status === 404 ? await isSignedIn(call) : undefined;
    throw djinnError(reply, request, call.operation, signedIn);
  };

  return {
    urls,
    send,
    forget,
    me: async (call, when) => {
      if (user !== undefined && when !== 'now') return user;
      const reply = await http.request(await prepare(WHO, call));
      if (reply.status !== 200) {
        if (reply.status === 404) forget();
        throw djinnError(reply, WHO, call.operation, false);
      }
      user = parseUser(reply, call.operation);
      return user;
    },
    open: async (request, call) => http.stream(await prepare(request, call)),
    ask: (url, call) => http.request({ method: 'GET', url, headers: ACCEPT, ...call }),
  };
}

function succeeded(reply: HttpReply, request: DjinnRequest): boolean {
  return (reply.status >= 200 && reply.status < 300) || request.accept?.includes(reply.status) === true;
}

/** A token is one word; anything else could not even be sent. */
function usable(secret: string | undefined, { operation }: Call): string {
  const token = secret?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const what =
    token === ''
      ? 'No token is stored for this connection.'
      : 'The stored token is none: it has characters that no token has.';
  throw new AppError('AUTH_REQUIRED', what, {
    operation,
    hint: 'Make a token on the page Settings, API tokens of Djinn CI, and give it to the connection.',
  });
}
