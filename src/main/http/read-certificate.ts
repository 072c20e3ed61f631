import { AppError } from '#shared/errors/index.ts';
import type { ServerCertificate } from '#shared/model/index.ts';
import { describeCertificate } from './certificates.ts';
import { createUnverifiedDispatchers } from './dispatchers.ts';
import { exchange } from './exchange.ts';
import { mapNetworkError } from './network-errors.ts';
import { hostAndPort } from './redact.ts';

const OPERATION = 'connections.certificate';

/**
 * The certificate that the server at `url` shows now. Nothing is sent to it beyond the handshake, and
 * nothing is trusted by asking. `INVALID` for an address without TLS; the network's errors otherwise.
 */
export async function readCertificate(url: string, signal: AbortSignal): Promise<ServerCertificate> {
  const target = URL.parse(url);
  if (target === null || target.protocol !== 'https:') {
    throw new AppError('INVALID', 'Only an address that begins with https:// has a certificate.', {
      operation: OPERATION,
    });
  }
  let seen: ServerCertificate | undefined;
  const dispatchers = createUnverifiedDispatchers((socket) => {
    seen = describeCertificate(socket, hostAndPort(target));
    return new Error('the certificate was read, no request follows');
  });
  const mapError = (error: unknown): AppError =>
    mapNetworkError(error, { operation: OPERATION, signal, method: 'HEAD' }, target);
  try {
    await exchange({
      dispatcher: dispatchers.of(target),
      url: target,
      method: 'HEAD',
      headers: {},
      body: undefined,
      signal,
      headersTimeoutMs: 10_000,
      bodyTimeoutMs: 10_000,
      mapError,
    });
  } catch (error) {
    if (seen === undefined) throw mapError(error);
  } finally {
    await dispatchers.destroy();
  }
  if (seen !== undefined) return seen;
  throw new AppError('PROTOCOL', `${hostAndPort(target)} showed no certificate.`, { operation: OPERATION });
}
