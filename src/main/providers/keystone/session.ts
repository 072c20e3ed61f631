import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type { KeystoneSettings } from '#shared/model/index.ts';
import { givenUp, type HttpClient, type HttpReply, type TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import { authRequest } from './auth-request.ts';
import { normaliseAuthUrl } from './auth-url.ts';
import { findEndpoint, type ServiceType } from './catalog.ts';
import { keystoneError, noProjectChosen } from './errors.ts';
import { parseToken, type Token } from './token.ts';

/** Tokens are renewed so long before they die. */
const RENEWAL_MARGIN_MS = 5 * 60_000;

export interface KeystoneSessionDeps {
  readonly settings: KeystoneSettings;
  readonly http: HttpClient;
  readonly secret: () => Promise<string | undefined>;
  readonly now: () => number;
}

/** A signed-in user of one project. Keeps one token in memory; many calls at once share one sign-in. */
export interface KeystoneSession {
  /** A token that lives for another five minutes at least, if the service grants such. */
  token(call: Call): Promise<Token>;
  /** Renews the token unless it lives for `minLifeMs` more. For calls that take long. */
  ensureFresh(minLifeMs: number, call: Call): Promise<void>;
  /** Address of a service in the catalogue of the token. */
  endpoint(service: ServiceType, call: Call): Promise<string>;
  /**
   * Runs a request with the token. After a 401 the token is renewed and, if `repeatable`, the request runs
   * once more: a 401 comes from before the service, so nothing was done yet.
   */
  withToken<Reply extends HttpReply>(
    call: Call,
    repeatable: boolean,
    run: (headers: Readonly<Record<string, string>>) => Promise<Reply>,
  ): Promise<Reply>;
  /** The sign-in address in its normal form. */
  authUrl(call: Call): string;
  forget(): void;
}

export function createKeystoneSession(deps: KeystoneSessionDeps): KeystoneSession {
  let current: Token | undefined;
  let signingIn: Promise<Token> | undefined;
  const closing = new AbortController();

  const renew = (call: Call): Promise<Token> => {
    // The sign-in is shared: one caller who gives up must not fail the others.
    signingIn ??= signIn(deps, { signal: closing.signal, operation: call.operation })
      .then((token) => {
        current = token;
        return token;
      })
      .finally(() => {
        signingIn = undefined;
      });
    return untilAborted(signingIn, call);
  };
  const atLeast = async (minLifeMs: number, call: Call): Promise<Token> => {
    if (current !== undefined && livesFor(current, minLifeMs, deps.now())) return current;
    return renew(call);
  };
  const token = (call: Call): Promise<Token> => atLeast(RENEWAL_MARGIN_MS, call);

  return {
    token,
    ensureFresh: async (minLifeMs, call) => {
      await atLeast(Math.max(minLifeMs, RENEWAL_MARGIN_MS), call);
    },
    endpoint: async (service, call) =>
      findEndpoint(await token(call), service, deps.settings, call.operation),
    withToken: async (call, repeatable, run) => {
      const first = await token(call);
      const reply = await run({ 'x-auth-token': first.id });
      if (reply.status !== 401) return reply;
      if (current === first) current = undefined;
      if (!repeatable) return reply;
      discardBody(reply);
      return run({ 'x-auth-token': (await token(call)).id });
    },
    authUrl: (call) => normaliseAuthUrl(deps.settings.authUrl, call.operation),
    forget: () => {
      current = undefined;
      closing.abort();
    },
  };
}

/** A life shorter than the margin is all that some clouds grant: such a token serves until half of it is over. */
function livesFor(token: Token, minLifeMs: number, nowMs: number): boolean {
  if (token.expiresAtMs === null) return true;
  const margin = Math.min(minLifeMs, (token.expiresAtMs - token.receivedAtMs) / 2);
  return token.expiresAtMs - nowMs > margin;
}

function discardBody(reply: HttpReply): void {
  if ('body' in reply && typeof reply.body === 'object' && reply.body !== null && 'destroy' in reply.body) {
    if (typeof reply.body.destroy === 'function') reply.body.destroy();
  }
}

async function signIn(deps: KeystoneSessionDeps, call: Call): Promise<Token> {
  const { settings, http } = deps;
  const secret = await deps.secret();
  if (secret === undefined) {
    throw new AppError('AUTH_REQUIRED', 'No secret is stored for this connection.', {
      operation: call.operation,
      hint: 'Edit the connection and give its password, credential secret or token.',
    });
  }
  const url = `${normaliseAuthUrl(settings.authUrl, call.operation)}/auth/tokens`;
  const reply = await http.request({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(authRequest(settings, secret)),
    repeatable: true,
    ...call,
  });
  if (reply.status === 403 && settings.tokenAuth === true) return adoptToken(deps, url, secret, call);
  if (reply.status !== 201 && reply.status !== 200) throw keystoneError(reply, settings, call.operation);
  const token = parseToken(reply, deps.now(), call.operation);
  if (token.projectId === null) throw await projectsToChoose(http, url, token, call);
  return token;
}

/** Some clouds do not let a scoped token be exchanged: it is then used as it is (keystone-v3.md §3). */
async function adoptToken(
  deps: KeystoneSessionDeps,
  url: string,
  secret: string,
  call: Call,
): Promise<Token> {
  const headers = { 'x-auth-token': secret, 'x-subject-token': secret, accept: 'application/json' };
  const reply: TextReply = await deps.http.request({ method: 'GET', url, headers, ...call });
  if (reply.status !== 200) throw keystoneError(reply, deps.settings, call.operation);
  const token = parseToken(reply, deps.now(), call.operation, secret);
  if (token.projectId === null) throw await projectsToChoose(deps.http, url, token, call);
  return token;
}

const projectsSchema = z.object({
  projects: z.array(z.object({ name: z.string(), enabled: z.boolean().nullish() })).max(10_000),
});

async function projectsToChoose(http: HttpClient, url: string, token: Token, call: Call): Promise<AppError> {
  const headers = { 'x-auth-token': token.id, accept: 'application/json' };
  const projectsUrl = url.replace(/\/tokens$/, '/projects');
  const reply = await http.request({ method: 'GET', url: projectsUrl, headers, ...call });
  const parsed = reply.status === 200 ? projectsSchema.safeParse(reply.json()) : undefined;
  const names = (parsed?.data?.projects ?? [])
    .filter(({ enabled }) => enabled !== false)
    .map(({ name }) => name);
  return noProjectChosen(names, call.operation);
}

/** The shared work's outcome, or, for this caller alone, that it gave up. */
function untilAborted<Value>(work: Promise<Value>, call: Call): Promise<Value> {
  const { signal, operation } = call;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(givenUp(signal, 'The sign-in service', operation));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
