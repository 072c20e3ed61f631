import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import { readPageFile } from '../page/index.ts';
import type { DownloadRoutes } from './download-routes.ts';
import type { Guard } from './guard.ts';
import { readJson, SECURITY_HEADERS, sendError, sendJson, sendRefusal } from './respond.ts';
import type { Session } from './session.ts';
import type { UploadRoutes } from './upload-routes.ts';
import type { WebApplication } from './web-application.ts';

const MAX_JSON_BYTES = 16 * 1024;

const sessionWish = z.object({ secret: z.string().max(256) }).strict();
const grantWish = z.union([
  z.object({ fileName: z.string().min(1).max(1024), sizeBytes: z.number().int().min(0) }).strict(),
  z.object({ destination: z.string().min(1).max(1024) }).strict(),
]);

export interface RouteParts {
  readonly guard: Guard;
  readonly session: Session;
  readonly application: WebApplication;
  readonly uploads: UploadRoutes;
  readonly downloads: DownloadRoutes;
  readonly staticDirectory: string;
}

type Handler = (parts: RouteParts, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Everything but `/rpc`. The guard looks first, whatever the path. */
export async function serveRequest(
  parts: RouteParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  const path = pathOf(request);
  const open = isStatic(request, path) || (request.method === 'POST' && path === '/session');
  const refusal = parts.guard(request, { cookie: open ? 'not needed' : 'required' });
  if (refusal !== undefined) return sendRefusal(response, refusal.status, refusal.message);
  try {
    await route(request.method ?? 'GET', path)(parts, request, response);
  } catch (error) {
    sendError(response, error, 'web.request');
  }
}

/** The path as the client sent it, not normalised: what looks odd is refused later, not repaired. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function isStatic(request: IncomingMessage, path: string): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return reads && path !== '/session' && !path.startsWith('/bytes/');
}

function route(method: string, path: string): Handler {
  if (path === '/session' && method === 'POST') return exchangeSession;
  if (path === '/session' && method === 'GET') return confirmSession;
  if (path === '/grants' && method === 'POST') return grant;
  if (path.startsWith('/bytes/') && (method === 'PUT' || method === 'GET')) return bytes;
  if (method === 'GET' || method === 'HEAD') return staticFile;
  return async (_parts, _request, response) => sendRefusal(response, 405, 'Not allowed here.');
}

const exchangeSession: Handler = async ({ session }, request, response) => {
  const wish = sessionWish.safeParse(await readJson(request, MAX_JSON_BYTES, 'web.session'));
  const cookie = wish.success ? session.exchange(wish.data.secret) : undefined;
  if (cookie === undefined) {
    throw new AppError('AUTH_REQUIRED', 'This is not the secret of the running Argosy.', {
      operation: 'web.session',
      hint: 'Open the address that Argosy printed when it started.',
    });
  }
  response.writeHead(204, { 'set-cookie': cookie, 'cache-control': 'no-store' });
  response.end();
};

/** Reached only with a good cookie: that is the answer. */
const confirmSession: Handler = async (_parts, _request, response) => {
  response.writeHead(204, { 'cache-control': 'no-store' });
  response.end();
};

const grant: Handler = async ({ application, uploads, downloads }, request, response) => {
  const wish = grantWish.safeParse(await readJson(request, MAX_JSON_BYTES, 'files.grant'));
  if (!wish.success) {
    throw new AppError('INVALID', 'A grant needs fileName and sizeBytes, or destination.', {
      operation: 'files.grant',
    });
  }
  if ('destination' in wish.data) {
    return sendJson(response, 200, downloads.create(application.grants, wish.data.destination));
  }
  const given = application.grants.page(wish.data);
  uploads.remember(given, wish.data);
  sendJson(response, 200, { grant: given });
};

const bytes: Handler = async ({ uploads, downloads }, request, response) => {
  const ticket = pathOf(request).slice('/bytes/'.length);
  if (request.method === 'PUT') uploads.serve(ticket, request, response);
  else downloads.serve(ticket, response);
};

const staticFile: Handler = async ({ staticDirectory }, request, response) => {
  const path = pathOf(request);
  const file = await readPageFile(staticDirectory, path);
  if (file === undefined) {
    const unbuilt = path === '/' || path === '/index.html';
    return sendRefusal(
      response,
      unbuilt ? 503 : 404,
      unbuilt ? 'The page is not built. Run: npm run build' : 'Not found.',
    );
  }
  response.writeHead(200, { ...file.headers, 'content-length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
};
