import type { StoredUser } from '../../store/identity-rows.ts';
import type { Services } from '../dialect.ts';
import type { Call } from './call.ts';
import { FifoFault } from './faults.ts';
import { authenticate } from './login.ts';
import { mediaType } from './negotiation.ts';
import { commonHeaders } from './replies.ts';
import type { Sessions } from './sessions.ts';

class OAuthError extends Error {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

/** `POST /oauth/token` of the later APIs (fifo.md §2); clients are the store's application credentials. */
export async function issueToken(services: Services, sessions: Sessions, call: Call): Promise<void> {
  const { exchange } = call;
  if (mediaType(exchange.header('content-type')) !== 'application/x-www-form-urlencoded')
    throw new FifoFault(415);
  const form = new URLSearchParams((await exchange.body(64 * 1024)).toString());
  try {
    const user = grantee(services, form, exchange.header('authorization'));
    const scope = form.get('scope') ?? '*';
    if (scope !== '*' && scope !== '') throw new OAuthError('invalid_scope', `There is no scope ${scope}.`);
    reply(call, 200, {
      access_token: sessions.open('bearer', user),
      token_type: 'bearer',
      expires_in: sessions.life('bearer'),
      scope: '*',
    });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    reply(call, statusOf(error.code), { error: error.code, error_description: error.message });
  }
}

function grantee(services: Services, form: URLSearchParams, authorization: string | undefined): StoredUser {
  switch (form.get('grant_type')) {
    case 'password': {
      const user = authenticate(services, required(form, 'username'), required(form, 'password'));
      if (user === undefined) throw new OAuthError('access_denied', 'The user name or password is wrong.');
      if (user.passcode !== null && form.get('fifo_otp') !== user.passcode) {
        throw new OAuthError('access_denied', 'A one-time password is needed.');
      }
      return user;
    }
    case 'client_credentials':
      return client(services, form, authorization);
    case 'authorization_code':
    case 'refresh_token':
      // Both begin with a sign-in in a browser, which the sandbox does not have: no code or token is good.
      client(services, form, authorization);
      throw new OAuthError('access_denied', 'The code or refresh token was not issued here.');
    default:
      throw new OAuthError('invalid_request', 'The grant_type is missing or unknown.');
  }
}

/** The owner of an application credential given in the form or with Basic. */
function client({ store }: Services, form: URLSearchParams, authorization: string | undefined): StoredUser {
  const basic = /^basic +([\w+/=-]+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const [basicId = '', ...rest] = Buffer.from(basic, 'base64').toString().split(':');
  const id = form.get('client_id') ?? basicId;
  const secret = form.get('client_secret') ?? rest.join(':');
  const credential = store.identities.applicationCredential(id);
  const user = credential && store.identities.user('id', credential.userId);
  if (user === undefined || !store.identities.isSecretOfApplicationCredential(id, secret)) {
    throw new OAuthError('invalid_client', 'The client is unknown or its secret is wrong.');
  }
  return user;
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null) throw new OAuthError('invalid_request', `${name} is missing.`);
  return value;
}

function statusOf(code: string): number {
  return code === 'invalid_client' ? 401 : code === 'unauthorized_client' ? 403 : 400;
}

function reply(call: Call, status: number, body: object): void {
  const headers = {
    ...commonHeaders(call),
    'content-type': 'application/json',
    'www-authenticate': status === 401 ? 'Basic' : undefined,
  };
  call.exchange.reply(status, headers, JSON.stringify(body));
}
