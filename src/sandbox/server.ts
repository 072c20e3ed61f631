import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Control, replyJson } from './control.ts';
import type { Announcement, Dialect, Services } from './dialects/dialect.ts';
import { dialects as createDialects } from './dialects/index.ts';
import { Tokens } from './dialects/keystone/tokens.ts';
import { BodyTooLarge, ClientGone, Exchange } from './http/exchange.ts';
import { RequestLog } from './request-log.ts';
import { demoAccounts, demoApplicationCredential } from './seed/identities.ts';
import { seed } from './seed/seed.ts';
import { Store } from './store/store.ts';
import { Switches } from './switches/switches.ts';

export interface SandboxOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Where the store is kept; without it a temporary folder that `close` removes. */
  readonly dataDirectory?: string;
  /** As on the command line: `NAME` or `NAME=VALUE`. */
  readonly switches?: readonly string[];
}

export interface SandboxAccount {
  readonly username: string;
  readonly secret: string;
  readonly project: string;
  readonly role: string;
  readonly passcode?: string;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  /** How to connect to each dialect as the user demo. */
  readonly dialects: Readonly<Record<string, Announcement>>;
  readonly accounts: readonly SandboxAccount[];
  readonly applicationCredential: { readonly id: string; readonly secret: string };
  readonly switches: Switches;
  /** The calls made so far, oldest first. */
  readonly requests: RequestLog;
  /** Cuts all connections, ends background work and closes the store. */
  close(): Promise<void>;
}

/**
 * Starts the image service on the loopback.
 * @throws SwitchError for a wrong switch; when the port is taken, or another process has the folder open.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const switches = new Switches();
  for (const text of options.switches ?? []) switches.setText(text);
  const temporary =
    options.dataDirectory === undefined ? await mkdtemp(join(tmpdir(), 'argosy-sandbox-')) : undefined;
  const closing = new AbortController();
  const store = new Store(options.dataDirectory ?? temporary ?? '');
  const services: Services = { store, switches, tokens: new Tokens(), closing: closing.signal };
  const dialects = createDialects.map((create) => create(services));
  const requests = new RequestLog();
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 65_000 });
  const close = async () => {
    closing.abort();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await Promise.allSettled([...pending]);
    for (const dialect of dialects) await dialect.settle?.();
    await store.close();
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  const pending = serve(server, services, dialects, requests);
  try {
    if (store.isEmpty) await seed(store, switches);
    const url = await listen(server, options.port ?? 0);
    return { ...describe(url, dialects), switches, requests, close: once(close) };
  } catch (error) {
    await close();
    throw error;
  }
}

function describe(url: string, dialects: readonly Dialect[]) {
  const announced = dialects.flatMap((dialect): [string, Announcement][] => {
    const announcement = dialect.announce?.(url);
    return announcement === undefined ? [] : [[dialect.name, announcement]];
  });
  return {
    url,
    dialects: Object.fromEntries(announced),
    accounts: demoAccounts.map(({ id: _id, ...account }) => account),
    applicationCredential: { id: demoApplicationCredential.id, secret: demoApplicationCredential.secret },
  };
}

/** Routes requests to their dialects; returns those being answered. */
function serve(
  server: Server,
  services: Services,
  dialects: readonly Dialect[],
  log: RequestLog,
): ReadonlySet<Promise<void>> {
  const control = new Control(services, log);
  const pending = new Set<Promise<void>>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const exchange = new Exchange(request, response);
    const work = answer(exchange, control, dialects, services, log)
      .catch((error: unknown) => replyUnexpected(exchange, error))
      .finally(() => pending.delete(work));
    pending.add(work);
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  return pending;
}

async function answer(
  exchange: Exchange,
  control: Control,
  dialects: readonly Dialect[],
  services: Services,
  log: RequestLog,
): Promise<void> {
  const { rawPath } = exchange;
  if (isUnder('/sandbox', rawPath)) return control.handle(exchange);
  log.watch(exchange);
  const dialect = dialects.find(({ mount }) => isUnder(mount, rawPath));
  if (dialect === undefined) return replyJson(exchange, 404, { error: 'no service has this address' });
  const path = rawPath.slice(dialect.mount.length);
  const { switches } = services;
  const delayMs = switches.number('delay-ms') ?? 0;
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: services.closing });
  const failure =
    switches.take('fail-next') ??
    (dialect.carriesBytes(exchange, path) ? switches.take('fail-file') : undefined);
  if (failure !== undefined) return dialect.fail(exchange, failure);
  return dialect.handle(exchange, path);
}

function isUnder(mount: string, path: string): boolean {
  return path === mount || path.startsWith(`${mount}/`);
}

/** A client that left needs no answer; anything else that surfaces here is a fault of the sandbox. */
function replyUnexpected(exchange: Exchange, error: unknown): void {
  const { response } = exchange;
  if (error instanceof ClientGone || response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof BodyTooLarge) {
    replyJson(exchange, 413, { error: error.message });
    return;
  }
  process.emitWarning(`sandbox: ${exchange.method} ${exchange.rawPath} failed: ${String(error)}`);
  replyJson(exchange, 500, { error: 'the sandbox failed to answer' });
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`);
    });
  });
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= close();
    return closed;
  };
}
