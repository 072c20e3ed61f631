import { z } from 'zod';
import { AppError } from '#shared/errors/index.ts';
import type { PlanktonSettings } from '#shared/model/index.ts';
import { givenUp, type HttpClient, type HttpReply, type TextReply } from '../../http/index.ts';
import type { Call } from '../provider.ts';
import { planktonError, unexpected } from './errors.ts';
import { trimmed } from './urls.ts';

/** Whose token it is, and where the account's files are. */
export interface Identity {
  readonly userId: string | null;
  readonly userName: string | null;
  readonly storeUrl: string | null;
  /** The service that knows users by name. */
  readonly accountUrl: string | null;
}

export interface PlanktonSession {
  /** Asked of Astakos once, if the profile does not say it all. */
  identity(call: Call): Promise<Identity>;
  /** Where names of users are told; `null` if the profile has no address of Astakos, or Astakos none of it. */
  accountUrl(call: Call): Promise<string | null>;
  /** Always asks Astakos; `undefined` if the profile has no address of it. */
  validate(call: Call): Promise<Identity> | undefined;
  /** `INVALID` if it is not known. */
  userId(call: Call): Promise<string>;
  /** Runs a request with the token; once more after a 401 if another secret was stored meanwhile. */
  withToken<Reply extends HttpReply>(
    call: Call,
    run: (headers: Readonly<Record<string, string>>) => Promise<Reply>,
  ): Promise<Reply>;
  forget(): void;
}

export interface SessionDeps {
  readonly settings: PlanktonSettings;
  readonly http: HttpClient;
  readonly secret: () => Promise<string | undefined>;
}

/** A user known by a long-lived token (plankton.md §1). There is no sign-in but to show it. */
export function createPlanktonSession(deps: SessionDeps): PlanktonSession {
  const { settings } = deps;
  const authUrl = settings.authUrl === undefined ? undefined : trimmed(settings.authUrl);
  const closing = new AbortController();
  let token: string | undefined;
  let discovery: Promise<Identity> | undefined;

  const tokenFor = async (call: Call): Promise<string> => {
    token ??= (await deps.secret())?.trim() ?? '';
    // A token is one word: a line end in it would be the begin of another header.
    if (/^[\x21-\x7e]+$/.test(token)) return token;
    const what =
      token === ''
        ? 'No token is stored for this connection.'
        : 'The stored token is none: it has characters that no token has.';
    token = undefined;
    throw new AppError('AUTH_REQUIRED', what, {
      operation: call.operation,
      hint: 'Copy the token from the cloud’s web page, edit the connection and give it there.',
    });
  };
  const withToken: PlanktonSession['withToken'] = async (call, run) => {
    const first = await tokenFor(call);
    const reply = await run({ 'x-auth-token': first });
    if (reply.status !== 401) return reply;
    token = undefined;
    if ((await tokenFor(call)) === first) return reply;
    if ('body' in reply) (reply.body as { destroy?: () => void }).destroy?.();
    return run({ 'x-auth-token': await tokenFor(call) });
  };
  const ask = async (address: string, call: Call): Promise<Identity> => {
    const url = `${address.replace(/\/tokens$/, '')}/tokens`;
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const reply = await withToken(call, (secret) => {
      const body = JSON.stringify({ auth: { token: { id: secret['x-auth-token'] } } });
      return deps.http.request({ method: 'POST', url, headers, body, repeatable: true, ...call });
    });
    if (reply.status !== 200) throw planktonError(reply, { attempt: 'accept the token' }, call.operation);
    return { ...parseAccess(reply, call.operation), ...given(settings) };
  };

  const discovered = (address: string, call: Call): Promise<Identity> => {
    // Shared by all callers: one who gives up must not fail the others.
    discovery ??= ask(address, { signal: closing.signal, operation: call.operation }).catch((error) => {
      discovery = undefined;
      throw error;
    });
    return untilAborted(discovery, call);
  };
  const identity = async (call: Call): Promise<Identity> => {
    const known = given(settings);
    const isWhole = known.userId !== undefined && known.storeUrl !== undefined;
    return authUrl === undefined || isWhole ? { ...NOBODY, ...known } : discovered(authUrl, call);
  };
  return {
    identity,
    accountUrl: async (call) => (authUrl === undefined ? null : (await discovered(authUrl, call)).accountUrl),
    validate: (call) => (authUrl === undefined ? undefined : ask(authUrl, call)),
    userId: async (call) => {
      const { userId } = await identity(call);
      if (userId !== null) return userId;
      throw new AppError('INVALID', 'It is not known which user of Plankton this connection is.', {
        operation: call.operation,
        hint: 'Edit the connection: give the user id, or the address of the identity service.',
      });
    },
    withToken,
    forget: () => {
      token = undefined;
      discovery = undefined;
      closing.abort();
    },
  };
}

const NOBODY: Identity = { userId: null, userName: null, storeUrl: null, accountUrl: null };

/** What a person wrote goes before what the catalogue says. */
function given({ userId, storageUrl }: PlanktonSettings): Partial<Identity> {
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(storageUrl === undefined ? {} : { storeUrl: trimmed(storageUrl) }),
  };
}

const endpoint = z.object({ publicURL: z.string() }).loose().nullable().catch(null);
const accessSchema = z.object({
  access: z.object({
    user: z
      .object({ id: z.string().min(1).max(255), name: z.string().nullish().catch(null) })
      .nullish()
      .catch(null),
    serviceCatalog: z
      .array(
        z
          .object({ type: z.string(), endpoints: z.array(endpoint) })
          .nullable()
          .catch(null),
      )
      .nullish()
      .catch(null),
  }),
});

function parseAccess(reply: TextReply, operation: string): Identity {
  const parsed = accessSchema.safeParse(reply.json());
  if (!parsed.success) throw unexpected(reply, 'the owner of the token', operation);
  const { user, serviceCatalog } = parsed.data.access;
  const addressOf = (type: string): string | null => {
    const service = serviceCatalog?.find((one) => one?.type === type);
    const url = service?.endpoints.find((one) => one !== null && URL.canParse(one.publicURL))?.publicURL;
    return url === undefined ? null : trimmed(url);
  };
  return {
    userId: user?.id ?? null,
    userName: user?.name ?? null,
    storeUrl: addressOf('object-store'),
    accountUrl: addressOf('account'),
  };
}

/** The promise, or the caller's own giving up. */
function untilAborted<Value>(promise: Promise<Value>, { signal, operation }: Call): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(givenUp(signal, 'The sign-in service', operation));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
