import { X509Certificate } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSecureContext, getCACertificates, type SecureContext, type TLSSocket } from 'node:tls';
import type { ServerCertificate } from '#shared/model/index.ts';

let authorities: Promise<readonly string[]> | undefined;
let systemContext: Promise<SecureContext> | undefined;

/** Some runtimes cannot read the system's store: the bundled authorities then stand alone. */
function readStore(store: 'system' | 'default'): readonly string[] {
  try {
    return getCACertificates(store);
  } catch {
    return [];
  }
}

/** The system's authorities and Node's bundled ones. Read once: it takes tens of milliseconds. */
function trustedAuthorities(): Promise<readonly string[]> {
  authorities ??= (async () => {
    const system = readStore('system');
    await nextTurn();
    return [...new Set([...readStore('default'), ...system])];
  })();
  return authorities;
}

/**
 * What certificates are checked against: the system's store and Node's bundled authorities, with one more
 * authority (PEM) if given. Throws OpenSSL's error if that PEM cannot be read.
 */
export async function trustContext(caCertificate: string | undefined): Promise<SecureContext> {
  const known = await trustedAuthorities();
  await nextTurn();
  if (caCertificate !== undefined) {
    // OpenSSL's own reading of a list of authorities passes silently over what it cannot read.
    new X509Certificate(caCertificate);
    return createSecureContext({ ca: [...known, caCertificate] });
  }
  systemContext ??= Promise.resolve(createSecureContext({ ca: [...known] }));
  return systemContext;
}

/** The SHA-256 fingerprint of the certificate that the other side proved to hold; `undefined` if none. */
export function peerFingerprint(socket: TLSSocket): string | undefined {
  return socket.getPeerX509Certificate()?.fingerprint256;
}

/** Describes the certificate that the other side shows; `undefined` if it shows none. */
export function describeCertificate(socket: TLSSocket, host: string): ServerCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  return {
    host,
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    fingerprint: certificate.fingerprint256,
    selfSigned: certificate.checkIssued(certificate),
  };
}

/** Names come from the server: bounded, and no control characters reach a person's screen. */
function oneLine(name: string | undefined): string {
  return (name ?? '')
    .split('\n')
    .join(', ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .slice(0, 300);
}
