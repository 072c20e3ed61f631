import type { TLSSocket } from 'node:tls';
import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import type { TlsTrust } from '#shared/model/index.ts';
import { peerFingerprint, trustContext } from './certificates.ts';
import { holdWriteFailures } from './hold-write-failures.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** Looks at a socket whose TLS handshake is done. An error closes it before any byte of a request is written. */
export type SocketCheck = (socket: TLSSocket) => Error | undefined;

/** The server's certificate is not the pinned one. */
export class PinMismatch extends Error {
  override readonly name = 'PinMismatch';
  readonly code = 'ARGOSY_PIN_MISMATCH';
}

/** Where requests are handed to undici: straight to loopback, by the environment's proxy to all else. */
export interface Dispatchers {
  of(url: URL): Dispatcher;
  /** Closes idle sockets and cuts those in use. */
  destroy(): Promise<void>;
}

export async function createDispatchers(tls: TlsTrust): Promise<Dispatchers> {
  const { fingerprint } = tls;
  if (fingerprint === undefined) {
    return composeDispatchers({ secureContext: await trustContext(tls.caCertificate) }, () => undefined);
  }
  return createUnverifiedDispatchers((socket) =>
    peerFingerprint(socket) === fingerprint
      ? undefined
      : new PinMismatch('the certificate is not the one that this connection trusts'),
  );
}

/**
 * Dispatchers that accept a certificate by `check` alone, and not by who signed it. The check decides
 * after the handshake and before the first byte of a request, so nothing is told to a stranger.
 */
export function createUnverifiedDispatchers(check: SocketCheck): Dispatchers {
  // Sessions are not reused: each socket must show its certificate anew.
  return composeDispatchers({ rejectUnauthorized: false, maxCachedSessions: 0 }, check);
}

/** A whole image of Plankton comes in headers (plankton.md §4): 32 values of 256 characters, percent-encoded. */
const MOST_HEADER_BYTES = 128 * 1024;

function composeDispatchers(tlsOptions: buildConnector.BuildOptions, check: SocketCheck): Dispatchers {
  const options = { ...tlsOptions, allowH2: false, timeout: CONNECT_TIMEOUT_MS };
  const connect = checkedConnector(buildConnector(options), check);
  const common = {
    connect,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    allowH2: false,
    maxHeaderSize: MOST_HEADER_BYTES,
  };
  const direct = new Agent(common);
  const proxied = new EnvHttpProxyAgent({
    ...common,
    connectTimeout: CONNECT_TIMEOUT_MS,
    requestTls: options,
    // A tunnel's connector is the proxy agent's own: it gets the same check here. A proxy that is itself
    // reached by TLS is verified by the default authorities and is not the server that the check is about.
    factory: (origin, poolOptions) => new Pool(origin, withCheck(poolOptions, origin, check)),
  });
  return {
    of: (url) => (isLoopback(url.hostname) ? direct : proxied),
    destroy: async () => {
      await Promise.all([direct.destroy(), proxied.destroy()]);
    },
  };
}

function withCheck(options: Pool.Options, origin: string | URL, check: SocketCheck): Pool.Options {
  if (typeof options.connect !== 'function' || isProxy(origin)) return options;
  return { ...options, connect: checkedConnector(options.connect, check) };
}

function checkedConnector(connector: buildConnector.connector, check: SocketCheck): buildConnector.connector {
  return (options, callback) =>
    connector(options, (...answer) => {
      const [error, socket] = answer;
      if (error !== null) {
        callback(...answer);
        return;
      }
      holdWriteFailures(socket);
      if (options.protocol !== 'https:' || !isTlsSocket(socket)) {
        callback(...answer);
        return;
      }
      const objection = check(socket);
      if (objection === undefined) {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(objection, null);
    });
}

function isTlsSocket(socket: object): socket is TLSSocket {
  return 'getPeerX509Certificate' in socket;
}

function isProxy(origin: string | URL): boolean {
  const address = URL.parse(String(origin))?.origin;
  return ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'].some(
    (name) => address !== undefined && URL.parse(process.env[name] ?? '')?.origin === address,
  );
}

/** Loopback is never sent to a proxy: there, "loopback" would be another machine. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  );
}
