import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { FifoSettings } from '#shared/model/index.ts';
import { createHttpClient, type HttpExchange } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';

export interface FifoSeen {
  readonly method: string;
  /** Below `/api/<version>`. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface FifoAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** `undefined` leaves the request to the defaults. */
export type FifoAnswers = (seen: FifoSeen, response: ServerResponse) => FifoAnswer | 'handled' | undefined;

export interface FakeFifo {
  readonly url: string;
  readonly provider: ImageProvider;
  readonly seen: FifoSeen[];
  /** What the log was told. */
  readonly exchanges: HttpExchange[];
  /** Requests as `METHOD path`, sign-ins included. */
  asked(): readonly string[];
  readonly clock: { nowMs: number };
}

export const UUID = '11111111-2222-4333-8444-555555555555';
export const TOKEN = '1b2230af-03bb-4bf7-ab49-86fab503bf16';
export const PASSWORD = 'pass word&=%';
export const DATASET = { uuid: UUID, name: 'tiny', status: 'imported', imported: 1 } as const;

/** A real server that plays FiFo for one quirk a test: `answers` is asked first, the rest gets a plain success. */
export async function fakeFifo(
  api: FifoSettings['api'],
  answers: FifoAnswers = () => undefined,
  settings: Partial<FifoSettings> = {},
  secret: string | null = PASSWORD,
): Promise<FakeFifo> {
  const seen: FifoSeen[] = [];
  const exchanges: HttpExchange[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const one: FifoSeen = {
        method: request.method ?? '',
        path: (request.url ?? '').replace(`/fifo/api/${api}`, ''),
        headers: request.headers,
        body: Buffer.concat(pieces),
      };
      seen.push(one);
      const answer = answers(one, response) ?? defaultAnswer(one, api);
      if (answer !== 'handled') send(response, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = { nowMs: 1_000_000 };
  const provider = createProvider({
    profile: {
      name: 'lab',
      kind: 'fifo',
      tls: {},
      color: 0,
      settings: { endpoint: `${url}/fifo`, api, username: 'eve', ...settings },
    },
    http: createHttpClient({
      tls: {},
      userAgent: 'argosy-test',
      onExchange: (exchange) => void exchanges.push(exchange),
    }),
    secret: async () => secret ?? undefined,
    now: () => clock.nowMs,
  });
  onTestFinished(async () => {
    await provider.close();
    server.closeAllConnections();
    server.close();
  });
  const asked = (): readonly string[] => seen.map(({ method, path }) => `${method} ${path}`);
  return { url, provider, seen, exchanges, asked, clock };
}

function defaultAnswer({ method, path }: FifoSeen, api: string): FifoAnswer {
  if (method === 'POST' && path === '/sessions') {
    return {
      status: 303,
      headers: { location: `/fifo/api/${api}/sessions/${TOKEN}`, 'x-snarl-token': TOKEN },
    };
  }
  if (path === '/oauth/token') {
    return { body: { access_token: TOKEN, token_type: 'bearer', expires_in: 86_400, scope: '*' } };
  }
  if (method === 'GET' && /^\/(datasets|packages)(\?|$)/.test(path)) return { body: [UUID] };
  if (method === 'GET') return { body: DATASET };
  if (method === 'POST') {
    return { status: 303, headers: { location: `/fifo/api/${api}${path.replace(/\?.*$/, '')}/${UUID}` } };
  }
  return { status: 204 };
}

function send(response: ServerResponse, { status = 200, headers, body }: FifoAnswer): void {
  const isText = typeof body === 'string';
  response.writeHead(status, {
    server: 'Cowboy',
    ...(body === undefined ? {} : { 'content-type': isText ? 'text/plain' : 'application/json' }),
    ...headers,
  });
  response.end(body === undefined ? '' : isText ? body : JSON.stringify(body));
}
