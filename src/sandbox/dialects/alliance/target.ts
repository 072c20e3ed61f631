import type { Exchange } from '../../http/exchange.ts';
import { allianceNamespaces } from '../../seed/alliance-places.ts';
import type { Services } from '../dialect.ts';
import type { Target } from './cloud.ts';
import { AllianceFault } from './faults.ts';

/**
 * Where a request's two address headers lead (alliance.md §1).
 * @throws AllianceFault 400 without them, 404 where they lead nowhere, 401 and 403 where a token is wanted
 */
export function readTarget(exchange: Exchange, services: Services): Target {
  const name = requiredHeader(exchange, 'X-Target-Ns');
  const environment = requiredHeader(exchange, 'X-Environment-Id');
  if (!/^[0-9a-f]{32}$/.test(environment))
    throw new AllianceFault(400, 'X-Environment-Id must be 32 hexadecimal digits.');
  requireToken(exchange, services, environment);
  const namespace = allianceNamespaces.find((known) => known === name);
  if (namespace === undefined) throw new AllianceFault(404, `Namespace ${name} is not known.`);
  const project = services.store.identities.project('id', environment);
  if (project === undefined)
    throw new AllianceFault(404, `Environment ${environment} is not known in ${namespace}.`);
  return { namespace, projectId: project.id };
}

function requiredHeader(exchange: Exchange, name: string): string {
  const value = exchange.header(name.toLowerCase())?.trim();
  if (value === undefined || value === '') throw new AllianceFault(400, `The header ${name} is missing.`);
  return value;
}

function requireToken(exchange: Exchange, { switches, tokens }: Services, environment: string): void {
  if (!switches.flag('alliance-token')) return;
  const token = tokens.find(exchange.header('x-auth-token'));
  if (token === undefined) throw new AllianceFault(401, 'The request you have made requires authentication.');
  if (token.scope?.kind !== 'project' || token.scope.projectId !== environment)
    throw new AllianceFault(403, 'The token is not for this environment.');
}
