import { AppError } from '#shared/errors/index.ts';
import type { HttpRequest } from './http-client.ts';
import { redactUrl } from './redact.ts';

export const MOST_REDIRECTS = 5;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const CREDENTIAL_HEADERS = [
  'authorization',
  'proxy-authorization',
  'x-auth-token',
  'x-subject-token',
  'cookie',
];

/** Where to ask instead, and with which headers. */
export interface Hop {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The next hop if the answer is a redirect that may be followed; `undefined` if the answer is the last one.
 * Credentials stay behind when the origin changes. Throws `PROTOCOL` for a way from https to http, to
 * another protocol, or an address that cannot be read.
 */
export function nextHop(
  request: HttpRequest,
  current: Hop,
  status: number,
  location: string | undefined,
): Hop | undefined {
  const readOnly = request.method === 'GET' || request.method === 'HEAD';
  if (!readOnly || request.follow === false || !REDIRECTS.has(status) || location === undefined)
    return undefined;
  const url = URL.parse(location, current.url.href);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw refusal(request, current.url, 'to an address that cannot be followed');
  }
  if (current.url.protocol === 'https:' && url.protocol === 'http:') {
    throw refusal(request, current.url, `from https to plain http (${redactUrl(url)})`);
  }
  url.username = '';
  url.password = '';
  if (url.origin === current.url.origin) return { url, headers: current.headers };
  const secret = new Set([...CREDENTIAL_HEADERS, ...(request.secretHeaders ?? [])].map(lower));
  const kept = Object.entries(current.headers).filter(([name]) => !secret.has(lower(name)));
  return { url, headers: Object.fromEntries(kept) };
}

/** The error for a chain of redirects that does not end. */
export function tooManyRedirects(request: HttpRequest, url: URL): AppError {
  return refusal(request, url, `more than ${MOST_REDIRECTS} times in a row`);
}

function refusal(request: HttpRequest, url: URL, how: string): AppError {
  return new AppError('PROTOCOL', `${redactUrl(url)} redirects ${how}. Argosy does not follow.`, {
    operation: request.operation,
    hint: 'Check the address of the connection.',
    context: { address: redactUrl(url) },
  });
}

function lower(name: string): string {
  return name.toLowerCase();
}
