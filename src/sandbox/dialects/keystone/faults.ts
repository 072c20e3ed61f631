import type { Exchange, ReplyHeaders } from '../../http/exchange.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export const unauthenticatedMessage = 'The request you have made requires authentication.';
const malformedSuffix =
  'The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.';

/** An error reply of the identity service (keystone-v3.md §2 "Failures"). */
export class KeystoneFault extends Error {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly identity: unknown;

  constructor(status: number, message: string, extras: { headers?: ReplyHeaders; identity?: unknown } = {}) {
    super(message);
    this.status = status;
    this.headers = extras.headers ?? {};
    this.identity = extras.identity;
  }
}

export function malformed(expectation: string): KeystoneFault {
  return new KeystoneFault(400, `${expectation}. ${malformedSuffix}`);
}

/** Every refused sign-in looks the same, whatever was wrong. */
export function unauthenticated(): KeystoneFault {
  return new KeystoneFault(401, unauthenticatedMessage);
}

export function forbidden(action: string): KeystoneFault {
  return new KeystoneFault(403, `You are not authorized to perform the requested action: ${action}.`);
}

export function notFound(kind: string, id: string): KeystoneFault {
  return new KeystoneFault(404, `Could not find ${kind}: ${id}.`);
}

export function reasonPhrase(status: number): string {
  return (titles[status] ?? 'Error').toUpperCase();
}

/** Writes a fault: JSON in Keystone's key order, or an HTML page as a proxy would make one. */
export function replyFault(exchange: Exchange, fault: KeystoneFault, asHtml: boolean): void {
  const title = titles[fault.status] ?? 'Error';
  const headers = {
    'Content-Type': asHtml ? 'text/html; charset=utf-8' : 'application/json',
    'WWW-Authenticate': fault.status === 401 ? `Keystone uri="${exchange.origin}/identity/v3"` : undefined,
    'Retry-After': fault.status === 503 || fault.status === 429 ? '1' : undefined,
    Vary: 'X-Auth-Token',
    'x-openstack-request-id': exchange.requestId,
    ...fault.headers,
  };
  const identity = fault.identity === undefined ? {} : { identity: fault.identity };
  const body = asHtml
    ? `<!doctype html>\n<html lang=en>\n<title>${fault.status} ${title}</title>\n<h1>${title}</h1>\n<p>The request could not be answered.</p>\n`
    : JSON.stringify({ error: { code: fault.status, ...identity, message: fault.message, title } });
  exchange.reply(fault.status, headers, body, reasonPhrase(fault.status));
}
