import { domain } from '../../seed/identities.ts';
import type { StoredApplicationCredential, StoredUser } from '../../store/identity-rows.ts';
import type { Services } from '../dialect.ts';
import type { AuthRequest, DomainReference, Reference, RequestedScope } from './auth-request.ts';
import { forbidden, KeystoneFault, unauthenticated } from './faults.ts';
import type { Receipt, Scope, Token } from './tokens.ts';

/** A sign-in either yields a token or says which factors are still missing. */
export type SignIn =
  | { readonly kind: 'token'; readonly token: Token }
  | {
      readonly kind: 'receipt';
      readonly receipt: Receipt;
      readonly required: readonly (readonly string[])[];
    };

interface Authenticated {
  readonly user: StoredUser;
  readonly methods: readonly string[];
  readonly parent?: Token;
  readonly credential?: StoredApplicationCredential;
}

/** Who may sign in, with what, to where (keystone-v3.md §2, §4). */
export class SignInService {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** @throws KeystoneFault 401 for whatever is wrong, all alike; 403 and 404 for token sign-ins. */
  signIn(request: AuthRequest, receiptId: string | undefined): SignIn {
    const { tokens } = this.#services;
    const receipt = tokens.receipt(receiptId);
    const authenticated = this.#authenticate(request, receipt);
    const { user, credential, parent } = authenticated;
    const methods = [...new Set([...authenticated.methods, ...(receipt?.methods ?? [])])];
    if (user.passcode !== null && parent === undefined && credential === undefined) {
      const required = ['totp', 'password'];
      if (required.some((method) => !methods.includes(method))) {
        return { kind: 'receipt', receipt: tokens.giveReceipt(user.id, methods), required: [required] };
      }
    }
    const scope = this.#scope(request.scope, user, credential);
    const roles = this.#roles(user, scope, credential);
    const lifeMs = (this.#services.switches.number('token-ttl') ?? 3600) * 1000;
    const token = tokens.issue({
      userId: user.id,
      methods,
      scope,
      roles,
      // A token from a token ends when the first one does.
      expiresAtMs: parent?.expiresAtMs ?? Date.now() + lifeMs,
      ...(parent?.auditIds[0] !== undefined && { parentAuditId: parent.auditIds[0] }),
      ...(credential !== undefined && { applicationCredentialId: credential.id }),
    });
    return { kind: 'token', token };
  }

  #authenticate(request: AuthRequest, receipt: Receipt | undefined): Authenticated {
    if (request.applicationCredential !== undefined) return this.#byApplicationCredential(request);
    if (request.token !== undefined) return this.#byToken(request.token.id);
    const { identities } = this.#services.store;
    const users = [request.password, request.totp].map((factor) => factor && this.#user(factor.user));
    const user = users.find((found) => found !== undefined);
    if (user === undefined || users.some((other) => other !== undefined && other.id !== user.id)) {
      throw unauthenticated();
    }
    if (receipt !== undefined && receipt.userId !== user.id) throw unauthenticated();
    if (request.password && !identities.isSecretOfUser(user.id, request.password.password))
      throw unauthenticated();
    if (request.totp && (user.passcode === null || request.totp.passcode !== user.passcode))
      throw unauthenticated();
    return { user, methods: request.methods };
  }

  #byApplicationCredential(request: AuthRequest): Authenticated {
    const asked = request.applicationCredential;
    const { identities } = this.#services.store;
    // A scope beside an application credential is a refused sign-in, not a bad request.
    if (asked === undefined || request.scope.kind !== 'unstated') throw unauthenticated();
    const owner = asked.user && this.#user(asked.user);
    const credential =
      asked.id === undefined
        ? owner && identities.applicationCredentials(owner.id).find(({ name }) => name === asked.name)
        : identities.applicationCredential(asked.id);
    const user = credential && identities.user('id', credential.userId);
    if (!credential || !user || !identities.isSecretOfApplicationCredential(credential.id, asked.secret)) {
      throw unauthenticated();
    }
    if (credential.expiresAt !== null && Date.parse(`${credential.expiresAt}Z`) <= Date.now())
      throw unauthenticated();
    return { user, methods: ['application_credential'], credential };
  }

  #byToken(id: string): Authenticated {
    const parent = this.#services.tokens.find(id);
    const user = parent && this.#services.store.identities.user('id', parent.userId);
    if (!parent || !user) throw new KeystoneFault(404, 'Could not recognize Fernet token');
    if (parent.applicationCredentialId !== undefined) throw forbidden('identity:authenticate');
    return { user, methods: ['token', ...parent.methods.filter((method) => method !== 'token')], parent };
  }

  #user(reference: Reference): StoredUser | undefined {
    const { identities } = this.#services.store;
    if ('id' in reference) return identities.user('id', reference.id);
    return isDefault(reference.domain) ? identities.user('name', reference.name) : undefined;
  }

  #scope(
    asked: RequestedScope,
    user: StoredUser,
    credential: StoredApplicationCredential | undefined,
  ): Scope {
    if (credential !== undefined) return { kind: 'project', projectId: credential.projectId };
    switch (asked.kind) {
      case 'unscoped':
        return undefined;
      case 'unstated':
        return user.defaultProjectId === null
          ? undefined
          : { kind: 'project', projectId: user.defaultProjectId };
      case 'project':
        return { kind: 'project', projectId: this.#projectId(asked.project) };
      case 'domain':
        if (!isDefault(asked.domain)) throw unauthenticated();
        return { kind: 'domain' };
      case 'system':
        return { kind: 'system' };
    }
  }

  #projectId(reference: Reference): string {
    const { identities } = this.#services.store;
    const byId = 'id' in reference;
    if (!byId && !isDefault(reference.domain)) throw unauthenticated();
    const project = byId
      ? identities.project('id', reference.id)
      : identities.project('name', reference.name);
    if (project === undefined) throw unauthenticated();
    return project.id;
  }

  #roles(
    user: StoredUser,
    scope: Scope,
    credential: StoredApplicationCredential | undefined,
  ): readonly string[] {
    if (scope === undefined) return [];
    const { identities } = this.#services.store;
    // Domain and system scope are for those who administer a project.
    const projectId = scope.kind === 'project' ? scope.projectId : (user.defaultProjectId ?? '');
    const roles = identities.roles(user.id, projectId);
    const allowed = scope.kind === 'project' ? roles.length > 0 : roles.includes('admin');
    if (!allowed) throw unauthenticated();
    return credential === undefined ? roles : roles.filter((role) => credential.roles.includes(role));
  }
}

function isDefault(reference: DomainReference): boolean {
  return reference.id === domain.id || reference.name === domain.name;
}
