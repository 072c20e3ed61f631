import type { KeystoneSettings } from '#shared/model/index.ts';

const DEFAULT_DOMAIN = 'Default';

interface DomainReference {
  readonly id?: string;
  readonly name?: string;
}

/** Body of `POST /auth/tokens` (keystone-v3.md §2). The secret is a password, a credential's or a token. */
export function authRequest(settings: KeystoneSettings, secret: string): object {
  if (usesApplicationCredential(settings)) {
    // Its project is fixed: a scope beside it is refused with 401.
    return {
      auth: {
        identity: {
          methods: ['application_credential'],
          application_credential: credential(settings, secret),
        },
      },
    };
  }
  const identity = settings.tokenAuth
    ? { methods: ['token'], token: { id: secret } }
    : { methods: ['password'], password: { user: { ...user(settings), password: secret } } };
  const project = projectScope(settings);
  return { auth: { identity, ...(project === undefined ? {} : { scope: { project } }) } };
}

export function usesApplicationCredential(settings: KeystoneSettings): boolean {
  return settings.applicationCredentialId !== undefined || settings.applicationCredentialName !== undefined;
}

function credential(settings: KeystoneSettings, secret: string): object {
  return settings.applicationCredentialId === undefined
    ? { name: settings.applicationCredentialName, secret, user: user(settings) }
    : { id: settings.applicationCredentialId, secret };
}

function user(settings: KeystoneSettings): object {
  return settings.userId === undefined
    ? { name: settings.username ?? '', domain: domain(settings.userDomainId, settings.userDomain) }
    : { id: settings.userId };
}

function projectScope(settings: KeystoneSettings): object | undefined {
  if (settings.projectId !== undefined) return { id: settings.projectId };
  if (settings.project === undefined) return undefined;
  return { name: settings.project, domain: domain(settings.projectDomainId, settings.projectDomain) };
}

function domain(id: string | undefined, name: string | undefined): DomainReference {
  return id === undefined ? { name: name ?? DEFAULT_DOMAIN } : { id };
}
