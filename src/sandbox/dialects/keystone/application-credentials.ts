import { randomBytes, randomUUID } from 'node:crypto';
import type { Services } from '../dialect.ts';
import { isJson } from './auth-request.ts';
import { type Call, collection } from './directory.ts';
import { forbidden, KeystoneFault, malformed, notFound } from './faults.ts';
import { applicationCredentialView } from './views.ts';

/** `/v3/users/{id}/application_credentials` (keystone-v3.md §4): users manage their own. */
export class ApplicationCredentials {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  list({ token, base, exchange, parameters: [userId = ''] }: Call) {
    requireSelf(token.userId, userId, 'list_application_credentials');
    const all = this.#services.store.identities.applicationCredentials(userId);
    const name = exchange.query.find(([key]) => key === 'name')?.[1];
    const views = all
      .filter((credential) => name === undefined || credential.name === name)
      .map((credential) => applicationCredentialView(credential, base));
    return collection('application_credentials', views, exchange);
  }

  show({ token, base, parameters: [userId = '', id = ''] }: Call) {
    requireSelf(token.userId, userId, 'get_application_credential');
    return { application_credential: applicationCredentialView(this.#own(userId, id), base) };
  }

  /** The secret, given or made here, is shown this one time. */
  create({ token, base, parameters: [userId = ''] }: Call, body: unknown) {
    requireSelf(token.userId, userId, 'create_application_credential');
    // A credential may not breed further ones unless it is unrestricted.
    if (token.scope?.kind !== 'project' || token.applicationCredentialId !== undefined) {
      throw forbidden('identity:create_application_credential');
    }
    const asked = isJson(body) ? body['application_credential'] : undefined;
    if (!isJson(asked)) throw malformed('Expecting to find application_credential in request body');
    const { name, description, secret, expires_at: expiresAt, unrestricted, roles } = asked;
    if (typeof name !== 'string' || name.trim() === '')
      throw new KeystoneFault(400, `'name' is a required property`);
    const credential = {
      id: randomUUID().replaceAll('-', ''),
      name,
      description: typeof description === 'string' ? description : null,
      userId,
      projectId: token.scope.projectId,
      roles: requestedRoles(roles, token.roles),
      expiresAt: typeof expiresAt === 'string' ? expiresAt.replace(/Z$/, '') : null,
      isUnrestricted: unrestricted === true,
    };
    if (credential.expiresAt !== null && Number.isNaN(Date.parse(`${credential.expiresAt}Z`))) {
      throw new KeystoneFault(400, `Invalid input for field 'expires_at'`);
    }
    const chosen =
      typeof secret === 'string' && secret !== '' ? secret : randomBytes(64).toString('base64url');
    if (!this.#services.store.identities.addApplicationCredential(credential, chosen)) {
      throw new KeystoneFault(
        409,
        `Conflict occurred attempting to store application_credential - Duplicate entry found with name ${name}.`,
      );
    }
    return { application_credential: applicationCredentialView(credential, base, chosen) };
  }

  /** Also ends the tokens that were issued for it. */
  remove({ token, parameters: [userId = '', id = ''] }: Call): void {
    requireSelf(token.userId, userId, 'delete_application_credential');
    this.#own(userId, id);
    this.#services.store.identities.removeApplicationCredential(id);
    this.#services.tokens.revokeApplicationCredential(id);
  }

  #own(userId: string, id: string) {
    const credential = this.#services.store.identities.applicationCredential(id);
    if (credential === undefined || credential.userId !== userId)
      throw notFound('Application Credential', id);
    return credential;
  }
}

function requestedRoles(asked: unknown, held: readonly string[]): readonly string[] {
  if (!Array.isArray(asked) || asked.length === 0) return held;
  const names = asked.map((role) => (isJson(role) ? role['name'] : undefined));
  const missing = names.find((name) => !held.some((role) => role === name));
  if (missing !== undefined)
    throw new KeystoneFault(400, `Could not find role assignment with role: ${String(missing)}`);
  return held.filter((role) => names.includes(role));
}

function requireSelf(callerId: string, userId: string, action: string): void {
  if (callerId !== userId) throw forbidden(`identity:${action}`);
}
