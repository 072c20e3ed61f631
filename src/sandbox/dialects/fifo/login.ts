import type { StoredUser } from '../../store/identity-rows.ts';
import type { Services } from '../dialect.ts';
import type { Call, SignedCall } from './call.ts';
import { crash, FifoFault } from './faults.ts';
import { commonHeaders, locationOf, readObject, replyNothing, replyValue, sorted } from './replies.ts';
import { oneTimeSeconds, type Sessions } from './sessions.ts';
import { userView } from './user-view.ts';

/** The user of a name and password, or undefined where either is wrong. */
export function authenticate({ store }: Services, name: string, password: string): StoredUser | undefined {
  const user = store.identities.user('name', name);
  return user !== undefined && store.identities.isSecretOfUser(user.id, password) ? user : undefined;
}

/** `/sessions` of both generations (fifo.md §2). */
export class Logins {
  readonly #services: Services;
  readonly #sessions: Sessions;

  constructor(services: Services, sessions: Sessions) {
    this.#services = services;
    this.#sessions = sessions;
  }

  /** `POST /sessions` of API 0.1.0: the token is in a header, a cookie and the Location. */
  async signIn(call: Call): Promise<void> {
    const { user: name, password, otp } = await readObject(call);
    if (name === undefined || password === undefined) {
      throw new FifoFault(400, 'Missing JSON keys: user and password are needed');
    }
    if (typeof name !== 'string' || typeof password !== 'string') throw crash();
    const isDocumented = this.#services.switches.flag('fifo-documented');
    const user = authenticate(this.#services, name, password);
    if (user === undefined) throw new FifoFault(isDocumented ? 403 : 401, 'Forbidden!');
    if (user.passcode !== null && otp !== user.passcode) {
      throw new FifoFault(449, 'Retry with valid parameters: user, password, otp.');
    }
    const token = this.#sessions.open('snarl', user);
    call.exchange.reply(isDocumented ? 302 : 303, {
      ...commonHeaders(call),
      location: locationOf(call, 'sessions', token),
      'x-snarl-token': token,
      'set-cookie': `x-snarl-token=${token}; Version=1; Max-Age=${this.#sessions.life('snarl')}; Path=/`,
    });
  }

  /** `GET /sessions/<token>` of API 0.1.0. */
  showSession(call: SignedCall): void {
    if (this.#sessions.find('snarl', call.id) === undefined) throw new FifoFault(404);
    replyValue(call, sorted({ ...userView(call.caller), session: call.id }));
  }

  /** `GET /sessions` of API 2. */
  showUser(call: SignedCall): void {
    replyValue(call, sorted(userView(call.caller)));
  }

  /** `GET /sessions/one_time_token` of API 2; the misspelt key is the server's. */
  oneTimeToken(call: SignedCall): void {
    if (call.id !== 'one_time_token') throw new FifoFault(404);
    replyValue(call, { expiery: oneTimeSeconds, token: this.#sessions.openOnce(call.caller.key) });
  }

  signOut(call: SignedCall): void {
    if (!this.#sessions.close(call.generation === 1 ? 'snarl' : 'bearer', call.id)) throw new FifoFault(404);
    replyNothing(call, 204);
  }
}
