import { createHash } from 'node:crypto';
import { domain, regions } from '../../seed/identities.ts';
import type { StoredApplicationCredential, StoredProject, StoredUser } from '../../store/identity-rows.ts';
import type { Store } from '../../store/store.ts';
import type { Token } from './tokens.ts';

/** An id that is the same in every sandbox. */
export function stableId(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 32);
}

/** `2026-01-02T03:04:05.000000Z` */
export function tokenTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/Z$/, '000Z');
}

const services = [
  { type: 'identity', name: 'keystone', path: '/identity/v3' },
  { type: 'image', name: 'glance', path: '/image' },
  { type: 'compute', name: 'nova', path: '/compute/v2.1' },
] as const;

/**
 * The service catalogue: every service in every region, by path prefixes (keystone-v3.md §2).
 * `computeSuffix` ends the address of the compute service.
 */
export function catalogView(origin: string, computeSuffix = '') {
  return services.map(({ type, name, path }) => ({
    endpoints: regions.flatMap((region) =>
      (['public', 'internal'] as const).map((face) => ({
        id: stableId('endpoint', type, region, face),
        interface: face,
        region_id: region,
        url: `${origin}${path}${type === 'compute' ? computeSuffix : ''}`,
        region,
      })),
    ),
    id: stableId('service', type),
    type,
    name,
  }));
}

/** A token as its own calls show it; `catalog` is left out where the client asked for none. */
export function tokenView(token: Token, store: Store, catalog: ReturnType<typeof catalogView> | undefined) {
  const user = store.identities.user('id', token.userId);
  const project =
    token.scope?.kind === 'project' ? store.identities.project('id', token.scope.projectId) : undefined;
  const credential =
    token.applicationCredentialId === undefined
      ? undefined
      : store.identities.applicationCredential(token.applicationCredentialId);
  const scoped = token.scope !== undefined;
  const inDomain = { id: domain.id, name: domain.name };
  return {
    token: {
      methods: token.methods,
      user: { domain: inDomain, id: token.userId, name: user?.name ?? '', password_expires_at: null },
      audit_ids: token.auditIds,
      expires_at: tokenTime(token.expiresAtMs),
      issued_at: tokenTime(token.issuedAtMs),
      ...(project && { project: { domain: inDomain, id: project.id, name: project.name }, is_domain: false }),
      ...(token.scope?.kind === 'domain' && { domain: inDomain }),
      ...(token.scope?.kind === 'system' && { system: { all: true } }),
      ...(scoped && { roles: token.roles.map((name) => ({ id: stableId('role', name), name })) }),
      ...(scoped && catalog && { catalog }),
      ...(credential && {
        application_credential: {
          id: credential.id,
          name: credential.name,
          restricted: !credential.isUnrestricted,
          access_rules: undefined,
        },
      }),
    },
  };
}

export function projectView(project: StoredProject, base: string) {
  return {
    id: project.id,
    name: project.name,
    domain_id: domain.id,
    description: project.description,
    enabled: true,
    parent_id: domain.id,
    is_domain: false,
    tags: [],
    options: {},
    links: { self: `${base}/projects/${project.id}` },
  };
}

export function userView(user: StoredUser, base: string) {
  return {
    id: user.id,
    name: user.name,
    domain_id: domain.id,
    enabled: true,
    default_project_id: user.defaultProjectId,
    password_expires_at: null,
    options: {},
    links: { self: `${base}/users/${user.id}` },
  };
}

export function domainView(base: string) {
  return { ...domain, enabled: true, tags: [], options: {}, links: { self: `${base}/domains/${domain.id}` } };
}

export function roleView(name: string, base: string) {
  const id = stableId('role', name);
  const options = { immutable: true };
  return { id, name, domain_id: null, description: null, options, links: { self: `${base}/roles/${id}` } };
}

export function applicationCredentialView(
  credential: StoredApplicationCredential,
  base: string,
  secret?: string,
) {
  return {
    id: credential.id,
    name: credential.name,
    description: credential.description,
    user_id: credential.userId,
    project_id: credential.projectId,
    system: null,
    expires_at: credential.expiresAt,
    unrestricted: credential.isUnrestricted,
    roles: credential.roles.map((name) => {
      const { links: _links, ...role } = roleView(name, base);
      return role;
    }),
    ...(secret !== undefined && { secret }),
    links: { self: `${base}/application_credentials/${credential.id}` },
  };
}
