import type { AllianceSettings } from '#shared/model/index.ts';
import type { HttpClient, HttpRequest, TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import { type Attempt, allianceError } from './errors.ts';
import { gatewayHeaders, secretHeader } from './headers.ts';
import { type AllianceUrls, allianceUrls, otherSpelling } from './urls.ts';

/** A request to the gateway: which image, or `undefined` for all of them, and what a person would call it. */
export interface AllianceRequest {
  readonly method: HttpRequest['method'];
  readonly image?: string | undefined;
  readonly attempt: Attempt;
  /** Sent as JSON. */
  readonly body?: object | undefined;
  /** Statuses that are an answer and no error, besides 2xx. */
  readonly accept?: readonly number[] | undefined;
  readonly maxReplyBytes?: number | undefined;
}

/** Requests to the gateway of one connection, addressed by its namespace and environment. */
export interface AllianceClient {
  readonly urls: AllianceUrls;
  send(request: AllianceRequest, call: Call): Promise<TextReply>;
  /** Is anybody there? Without the token. */
  ask(call: Call): Promise<TextReply>;
}

const MOVED = new Set([301, 302, 307, 308]);

export function createAllianceClient(
  http: HttpClient,
  settings: AllianceSettings,
  secret: () => Promise<string | undefined>,
): AllianceClient {
  const urls = allianceUrls(settings.endpoint);
  /** How this gateway writes the address of the list, once one spelling was answered. */
  let images = urls.images;

  const exchange = async (request: AllianceRequest, url: string, call: Call): Promise<TextReply> => {
    const { all, added } = gatewayHeaders(settings, call.operation);
    const token = secretHeader(await secret(), call.operation);
    return http.request({
      method: request.method,
      url,
      headers: { ...all, ...token },
      secretHeaders: [...added, ...Object.keys(token)],
      body: bodyOf(request),
      ...(request.maxReplyBytes !== undefined && { maxReplyBytes: request.maxReplyBytes }),
      ...call,
    });
  };
  /** The drafts write addresses with and without a slash at the end (alliance.md §2): both are tried. */
  const eitherSpelling = async (request: AllianceRequest, call: Call): Promise<TextReply> => {
    const url = request.image === undefined ? images : urls.image(request.image, call.operation);
    const reply = await exchange(request, url, call);
    const other = otherSpelling(url);
    const isList = request.image === undefined;
    const tryOther = isMovedTo(reply, url, other) || (isList && [404, 405].includes(reply.status));
    if (!tryOther) return reply;
    const second = await exchange(request, other, call);
    if ([404, 405].includes(second.status) || MOVED.has(second.status)) return reply;
    if (isList) images = other;
    return second;
  };

  return {
    urls,
    send: async (request, call) => {
      const reply = await eitherSpelling(request, call);
      if (reply.status >= 200 && reply.status < 300) return reply;
      if (request.accept?.includes(reply.status)) return reply;
      throw allianceError(reply, request.attempt, call.operation);
    },
    ask: (call) => {
      const { all, added } = gatewayHeaders(settings, call.operation);
      return http.request({
        method: 'GET',
        url: `${urls.root}/`,
        headers: all,
        secretHeaders: added,
        ...call,
      });
    },
  };
}

/** A body as it is sent. */
export function bodyOf({ body }: Pick<AllianceRequest, 'body'>): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

/** A redirect of what is no read is not followed, but where it only mends the slash. */
function isMovedTo(reply: TextReply, from: string, other: string): boolean {
  const { location } = reply.headers;
  return MOVED.has(reply.status) && location !== undefined && URL.parse(location, from)?.href === other;
}
