import type { IncomingMessage } from 'node:http';
import type { Session } from './session.ts';

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

export interface GuardOptions {
  readonly cookie: 'required' | 'not needed';
}

/** Looks at a request before anything else does. `undefined`: let it pass. */
export type Guard = (request: IncomingMessage, options: GuardOptions) => Refusal | undefined;

/**
 * The rules that keep other sites, other machines and other programs out:
 *
 * - `Host` must name this server, which stops a foreign name that was made to resolve to 127.0.0.1;
 * - `Origin` must be this server's own, and must be there for whatever is not a plain GET (a WebSocket's
 *   upgrade is not), which stops pages of other sites;
 * - the session cookie must be there for whatever is not the static page or the sign-in.
 */
export function createGuard(port: number, session: Session): Guard {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  return (request, { cookie }) => {
    const { host, origin, upgrade } = request.headers;
    if (host === undefined || !hosts.has(host)) return { status: 421, message: 'Wrong host.' };
    const plainGet = (request.method === 'GET' || request.method === 'HEAD') && upgrade === undefined;
    const originOk = origin === undefined ? plainGet : origin === `http://${host}`;
    if (!originOk) return { status: 403, message: 'Wrong origin.' };
    if (cookie === 'required' && !session.accepts(request.headers.cookie)) {
      return { status: 401, message: 'No session. Open the address that Argosy printed.' };
    }
    return undefined;
  };
}
