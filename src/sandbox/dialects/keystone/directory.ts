import type { Exchange } from '../../http/exchange.ts';
import { domain, regions } from '../../seed/identities.ts';
import type { Services } from '../dialect.ts';
import { forbidden, notFound } from './faults.ts';
import type { Token } from './tokens.ts';
import { domainView, projectView, roleView, userView } from './views.ts';

/** What the calls below get: the caller's token and the address of this API. */
export interface Call {
  readonly exchange: Exchange;
  readonly token: Token;
  readonly base: string;
  readonly parameters: readonly string[];
}

/** Users, projects, domains, roles and regions, as far as command-line clients look them up. */
export class Directory {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Projects that the caller may scope to. */
  ownProjects({ token, base, exchange }: Call) {
    const { identities } = this.#services.store;
    const projects = identities.projectsOf(token.userId).map((project) => projectView(project, base));
    return collection('projects', projects, exchange);
  }

  projects({ token, base, exchange }: Call) {
    requireAdmin(token, 'list_projects');
    const projects = this.#services.store.identities.projects().map((project) => projectView(project, base));
    return collection('projects', named(projects, exchange), exchange);
  }

  project({ token, base, parameters: [id = ''] }: Call) {
    const project = this.#services.store.identities.project('id', id);
    const own = token.scope?.kind === 'project' && token.scope.projectId === id;
    if (!own) requireAdmin(token, 'get_project');
    if (project === undefined) throw notFound('project', id);
    return { project: projectView(project, base) };
  }

  users({ token, base, exchange }: Call) {
    requireAdmin(token, 'list_users');
    const users = this.#services.store.identities.users().map((user) => userView(user, base));
    return collection('users', named(users, exchange), exchange);
  }

  user({ token, base, parameters: [id = ''] }: Call) {
    if (token.userId !== id) requireAdmin(token, 'get_user');
    const user = this.#services.store.identities.user('id', id);
    if (user === undefined) throw notFound('user', id);
    return { user: userView(user, base) };
  }

  userProjects({ token, base, exchange, parameters: [id = ''] }: Call) {
    if (token.userId !== id) requireAdmin(token, 'list_user_projects');
    const projects = this.#services.store.identities
      .projectsOf(id)
      .map((project) => projectView(project, base));
    return collection('projects', projects, exchange);
  }

  domains({ token, base, exchange }: Call) {
    requireAdmin(token, 'list_domains');
    return collection('domains', named([domainView(base)], exchange), exchange);
  }

  domain({ base, parameters: [id = ''], token }: Call) {
    if (id === domain.id) return { domain: domainView(base) };
    requireAdmin(token, 'get_domain');
    throw notFound('domain', id);
  }

  roles({ token, base, exchange }: Call) {
    requireAdmin(token, 'list_roles');
    const roles = ['admin', 'member', 'reader'].map((name) => roleView(name, base));
    return collection('roles', named(roles, exchange), exchange);
  }

  regions({ base, exchange }: Call) {
    const all = regions.map((id) => ({
      id,
      description: '',
      parent_region_id: null,
      links: { self: `${base}/regions/${id}` },
    }));
    return collection('regions', all, exchange);
  }
}

export function requireAdmin(token: Token, action: string): void {
  if (!token.roles.includes('admin')) throw forbidden(`identity:${action}`);
}

export function collection(
  key: string,
  members: readonly unknown[],
  { origin, rawPath, rawQuery }: Exchange,
) {
  const self = `${origin}${rawPath}${rawQuery === '' ? '' : `?${rawQuery}`}`;
  return { [key]: members, links: { next: null, self, previous: null } };
}

function named<View extends { readonly name: string }>(
  views: readonly View[],
  exchange: Exchange,
): readonly View[] {
  const name = exchange.query.find(([key]) => key === 'name')?.[1];
  return name === undefined ? views : views.filter((view) => view.name === name);
}
