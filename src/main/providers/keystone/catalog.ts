import { AppError } from '#shared/errors/index.ts';
import type { KeystoneSettings } from '#shared/model/index.ts';
import { plainLine } from '../../http/index.ts';
import type { Token } from './token.ts';

/** A kind of service in the catalogue: its type and the other names that clouds give it. */
export interface ServiceType {
  readonly type: string;
  readonly aliases: readonly string[];
  /** What a person calls it. */
  readonly label: string;
}

/**
 * The address of a service for the connection's region and interface (keystone-v3.md, "Catalog").
 * `NOT_FOUND` says what the catalogue has instead. An address that a person typed wins.
 */
export function findEndpoint(
  token: Token,
  service: ServiceType,
  settings: KeystoneSettings,
  operation: string,
): string {
  if (settings.endpoint !== undefined) return settings.endpoint;
  const wanted = settings.interface ?? 'public';
  const names = [service.type, ...service.aliases];
  const services = token.catalog
    .filter(({ type }) => names.includes(type))
    .sort((a, b) => names.indexOf(a.type) - names.indexOf(b.type));
  const endpoints = services.flatMap(({ endpoints: all }) => all ?? []);
  const here = endpoints.filter((one) => settings.region === undefined || regionOf(one) === settings.region);
  const found = here.find((one) => interfaceOf(one) === wanted);
  if (found !== undefined) return found.url;
  throw new AppError('NOT_FOUND', missing(service, settings, endpoints.length, here.length, wanted), {
    operation,
    hint: advice(token, endpoints, here),
  });
}

interface Endpoint {
  readonly interface: string;
  readonly region?: string | null | undefined;
  readonly region_id?: string | null | undefined;
}

function regionOf(endpoint: Endpoint): string {
  return endpoint.region_id ?? endpoint.region ?? '';
}

/** Catalogues of old clouds say `publicURL`. */
function interfaceOf(endpoint: Endpoint): string {
  return endpoint.interface.replace(/URL$/, '');
}

function missing(
  service: ServiceType,
  settings: KeystoneSettings,
  all: number,
  here: number,
  wanted: string,
): string {
  if (all === 0) return `This cloud's catalogue has no ${service.label}.`;
  if (here === 0) return `This cloud's catalogue has no ${service.label} in region ${settings.region}.`;
  return `This cloud's catalogue has no ${wanted} address of ${service.label}.`;
}

function advice(token: Token, endpoints: readonly Endpoint[], here: readonly Endpoint[]): string {
  if (here.length > 0) return `It has these interfaces: ${listed(here.map(interfaceOf))}.`;
  if (endpoints.length > 0) return `It has these regions: ${listed(endpoints.map(regionOf))}.`;
  if (token.catalog.length === 0)
    return 'The catalogue is empty. Is a project chosen, and a member of it signed in?';
  return `It has these services: ${listed(token.catalog.map(({ type }) => type))}. Set the endpoint by hand if you know it.`;
}

function listed(words: readonly string[]): string {
  return plainLine([...new Set(words)].slice(0, 20).join(', '));
}
