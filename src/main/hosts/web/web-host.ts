import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '#shared/errors/index.ts';
import type { PageFiles } from '../../transfers/index.ts';
import { pageDirectory } from '../page/index.ts';
import { createDownloadRoutes } from './download-routes.ts';
import { createGuard, type Guard } from './guard.ts';
import { forgetOpened, openBrowser } from './open-browser.ts';
import { sendRefusal } from './respond.ts';
import { pathOf, type RouteParts, serveRequest } from './routes.ts';
import { createRpcSockets, type RpcSockets } from './rpc-socket.ts';
import { createSession } from './session.ts';
import { createUploadRoutes } from './upload-routes.ts';
import type { StartWebApplication, WebApplication } from './web-application.ts';

const TICKET_LIFE_MS = 20_000;

export interface WebHostOptions {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** The data directory. */
  readonly home: string;
  /** Start the embedded sandbox and its connection before the page can ask. */
  readonly sandbox?: boolean;
  readonly openBrowser?: boolean;
  /** An `argosy:` link that the first page shows. */
  readonly link?: string | undefined;
  /** The built page; found by itself by default. */
  readonly staticDirectory?: string;
  /** How long a page has to answer a wanted file. */
  readonly ticketLifeMs?: number;
  /** The application on `home` by default; a test may put another there. */
  readonly startApplication?: StartWebApplication;
}

export interface WebHost {
  /** The page's address with the session secret in its fragment. For the ready line and nothing else. */
  readonly url: string;
  /** Whether a browser was started for it. */
  readonly browserOpened: boolean;
  readonly application: WebApplication;
  /** Ends connections, the server, then the application. */
  close(): Promise<void>;
}

/** The line that says that requests are accepted. The one place where the session secret is written. */
export function readyLine(host: WebHost): string {
  return `Argosy ready at ${host.url}`;
}

/** Serves the application and its page on 127.0.0.1. `CONFLICT` if the port is taken. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const server = createServer({ requestTimeout: 0, headersTimeout: 15_000 });
  // A page of an earlier run may ask at once; it shall hear that it is too early, not wait for ever.
  server.on('request', refuseEarly);
  const port = await listen(server, options.port ?? 0);
  const session = createSession(port);
  const guard = createGuard(port, session);
  const ticketLifeMs = options.ticketLifeMs ?? TICKET_LIFE_MS;
  const sockets = createRpcSockets(() => application.dispatcher);
  const uploads = createUploadRoutes(sockets.broadcast, ticketLifeMs);
  const downloads = createDownloadRoutes(ticketLifeMs);
  const application = await startApplication(options, uploads.pageFiles).catch((error: unknown) => {
    server.close();
    throw error;
  });
  const staticDirectory = options.staticDirectory ?? pageDirectory();
  const parts: RouteParts = { guard, session, application, uploads, downloads, staticDirectory };

  server.off('request', refuseEarly);
  server.on('request', (request, response) => void serveRequest(parts, request, response));
  server.on('upgrade', (request, socket, head) => upgrade(guard, sockets, request, socket, head));
  const url = `http://127.0.0.1:${port}/#session=${session.secret}`;
  const browserOpened = options.openBrowser === true && (await openBrowser(url, options.home));
  return {
    url,
    browserOpened,
    application,
    async close() {
      sockets.close();
      uploads.close();
      downloads.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await forgetOpened(options.home);
      await closed;
      await application.close();
    },
  };
}

async function startApplication(options: WebHostOptions, pageFiles: PageFiles): Promise<WebApplication> {
  const start = options.startApplication ?? (await usualApplication(options));
  const application = await start({ pageFiles });
  if (options.sandbox !== true) return application;
  const envelope = await application.dispatcher.dispatch('sandbox.start', {});
  if (envelope.ok) return application;
  await application.close();
  throw AppError.fromWire(envelope.error);
}

/** Loaded only when it is wanted: it brings every part with it. */
async function usualApplication({ home, link }: WebHostOptions): Promise<StartWebApplication> {
  const { createApplication } = await import('../../application.ts');
  return async (ports) => {
    const application = await createApplication({ host: 'web', home, ...ports });
    if (link !== undefined) application.openLink(link);
    return application;
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE' || cause.code === 'EACCES'
          ? new AppError('CONFLICT', `Port ${port} of this machine cannot be had.`, {
              operation: 'web.serve',
              hint: 'Choose another with --port, or leave it out for a free one.',
              cause,
            })
          : cause,
      );
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function refuseEarly(_request: IncomingMessage, response: ServerResponse): void {
  sendRefusal(response, 503, 'Argosy is starting.');
}

/** Checked before a single byte of the WebSocket protocol is spoken. */
function upgrade(
  guard: Guard,
  sockets: RpcSockets,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.on('error', () => socket.destroy());
  const refusal =
    guard(request, { cookie: 'required' }) ??
    (pathOf(request) === '/rpc' ? undefined : { status: 404, message: 'Not found.' });
  if (refusal === undefined) {
    sockets.accept(request, socket, head);
    return;
  }
  socket.end(
    `HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(refusal.message)}\r\n\r\n${refusal.message}`,
  );
}
