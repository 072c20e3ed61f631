import { AppError } from '#shared/errors/index.ts';
import type { RequestPreview } from '#shared/model/index.ts';
import type { HttpClient, HttpReply, HttpRequest, StreamReply, TextReply } from '../../http/index.ts';
import type { KeystoneSession } from '../keystone/index.ts';
import type { Call } from '../provider.ts';
import { refusalText } from '../reply-errors.ts';
import { IMAGE_SERVICE } from './config.ts';
import { type Attempt, glanceError } from './errors.ts';
import { type GlanceUrls, glanceUrls } from './urls.ts';

/** A request to Glance: where, and what a person would call it. */
export interface GlanceRequest {
  readonly method: HttpRequest['method'];
  readonly url: (urls: GlanceUrls) => string;
  readonly attempt: Attempt;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Statuses that are an answer and no error, besides 2xx. */
  readonly accept?: readonly number[] | undefined;
}

/** A request that changes something, whole before it is sent: it can be shown instead. */
export interface GlanceChange extends GlanceRequest {
  readonly method: RequestPreview['method'];
}

/** A body that can be opened anew for a second try. */
export interface StreamedBody {
  /** `undefined`: sent in chunks, without a length. */
  readonly bytes: number | undefined;
  open(): AsyncIterable<Uint8Array>;
}

/** Requests to the Glance of one connection: its address, a live token, and errors that say who answered. */
export interface GlanceClient {
  readonly session: KeystoneSession;
  urls(call: Call): Promise<GlanceUrls>;
  send(request: GlanceRequest, call: Call): Promise<TextReply>;
  upload(request: GlanceRequest, body: StreamedBody, timeoutMs: number, call: Call): Promise<TextReply>;
  /** Resolves also with a refusal of a status in `accept`: its body is then closed. */
  open(request: GlanceRequest, call: Call): Promise<StreamReply>;
  /** Without a token: discovery. */
  ask(url: string, call: Call): Promise<TextReply>;
}

const ACCEPT = { accept: 'application/json' };

export function createGlanceClient(http: HttpClient, session: KeystoneSession): GlanceClient {
  const urls = async (call: Call): Promise<GlanceUrls> =>
    glanceUrls(await session.endpoint(IMAGE_SERVICE, call));
  const prepare = async (request: GlanceRequest, call: Call): Promise<Prepared> => {
    const url = addressOf(request, await urls(call), call.operation);
    return (token) => ({
      method: request.method,
      url,
      headers: { ...ACCEPT, ...request.headers, ...token },
      ...call,
    });
  };
  return {
    session,
    urls,
    send: async (request, call) => {
      const prepared = await prepare(request, call);
      const reply = await session.withToken(call, true, (token) =>
        http.request({ ...prepared(token), body: request.body }),
      );
      return accepted(reply, request, call);
    },
    upload: async (request, body, timeoutMs, call) => {
      const prepared = await prepare(request, call);
      let expired = false;
      const reply = await session.withToken(call, true, async (token) => {
        const answer = await http.request({
          ...prepared(token),
          body: body.open(),
          bodyBytes: body.bytes,
          timeoutMs,
        });
        expired ||= answer.status === 401;
        return answer;
      });
      if (expired && (reply.status === 404 || reply.status === 410)) throw removedWithToken(reply, call);
      return accepted(reply, request, call);
    },
    open: async (request, call) => {
      const prepared = await prepare(request, call);
      const reply = await session.withToken(call, true, (token) => http.stream(prepared(token)));
      if (succeeded(reply, request)) return reply;
      throw glanceError(await refusalText(reply), request.attempt, call.operation);
    },
    ask: (url, call) => http.request({ method: 'GET', url, headers: ACCEPT, ...call }),
  };
}

/** Glance deletes an image whose token dies while its bytes come (glance-v2.md §1). A new one can be made. */
function removedWithToken({ url, status }: TextReply, call: Call): AppError {
  const host = new URL(url).host;
  const message = `The sign-in at ${host} ended while the bytes were sent, and Glance removed the image with it.`;
  return new AppError('AUTH_REQUIRED', message, {
    operation: call.operation,
    hint: 'If this happens again, tokens of this cloud live too short for the size and the line.',
    retry: 'safe',
    context: { address: url, status },
  });
}

/**
 * Where a request goes. `INVALID` for an id of one or two dots: it would be resolved as part of the path,
 * however it is encoded. To remove the member `..` would be to delete the image.
 */
export function addressOf({ url }: Pick<GlanceRequest, 'url'>, urls: GlanceUrls, operation: string): string {
  const address = url(urls);
  if (!/\/\.\.?(?:[/?]|$)/.test(address)) return address;
  throw new AppError('INVALID', 'An id cannot be a single dot or two. Nothing was sent.', {
    operation,
    hint: 'Copy the id from where it is shown.',
  });
}

type Prepared = (token: Readonly<Record<string, string>>) => HttpRequest;

function succeeded(reply: HttpReply, request: GlanceRequest): boolean {
  return (reply.status >= 200 && reply.status < 300) || request.accept?.includes(reply.status) === true;
}

function accepted(reply: TextReply, request: GlanceRequest, call: Call): TextReply {
  if (succeeded(reply, request)) return reply;
  throw glanceError(reply, request.attempt, call.operation);
}
