import { AppError, type ErrorContext, isAppError } from '#shared/errors/index.ts';
import type { HttpRequest } from './http-client.ts';
import { hostAndPort, redactUrl } from './redact.ts';

const UNREACHABLE_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name could not be looked up just now',
  ECONNREFUSED: 'nothing listens there',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no network to reach it over',
  EHOSTDOWN: 'the host is down',
  EADDRNOTAVAIL: 'the address cannot be used from here',
  UND_ERR_PRX_CONN: 'the proxy closed the connection',
};

const TIMEOUT_CODES = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** Codes of a connection that broke after it stood. */
const CUT_CODES = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
  'UND_ERR_ABORTED',
  'UND_ERR_INFO',
]);

/** OpenSSL's and Node's words for "this certificate does not hold". */
const CERTIFICATE_CODE =
  /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_VERIFY|CRL|INVALID_PURPOSE|INVALID_CA|PATH_LENGTH|HOSTNAME_MISMATCH|ARGOSY_PIN_MISMATCH/;

/** True for failures that come from the server's certificate, whatever OpenSSL calls them. */
export function isCertificateFailure(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && CERTIFICATE_CODE.test(code);
}

/** True if a connection that stood was closed or reset by the other side. */
export function isCut(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && CUT_CODES.has(code);
}

/**
 * Makes the `AppError` of a failed exchange: the one place where the network's codes get their meaning.
 * What is an `AppError` already (a source of bytes that failed) stays as it is.
 */
export function mapNetworkError(
  error: unknown,
  request: Pick<HttpRequest, 'operation' | 'signal' | 'method'>,
  url: URL,
  certificate?: ErrorContext,
): AppError {
  if (isAppError(error)) return error;
  const { operation } = request;
  const where = hostAndPort(url);
  const code = codeOf(error);
  const context = { address: redactUrl(url), ...(code === undefined ? {} : { cause: code }) };
  if (request.signal.aborted) return givenUp(request.signal, where, operation, error);
  if (isCertificateFailure(error)) return untrusted(error, where, operation, { ...context, ...certificate });
  if (code !== undefined && TIMEOUT_CODES.has(code)) {
    const what = code === 'UND_ERR_CONNECT_TIMEOUT' ? 'did not accept a connection' : 'did not answer';
    return new AppError('TIMEOUT', `${where} ${what} in time.`, {
      operation,
      hint: 'The service may be overloaded, or a firewall drops the packets. Try again later.',
      retry: 'safe',
      context,
      cause: error,
    });
  }
  return unreachable(error, where, operation, context);
}

/**
 * The error of a call that its caller gave up: the caller's own reason if it gave one (bytes stalled),
 * `TIMEOUT` if its deadline passed, `CANCELLED` otherwise. `what` is who was waited for.
 */
export function givenUp(signal: AbortSignal, what: string, operation: string, cause?: unknown): AppError {
  const reason: unknown = signal.reason;
  if (isAppError(reason)) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new AppError('TIMEOUT', `${what} did not answer in time.`, {
      operation,
      hint: 'The service may be overloaded. Try again later.',
      retry: 'safe',
      cause,
    });
  }
  return new AppError('CANCELLED', 'Cancelled.', { operation, cause });
}

function unreachable(error: unknown, where: string, operation: string, context: ErrorContext): AppError {
  const code = codeOf(error);
  const known = code === undefined ? undefined : UNREACHABLE_WORDS[code];
  if (known !== undefined) {
    return new AppError('UNREACHABLE', `${where} cannot be reached: ${known}.`, {
      operation,
      hint: 'Check the address, the network and a VPN or proxy that may be needed.',
      retry: 'safe',
      context,
      cause: error,
    });
  }
  if (code !== undefined && CUT_CODES.has(code)) {
    return new AppError('UNREACHABLE', `${where} closed the connection before the exchange was done.`, {
      operation,
      hint: proxyHint(error) ?? 'Try again. If it recurs, something between here and the service cuts it.',
      retry: 'safe',
      context,
      cause: error,
    });
  }
  if (code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') {
    return new AppError('INVALID', 'The bytes to send are not as many as was announced.', {
      operation,
      hint: 'Was the file changed while it was being sent? Try again when it is at rest.',
      context,
      cause: error,
    });
  }
  return otherFault(error, where, operation, context);
}

function otherFault(error: unknown, where: string, operation: string, context: ErrorContext): AppError {
  const code = codeOf(error);
  const unparsed = error instanceof Error && error.name === 'HTTPParserError';
  if (unparsed || code?.startsWith('UND_ERR_') === true) {
    return new AppError('PROTOCOL', `What answered at ${where} does not speak proper HTTP.`, {
      operation,
      hint: 'Check the port, and whether the address must begin with https:// instead of http://.',
      context,
      cause: error,
    });
  }
  if (code?.startsWith('ERR_SSL_') === true || code === 'EPROTO') {
    return new AppError('UNREACHABLE', `${where} does not speak TLS as it should.`, {
      operation,
      hint: 'Check the port, and whether the address must begin with http:// instead of https://.',
      context,
      cause: error,
    });
  }
  return new AppError('UNREACHABLE', `The exchange with ${where} failed.`, {
    operation,
    retry: 'safe',
    context,
    cause: error,
  });
}

function untrusted(error: unknown, where: string, operation: string, context: ErrorContext): AppError {
  const pinned = codeOf(error) === 'ARGOSY_PIN_MISMATCH';
  const why = pinned
    ? 'it is not the one that this connection trusts'
    : (CERTIFICATE_WORDS[codeOf(error) ?? ''] ?? 'it could not be verified');
  return new AppError('TLS_UNTRUSTED', `The certificate of ${where} is not trusted: ${why}.`, {
    operation,
    hint: pinned
      ? 'Ask the service whether its certificate was renewed. If so, trust the new one by its fingerprint.'
      : 'Give the connection the certificate of the authority that signed it, or trust this one certificate by its fingerprint.',
    context,
    cause: error,
  });
}

const CERTIFICATE_WORDS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its authority is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known here',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet (is the clock right?)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it was made for another host name',
  CERT_REVOKED: 'it was revoked',
};

/** A proxy's refusal is the one failure that undici tells only in its message. */
function proxyHint(error: unknown): string | undefined {
  const status = error instanceof Error ? /Proxy response \((\d{3})\)/.exec(error.message)?.[1] : undefined;
  return status === undefined
    ? undefined
    : `The proxy of this machine's environment refused with status ${status}. Check HTTPS_PROXY and NO_PROXY.`;
}

/** The code of an error or, for tries over several addresses, of the first of them. */
function codeOf(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 4; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return undefined;
}
