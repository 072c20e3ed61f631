import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import type { AppError, ErrorCode } from '#shared/errors/index.ts';
import type { ConnectionProfile, Image, ImageQuery } from '#shared/model/index.ts';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { type Call, createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** `body`: text as it is, anything else as JSON. A header of no characters is not sent. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface FakeService {
  readonly url: string;
  readonly seen: Seen[];
  readonly provider: ImageProvider;
  /** Requests as `METHOD path`, those to Keystone left out. */
  asked(): readonly string[];
}

export interface FakeServiceOptions {
  /** What a request is answered; `undefined` is a 404 without words. */
  readonly answers: (seen: Seen, url: string) => Answer | undefined;
  readonly profile: (url: string) => ConnectionProfile;
  readonly secret?: string | undefined;
}

export const call: Call = { signal: new AbortController().signal, operation: 'test' };

/** A real server on loopback that plays one service, and the provider of a connection to it. */
export async function fakeService(options: FakeServiceOptions): Promise<FakeService> {
  const seen: Seen[] = [];
  let url = '';
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one: Seen = { method, path, headers, body: Buffer.concat(pieces).toString() };
      seen.push(one);
      const { status = 200, headers: more, body } = options.answers(one, url) ?? { status: 404 };
      const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
      const all = { ...(text !== '' && { 'content-type': 'application/json' }), ...more };
      response.writeHead(status, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')));
      response.end(status === 204 ? undefined : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = createProvider({
    profile: options.profile(url),
    http: createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
    secret: async () => options.secret,
    now: Date.now,
  });
  onTestFinished(async () => {
    await provider.close();
    server.closeAllConnections();
    server.close();
  });
  const asked = (): readonly string[] =>
    seen.filter(({ path }) => !path.startsWith('/identity')).map(({ method, path }) => `${method} ${path}`);
  return { url, seen, provider, asked };
}

/** A whole list, with the pages put together. */
export async function listed(
  { provider }: Pick<FakeService, 'provider'>,
  query: ImageQuery = {},
): Promise<readonly Image[]> {
  const images: Image[] = [];
  for await (const page of provider.list(query, call)) images.push(...page.map(({ image }) => image));
  return images;
}

/** The bodies that services and what stands before them send with a refusal. */
export const ODD_BODIES = {
  html: {
    headers: { 'content-type': 'text/html', server: 'nginx' },
    body: '<html><head><title>x</title></head><body><h1>Bad</h1><script>alert(1)</script>gateway</body></html>',
  },
  empty: {},
  plain: { headers: { 'content-type': 'text/plain' }, body: 'Something \u001b[31mred\u001b[0m happened' },
  malformed: { headers: { 'content-type': 'application/json' }, body: '{"error": {"message": "cut' },
} as const satisfies Record<string, Answer>;

/** Each refusal that every service must be understood in, with each body that it may come with. */
export const REFUSALS = ([401, 403, 404, 409, 413, 415, 503] as const).flatMap((status) =>
  Object.entries(ODD_BODIES).map(([name, body]) => ({ status, name, answer: { ...body, status } as Answer })),
);

/** By status: the code, and what the hint tells to do. */
export type Expected = Readonly<Record<(typeof REFUSALS)[number]['status'], readonly [ErrorCode, RegExp]>>;

/** The refusal that came out is one that a person can act on: code, hint, who answered, and plain words. */
export function expectActionable(
  thrown: unknown,
  [code, hint]: readonly [ErrorCode, RegExp],
  host: string,
): void {
  expect(thrown).toMatchObject({ name: 'AppError', code, hint: expect.stringMatching(hint) });
  const { message, hint: said, context } = thrown as AppError;
  expect(said).toMatch(/^[A-Z].{20,}\.$/);
  expect(`${message} ${context?.['address']}`).toContain(host);
  expect(message).not.toMatch(/[<\p{Cc}]|alert/u);
}
