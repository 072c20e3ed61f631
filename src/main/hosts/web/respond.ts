import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type ErrorCode, toAppError } from '#shared/errors/index.ts';
import { contentSecurityPolicy } from '../page/index.ts';

/** On every answer, whatever it is. There is no CORS header anywhere, on purpose. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy(),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

const STATUS_OF: Partial<Record<ErrorCode, number>> = {
  AUTH_REQUIRED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  INVALID: 400,
  TOO_LARGE: 413,
};

export function sendJson(response: ServerResponse, status: number, document: unknown): void {
  const body = Buffer.from(JSON.stringify(document));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** Answers with an error in its wire form. A body that was not read is not waited for. */
export function sendError(response: ServerResponse, error: unknown, operation: string): void {
  const appError = toAppError(error, operation);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.setHeader('connection', 'close');
  sendJson(response, STATUS_OF[appError.code] ?? 500, { error: appError.toWire() });
}

/** A short plain refusal, before anything of the request was believed. */
export function sendRefusal(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(`${message}\n`);
}

/** Reads a small JSON body. `TOO_LARGE` over `limitBytes`, `INVALID` if it is not JSON. */
export async function readJson(
  request: IncomingMessage,
  limitBytes: number,
  operation: string,
): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw new AppError('TOO_LARGE', 'The request is too large.', { operation });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new AppError('INVALID', 'The request is not JSON.', { operation, cause });
  }
}
