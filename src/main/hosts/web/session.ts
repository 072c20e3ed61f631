import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The one session of a running web host. The secret travels in the address's fragment, which browsers
 * neither send nor log; a page exchanges it for the cookie, as often as it likes, so that a second tab works.
 */
export interface Session {
  /** 256 bits, base64url. Only for the ready line: never logged. */
  readonly secret: string;
  /** The `Set-Cookie` for the right secret, otherwise `undefined`. */
  exchange(secret: string): string | undefined;
  /** Whether a request's `Cookie` header carries the session. */
  accepts(cookieHeader: string | undefined): boolean;
}

/** `port` is part of the cookie's name, because browsers send cookies to every port of a host. */
export function createSession(port: number): Session {
  const secret = randomBytes(32).toString('base64url');
  const cookie = randomBytes(32).toString('base64url');
  const name = `argosy-session-${port}`;
  return {
    secret,
    exchange: (given) =>
      same(given, secret) ? `${name}=${cookie}; Path=/; HttpOnly; SameSite=Strict` : undefined,
    accepts: (header = '') =>
      header
        .split(';')
        .map((pair) => pair.trim())
        .some((pair) => pair.startsWith(`${name}=`) && same(pair.slice(name.length + 1), cookie)),
  };
}

/** Compares in a time that says nothing about where the two differ. */
function same(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
