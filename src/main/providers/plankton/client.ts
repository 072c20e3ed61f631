import type { RequestPreview } from '#shared/model/index.ts';
import type { HttpClient, HttpRequest, StreamReply, TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import { refusalText } from '../reply-errors.ts';
import { type Attempt, planktonError } from './errors.ts';
import type { PlanktonSession } from './session.ts';

/** A body that can be opened anew for a second try. */
export interface StreamedBody {
  /** `undefined`: sent in chunks, without a length. */
  readonly bytes: number | undefined;
  open(): AsyncIterable<Uint8Array>;
}

/** A request to Plankton or Pithos: where, and what a person would call it. */
export interface PlanktonRequest extends Attempt {
  readonly method: HttpRequest['method'];
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | StreamedBody | undefined;
  /** Statuses that are an answer and no error, besides 2xx. */
  readonly accept?: readonly number[] | undefined;
  readonly timeoutMs?: number | undefined;
  readonly maxReplyBytes?: number | undefined;
}

/** A request that changes something, whole before it is sent: it can be shown instead. */
export interface PlanktonChange extends PlanktonRequest {
  readonly method: RequestPreview['method'];
  readonly body?: string | undefined;
}

/** Requests with the connection's token, and errors that say who answered. */
export interface PlanktonClient {
  send(request: PlanktonRequest, call: Call): Promise<TextReply>;
  /** Resolves also with a refusal of a status in `accept`. */
  open(request: PlanktonRequest, call: Call): Promise<StreamReply>;
  /** Without a token: discovery. */
  ask(url: string, call: Call): Promise<TextReply>;
}

/** Always said: Plankton labels its JSON as whatever else is asked for (plankton.md §8, quirk 11). */
const ACCEPT = { accept: 'application/json' };

export function createPlanktonClient(http: HttpClient, session: PlanktonSession): PlanktonClient {
  const prepared = (
    request: PlanktonRequest,
    token: Readonly<Record<string, string>>,
    call: Call,
  ): HttpRequest => {
    const { method, url, headers, body, timeoutMs, maxReplyBytes } = request;
    const sent =
      typeof body === 'object' ? { body: body.open(), bodyBytes: body.bytes } : { body: body ?? undefined };
    return {
      ...{ method, url, timeoutMs, maxReplyBytes, ...sent, ...call },
      headers: { ...ACCEPT, ...headers, ...token },
    };
  };
  return {
    send: async (request, call) => {
      const reply = await session.withToken(call, (token) => http.request(prepared(request, token, call)));
      if (succeeded(reply.status, request)) return reply;
      throw planktonError(reply, request, call.operation);
    },
    open: async (request, call) => {
      const reply = await session.withToken(call, (token) => http.stream(prepared(request, token, call)));
      if (succeeded(reply.status, request)) return reply;
      throw planktonError(await refusalText(reply), request, call.operation);
    },
    ask: (url, call) => http.request({ method: 'GET', url, headers: ACCEPT, ...call }),
  };
}

function succeeded(status: number, { accept }: PlanktonRequest): boolean {
  return (status >= 200 && status < 300) || accept?.includes(status) === true;
}
