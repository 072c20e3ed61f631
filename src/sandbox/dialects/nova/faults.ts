import type { Exchange, ReplyHeaders } from '../../http/exchange.ts';
import { pythonJson } from '../../http/python-json.ts';
import { escapeHtml } from '../glance/faults.ts';

const notFoundMessage = 'The resource could not be found.';

interface FaultKind {
  readonly name: string;
  readonly title: string;
  readonly message: string;
}

/** The fault names of the compute service with webob's default texts (nova-images.md §5). */
const kinds: Readonly<Record<number, FaultKind>> = {
  400: {
    name: 'badRequest',
    title: 'Bad Request',
    message:
      'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  },
  401: { name: 'unauthorized', title: 'Unauthorized', message: 'Unauthorized' },
  403: { name: 'forbidden', title: 'Forbidden', message: 'Access was denied to this resource.' },
  404: { name: 'itemNotFound', title: 'Not Found', message: notFoundMessage },
  405: { name: 'badMethod', title: 'Method Not Allowed', message: 'The method is not allowed.' },
  406: { name: 'computeFault', title: 'Not Acceptable', message: 'Not acceptable.' },
  409: {
    name: 'conflictingRequest',
    title: 'Conflict',
    message: 'There was a conflict when trying to complete your request.',
  },
  413: {
    name: 'overLimit',
    title: 'Request Entity Too Large',
    message: 'The body of your request was too large for this server.',
  },
  415: {
    name: 'badMediaType',
    title: 'Unsupported Media Type',
    message: 'The request media type is not supported by this server.',
  },
  429: {
    name: 'overLimit',
    title: 'Too Many Requests',
    message: 'The client has sent too many requests in a given amount of time.',
  },
  501: { name: 'notImplemented', title: 'Not Implemented', message: 'Not implemented.' },
  502: { name: 'computeFault', title: 'Bad Gateway', message: 'Bad gateway.' },
  503: {
    name: 'serviceUnavailable',
    title: 'Service Unavailable',
    message: 'The server is currently unavailable. Please try again at a later time.',
  },
  504: { name: 'computeFault', title: 'Gateway Timeout', message: 'The gateway has timed out.' },
};

/** An error reply of the compute service, in its own JSON. */
export class NovaFault extends Error {
  readonly status: number;

  constructor(status: number, message = kinds[status]?.message ?? 'Unexpected API Error.') {
    super(message);
    this.status = status;
  }
}

/** What no route takes is answered before the service's own fault handling: with an HTML page. */
export class NoRoute extends Error {}

/** A Python exception that the service does not foresee. */
export function unexpected(exceptionClass: string): NovaFault {
  return new NovaFault(
    500,
    `Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.\n<class '${exceptionClass}'>`,
  );
}

export function imageNotFound(): NovaFault {
  return new NovaFault(404, 'Image not found.');
}

export function notAuthorizedFor(id: string): NovaFault {
  return new NovaFault(403, `Not authorized for image ${id}.`);
}

export function requestIds(exchange: Exchange): ReplyHeaders {
  return {
    'X-Openstack-Request-Id': exchange.requestId,
    'X-Compute-Request-Id': exchange.requestId,
  };
}

/** Writes a fault; `versions` are the microversion headers, where the version was understood. */
export function replyFault(
  exchange: Exchange,
  fault: NovaFault,
  { versions = {}, asHtml = false }: { versions?: ReplyHeaders; asHtml?: boolean } = {},
): void {
  const kind = kinds[fault.status] ?? { name: 'computeFault', title: 'Internal Server Error' };
  const isOverLimit = fault.status === 413 || fault.status === 429;
  const retryAfter = isOverLimit ? { retryAfter: '1' } : {};
  const headers = {
    ...versions,
    'Content-Type': asHtml ? 'text/html; charset=UTF-8' : 'application/json; charset=UTF-8',
    'Retry-After': isOverLimit || fault.status === 503 ? '1' : undefined,
    ...requestIds(exchange),
  };
  const body = asHtml
    ? htmlPage(`${fault.status} ${kind.title}`, fault.message)
    : pythonJson({ [kind.name]: { code: fault.status, message: fault.message, ...retryAfter } }, true);
  exchange.reply(fault.status, headers, body, kind.title);
}

export function replyNoRoute(exchange: Exchange): void {
  const headers = { 'Content-Type': 'text/html; charset=UTF-8', ...requestIds(exchange) };
  exchange.reply(404, headers, htmlPage('404 Not Found', notFoundMessage), 'Not Found');
}

/** The authentication filter's answer, which is no fault of the service (nova-images.md §1). */
export function replyUnauthenticated(exchange: Exchange, isPlain: boolean): void {
  const headers = {
    'Content-Type': isPlain ? 'text/plain; charset=UTF-8' : 'application/json',
    'Www-Authenticate': `Keystone uri="${exchange.origin}/identity"`,
    ...requestIds(exchange),
  };
  const message = 'The request you have made requires authentication.';
  const body = pythonJson({ error: { code: 401, title: 'Unauthorized', message } });
  exchange.reply(401, headers, isPlain ? 'Authentication required' : body, 'Unauthorized');
}

function htmlPage(status: string, message: string): string {
  return `<html>\n <head>\n  <title>${status}</title>\n </head>\n <body>\n  <h1>${status}</h1>\n  ${escapeHtml(message)}<br /><br />\n\n\n\n </body>\n</html>`;
}
