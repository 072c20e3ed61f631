import { AppError } from '#shared/errors/index.ts';
import type { RequestPreview } from '#shared/model/index.ts';
import {
  givenUp,
  type HttpClient,
  type HttpReply,
  type HttpRequest,
  type StreamReply,
  type TextReply,
} from '../../http/index.ts';
import type { Call } from '../provider.ts';
import { refusalText } from '../reply-errors.ts';
import { type Generation, MOST_LIST_BYTES, UUID } from './config.ts';
import { type Attempt, fifoError, missing, tokenRefused } from './errors.ts';
import { parseIds } from './lists.ts';
import { type FifoSession, TOKEN_HEADERS, type Token } from './session.ts';
import type { Collection, FifoUrls } from './urls.ts';

/** The one object that a request is about. */
export interface Target {
  readonly collection: Collection;
  readonly id: string;
}

export interface FifoRequest {
  readonly method: HttpRequest['method'];
  readonly url: string;
  readonly attempt: Attempt;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A JSON body. */
  readonly json?: unknown;
  /** Statuses that are an answer and no error, besides 2xx. */
  readonly accept?: readonly number[] | undefined;
  /** A 403 or 500 for an object that is not there is then told as such. */
  readonly target?: Target | undefined;
  /** What a person can do about a 409. */
  readonly conflict?: string | undefined;
}

/** A request that changes something, whole before it is sent: it can be shown instead. */
export interface FifoChange extends FifoRequest {
  readonly method: RequestPreview['method'];
}

/** A body that can be opened anew for a second try. */
export interface StreamedBody {
  /** `undefined`: sent in chunks, without a length. */
  readonly bytes: number | undefined;
  open(): AsyncIterable<Uint8Array>;
}

/** Requests to one FiFo: with a live token, `Accept: application/json`, and errors that say who answered. */
export interface FifoClient {
  readonly session: FifoSession;
  readonly generation: Generation;
  readonly urls: FifoUrls;
  send(request: FifoRequest, call: Call): Promise<TextReply>;
  upload(request: FifoRequest, body: StreamedBody, timeoutMs: number, call: Call): Promise<TextReply>;
  open(request: FifoRequest, call: Call): Promise<StreamReply>;
  /** Without a token. */
  ask(url: string, call: Call): Promise<TextReply>;
  /** The ids of all objects that the user may see. */
  ids(collection: Collection, call: Call): Promise<readonly string[]>;
}

// Without it the answer is msgpack (fifo.md §3).
const ACCEPT = { accept: 'application/json' };
export function createFifoClient(http: HttpClient, session: FifoSession, urls: FifoUrls): FifoClient {
  const { generation } = session;
  const prepare = (request: FifoRequest, token: Token, call: Call): HttpRequest => ({
    method: request.method,
    url: request.url,
    headers: {
      ...ACCEPT,
      ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
      ...session.headers(token),
    },
    secretHeaders: TOKEN_HEADERS,
    maxReplyBytes: MOST_LIST_BYTES,
    ...call,
  });

  /** API 0.1.0 says 403 for a dead token as for a missing permission: what anybody may ask tells (fifo.md §2). */
  const lives = async (token: Token, call: Call): Promise<boolean> => {
    for (const collection of ['packages', 'datasets'] as const) {
      const request = { method: 'GET', url: urls.list(collection), attempt: 'list' } as const;
      const { status } = await http.request(prepare(request, token, call));
      if (status !== 401 && status !== 403) return true;
    }
    return false;
  };
  const refuses = async (reply: HttpReply, token: Token, call: Call): Promise<boolean> =>
    reply.status === 401 || (generation === 1 && reply.status === 403 && !(await lives(token, call)));

  /** A refused token is renewed and the request made once more: nothing was done yet (fifo.md §3, order of checks). */
  const signed = async <Reply extends HttpReply>(
    call: Call,
    run: (token: Token) => Promise<Reply>,
    textOf: (reply: Reply) => Promise<TextReply>,
  ): Promise<Reply> => {
    const token = await session.token(call);
    const reply = await run(token);
    if (!(await refuses(reply, token, call))) return reply;
    const refusal = await textOf(reply);
    if (!session.renewable) throw tokenRefused(refusal, generation, call.operation);
    const renewed = await session.renew(token, call);
    return run(renewed);
  };

  const send = async (request: FifoRequest, call: Call): Promise<TextReply> => {
    const body = bodyOf(request);
    const run = (token: Token): Promise<TextReply> =>
      http.request({ ...prepare(request, token, call), body });
    return accepted(await signed(call, run, asItIs), request, call);
  };
  const ids = async (collection: Collection, call: Call): Promise<readonly string[]> => {
    const attempt = `list ${collection}`;
    return parseIds(await send({ method: 'GET', url: urls.list(collection), attempt }, call), call.operation);
  };

  const accepted = async (reply: TextReply, request: FifoRequest, call: Call): Promise<TextReply> => {
    if (succeeded(reply, request)) return reply;
    throw await refusal(reply, request, call);
  };
  const refusal = async (reply: TextReply, request: FifoRequest, call: Call): Promise<AppError> => {
    const { target } = request;
    const { operation } = call;
    if (target === undefined) return fifoError(reply, request, operation);
    const what = `${nounOf(target.collection)} ${target.id}`;
    if (reply.status === 404) return missing(what, reply, operation);
    if ((reply.status === 403 || reply.status === 500) && (await isMissing(target, call))) {
      return missing(what, reply, operation);
    }
    return fifoError(reply, request, operation);
  };
  /** Where the list itself is refused, it cannot be told. */
  const isMissing = async ({ collection, id }: Target, call: Call): Promise<boolean> => {
    const seen = await ids(collection, call).catch(() => undefined);
    return seen !== undefined && !seen.includes(id);
  };

  return {
    session,
    generation,
    urls,
    send,
    ids,
    upload: async (request, body, timeoutMs, call) => {
      const run = (token: Token): Promise<TextReply> =>
        http.request({
          ...prepare(request, token, call),
          body: body.open(),
          bodyBytes: body.bytes,
          timeoutMs,
        });
      return accepted(await signed(call, run, asItIs), request, call);
    },
    open: async (request, call) => {
      const reply = await signed(call, (token) => http.stream(prepare(request, token, call)), refusalText);
      if (succeeded(reply, request)) return reply;
      throw await refusal(await refusalText(reply), request, call);
    },
    ask: (url, call) => http.request({ method: 'GET', url, headers: ACCEPT, ...call }),
  };
}

/** A body as it is sent. */
export function bodyOf({ json }: Pick<FifoRequest, 'json'>): string | undefined {
  return json === undefined ? undefined : JSON.stringify(json);
}

/** Refuses what the server would crash over (fifo.md §3). */
export function requireId({ collection, id }: Target, { signal, operation }: Call): void {
  if (signal.aborted) throw givenUp(signal, 'The service', operation);
  if (UUID.test(id)) return;
  const noun = nounOf(collection);
  throw new AppError('NOT_FOUND', `There is no ${noun} "${id.slice(0, 80)}": an id has 36 characters.`, {
    operation,
    hint: `Give the UUID of a ${noun}, as the list shows it.`,
  });
}

export function nounOf(collection: Collection): string {
  return collection === 'packages' ? 'package' : 'dataset';
}

function succeeded({ status }: HttpReply, { accept }: FifoRequest): boolean {
  return (status >= 200 && status < 300) || accept?.includes(status) === true;
}

async function asItIs(reply: TextReply): Promise<TextReply> {
  return reply;
}
