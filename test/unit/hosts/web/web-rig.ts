import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import type { CallName, Handlers } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import { createDispatcher, type Dispatcher } from '#shared/rpc/index.ts';
import { startWebHost, type WebHost } from '../../../../src/main/hosts/web/index.ts';
import { createGrants, type Grants } from '../../../../src/main/transfers/grants.ts';
import type { PageFiles } from '../../../../src/main/transfers/types.ts';

/** Handlers for a transport's tests: those given; every other call is a clear error. */
export function handlersOf(given: Partial<Handlers>): Handlers {
  return new Proxy(given, {
    get: (target, name: CallName) =>
      target[name] ??
      (async () => {
        throw new AppError('UNSUPPORTED', 'Not in this test.', { operation: name });
      }),
  }) as Handlers;
}

export interface WebRig {
  readonly host: WebHost;
  readonly port: number;
  readonly origin: string;
  readonly secret: string;
  readonly dispatcher: Dispatcher;
  readonly grants: Grants;
  readonly pageFiles: PageFiles;
  readonly staticDirectory: string;
  /** Signs in and gives the `Cookie` header. */
  cookie(): Promise<string>;
  close(): Promise<void>;
}

/** A real web host over real sockets, with a small page and the given handlers behind it. */
export async function startWebRig(
  options: { readonly handlers?: Partial<Handlers>; readonly ticketLifeMs?: number } = {},
): Promise<WebRig> {
  const home = await mkdtemp(join(tmpdir(), 'argosy-web-'));
  const staticDirectory = join(home, 'page');
  await mkdir(join(staticDirectory, 'assets'), { recursive: true });
  await writeFile(
    join(staticDirectory, 'index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="argosy-csp-nonce"><title>Argosy</title>',
  );
  await writeFile(join(staticDirectory, 'assets', 'index-BkGZ12ab.js'), 'export {};');
  await writeFile(join(home, 'private.json'), '{"secret":true}');
  const dispatcher = createDispatcher(handlersOf(options.handlers ?? {}), { onFault: () => undefined });
  const grants = createGrants();
  let pageFiles: PageFiles | undefined;
  const host = await startWebHost({
    home,
    staticDirectory,
    ...(options.ticketLifeMs === undefined ? {} : { ticketLifeMs: options.ticketLifeMs }),
    startApplication: (ports) => {
      pageFiles = ports.pageFiles;
      return { dispatcher, grants, close: async () => undefined };
    },
  });
  if (pageFiles === undefined) throw new Error('The host gave no page files.');
  const url = new URL(host.url);
  const secret = url.hash.replace('#session=', '');
  return {
    host,
    port: Number(url.port),
    origin: url.origin,
    secret,
    dispatcher,
    grants,
    pageFiles,
    staticDirectory,
    async cookie() {
      const answer = await ask(Number(url.port), 'POST', '/session', {
        headers: { origin: url.origin },
        body: JSON.stringify({ secret }),
      });
      return cookieOf(answer);
    },
    async close() {
      await host.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request exactly as given: the path is not normalised, no header is added but `Host`. */
export function ask(
  port: number,
  method: string,
  path: string,
  options: { readonly headers?: Record<string, string>; readonly body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      headers: {
        ...(options.body === undefined ? {} : { 'content-length': Buffer.byteLength(options.body) }),
        ...options.headers,
      },
    });
    request.once('error', reject);
    request.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: '' });
    });
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    request.end(options.body);
  });
}

/** The `Cookie` header that a browser would send after this answer. */
export function cookieOf(answer: Answer): string {
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
  if (cookie === undefined) throw new Error(`No cookie came (status ${answer.status}).`);
  return cookie;
}

/** The headers of a WebSocket's opening request. */
export function upgradeHeaders(extra: Record<string, string>): Record<string, string> {
  return {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...extra,
  };
}

/** Writes all of it and ends the stream, as a download does. */
export function writeAll(writable: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    writable.once('error', reject);
    writable.end(bytes, () => resolve());
  });
}
