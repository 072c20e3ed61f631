import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type { FifoSettings } from '#shared/model/index.ts';
import { givenUp, type HttpClient, type TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import { type Generation, generationOf, RENEWAL_MARGIN_MS } from './config.ts';
import { signInError } from './errors.ts';
import type { FifoUrls } from './urls.ts';

/** A token lives in memory only. It is never part of an address here: addresses are logged. */
export interface Token {
  readonly value: string;
  /** `null`: not known, or never. */
  readonly expiresAtMs: number | null;
  readonly receivedAtMs: number;
}

export interface FifoSession {
  readonly generation: Generation;
  /** False where the secret itself is the token. */
  readonly renewable: boolean;
  /** Signs in if there is no token, or it is about to die. Many calls at once share one sign-in. */
  token(call: Call): Promise<Token>;
  /** Another token than the one that was refused. */
  renew(refused: Token, call: Call): Promise<Token>;
  headers(token: Token): Readonly<Record<string, string>>;
  forget(): void;
}

export interface FifoSessionDeps {
  readonly settings: FifoSettings;
  readonly urls: FifoUrls;
  readonly http: HttpClient;
  readonly secret: () => Promise<string | undefined>;
  readonly now: () => number;
}

/** The header that carries the token, to be dropped on a redirect to another origin. */
export const TOKEN_HEADERS = ['x-snarl-token', 'authorization'];

export function createFifoSession(deps: FifoSessionDeps): FifoSession {
  const generation = generationOf(deps.settings.api);
  let current: Token | undefined;
  let signingIn: Promise<Token> | undefined;
  const closing = new AbortController();

  const signInOnce = (call: Call): Promise<Token> => {
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
  const token = async (call: Call): Promise<Token> =>
    current !== undefined && lives(current, deps.now()) ? current : signInOnce(call);

  return {
    generation,
    renewable: deps.settings.username !== undefined,
    token,
    renew: (refused, call) => {
      if (current === refused) current = undefined;
      return token(call);
    },
    headers: ({ value }) =>
      generation === 1 ? { 'x-snarl-token': value } : { authorization: `Bearer ${value}` },
    forget: () => {
      current = undefined;
      closing.abort();
    },
  };
}

/** A token that lives shorter than the margin serves until half of its life is over. */
function lives({ expiresAtMs, receivedAtMs }: Token, nowMs: number): boolean {
  if (expiresAtMs === null) return true;
  return expiresAtMs - nowMs > Math.min(RENEWAL_MARGIN_MS, (expiresAtMs - receivedAtMs) / 2);
}

async function signIn(deps: FifoSessionDeps, call: Call): Promise<Token> {
  const { settings } = deps;
  const secret = await deps.secret();
  if (secret === undefined) {
    throw new AppError('AUTH_REQUIRED', 'No secret is stored for this connection.', {
      operation: call.operation,
      hint: 'Edit the connection and give its password, or a token if it has no user name.',
    });
  }
  const receivedAtMs = deps.now();
  if (settings.username === undefined) {
    const value = secret.trim();
    if (isToken(value)) return { value, expiresAtMs: null, receivedAtMs };
    throw new AppError('AUTH_REQUIRED', 'What is stored for this connection cannot be a token.', {
      operation: call.operation,
      hint: 'Edit the connection: give a token, or a user name if the secret is a password.',
    });
  }
  const { username } = settings;
  return generationOf(settings.api) === 1
    ? openSession(deps, username, secret, call)
    : grantToken(deps, username, secret, call);
}

/**
 * `POST /sessions` of API 0.1.0 (fifo.md §2): a redirect that is not followed, since its address would carry
 * the token. Documentation says 302, code 303.
 */
async function openSession(
  deps: FifoSessionDeps,
  user: string,
  password: string,
  call: Call,
): Promise<Token> {
  const reply = await post(
    deps,
    deps.urls.sessions,
    'application/json',
    JSON.stringify({ user, password }),
    call,
  );
  const location = reply.headers['location'] ?? '';
  const value = reply.headers['x-snarl-token'] ?? /\/sessions\/([^/?#]+)\/?$/.exec(location)?.[1];
  const granted = reply.status === 200 || reply.status === 302 || reply.status === 303;
  if (granted && value !== undefined && isToken(value)) {
    return { value, expiresAtMs: null, receivedAtMs: deps.now() };
  }
  throw signInError(reply, deps.settings.api, call.operation);
}

const grantSchema = z.object({
  access_token: z.string().min(1).max(16_384),
  expires_in: z.number().positive().nullish().catch(null),
});

/** The password grant of the later APIs (fifo.md §2); documentation has another address, which is wrong. */
async function grantToken(
  deps: FifoSessionDeps,
  username: string,
  password: string,
  call: Call,
): Promise<Token> {
  const form = new URLSearchParams({ grant_type: 'password', username, password }).toString();
  const reply = await post(deps, deps.urls.token, 'application/x-www-form-urlencoded', form, call);
  if (reply.status !== 200) throw signInError(reply, deps.settings.api, call.operation);
  const parsed = grantSchema.safeParse(reply.json());
  if (!parsed.success || !isToken(parsed.data.access_token)) {
    throw new AppError('PROTOCOL', `${reply.url} accepted the sign-in but gave no token.`, {
      operation: call.operation,
      hint: 'Check the address and the API version of the connection.',
      context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
    });
  }
  const { access_token: value, expires_in: seconds } = parsed.data;
  const receivedAtMs = deps.now();
  return { value, receivedAtMs, expiresAtMs: seconds ? receivedAtMs + seconds * 1000 : null };
}

function post(
  deps: FifoSessionDeps,
  url: string,
  type: string,
  body: string,
  call: Call,
): Promise<TextReply> {
  const headers = { 'content-type': type, accept: 'application/json' };
  return deps.http.request({ method: 'POST', url, headers, body, repeatable: true, follow: false, ...call });
}

/** What a header can carry. */
function isToken(value: string): boolean {
  return /^[\x21-\x7e]{1,16384}$/.test(value);
}

/** The shared work's outcome, or, for this caller alone, that it gave up. */
function untilAborted<Value>(work: Promise<Value>, { signal, operation }: Call): Promise<Value> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(givenUp(signal, 'The sign-in service', operation));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
