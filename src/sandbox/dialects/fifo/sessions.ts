import { randomBytes, randomUUID } from 'node:crypto';
import type { StoredUser } from '../../store/identity-rows.ts';
import { switchDefinitions } from '../../switches/definitions.ts';
import type { Services } from '../dialect.ts';
import type { Token } from '../keystone/tokens.ts';

/** A `snarl` token belongs to API 0.1.0, a `bearer` token to the later ones; neither opens the other. */
export type SessionKind = 'snarl' | 'bearer';

interface Session {
  readonly kind: SessionKind;
  readonly token: Token;
}

/** Seconds: the cookie of 0.1.0 says 364 days, OAuth a day (fifo.md §2). */
const lifeSeconds: Readonly<Record<SessionKind, number>> = { snarl: 364 * 86_400, bearer: 86_400 };
export const oneTimeSeconds = 30;

/** The sign-ins of this dialect, each beside a token of the sandbox, so that signing everybody out ends them. */
export class Sessions {
  readonly #services: Services;
  readonly #sessions = new Map<string, Session>();
  readonly #oneTime = new Map<string, { readonly key: string; readonly expiresAtMs: number }>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Seconds that a session opened now lives: the service's own, unless `token-ttl` was changed. */
  life(kind: SessionKind): number {
    const seconds = this.#services.switches.number('token-ttl');
    return seconds === undefined || seconds === switchDefinitions['token-ttl'].initial
      ? lifeSeconds[kind]
      : seconds;
  }

  open(kind: SessionKind, user: StoredUser): string {
    const { store, tokens } = this.#services;
    const projectId = user.defaultProjectId;
    const token = tokens.issue({
      userId: user.id,
      methods: ['password'],
      scope: projectId === null ? undefined : { kind: 'project', projectId },
      roles: projectId === null ? [] : store.identities.roles(user.id, projectId),
      expiresAtMs: Date.now() + this.life(kind) * 1000,
    });
    const key = kind === 'snarl' ? randomUUID() : randomBytes(24).toString('base64url');
    this.#sweep();
    this.#sessions.set(key, { kind, token });
    return key;
  }

  find(kind: SessionKind, key: string): Token | undefined {
    const session = this.#sessions.get(key);
    return session?.kind === kind ? this.#services.tokens.find(session.token.id) : undefined;
  }

  /** False when there was no such session. */
  close(kind: SessionKind, key: string): boolean {
    const token = this.find(kind, key);
    if (token === undefined) return false;
    this.#sessions.delete(key);
    this.#services.tokens.revoke(token.id);
    return true;
  }

  /** A second key to a bearer session, good for one call. */
  openOnce(key: string): string {
    const once = randomBytes(24).toString('base64url');
    this.#oneTime.set(once, { key, expiresAtMs: Date.now() + oneTimeSeconds * 1000 });
    return once;
  }

  /** The bearer session that a one-time token stands for; it is spent by this. */
  spend(once: string): string | undefined {
    const found = this.#oneTime.get(once);
    this.#oneTime.delete(once);
    return found !== undefined && found.expiresAtMs > Date.now() ? found.key : undefined;
  }

  #sweep(): void {
    if (this.#sessions.size < 1000) return;
    for (const [key, { kind }] of this.#sessions) {
      if (this.find(kind, key) === undefined) this.#sessions.delete(key);
    }
    for (const [once, { expiresAtMs }] of this.#oneTime) {
      if (expiresAtMs <= Date.now()) this.#oneTime.delete(once);
    }
  }
}
