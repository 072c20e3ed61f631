import type { Call } from './access.ts';
import { fault } from './faults.ts';
import { type MetadefNamespace, type MetadefProperty, metadefNamespaces } from './metadef-namespaces.ts';
import { replyJson } from './replies.ts';

const path = '/v2/metadefs/namespaces';
const defaultLimit = 25;
const limitMax = 1000;

/** `GET /v2/metadefs/namespaces`: what there is, without the properties. */
export function listNamespaces({ exchange }: Call): void {
  const parameter = (name: string) => exchange.query.findLast(([key]) => key === name)?.[1];
  const sortDirection = parameter('sort_dir') ?? 'desc';
  const limit = parseLimit(parameter('limit'));
  if (sortDirection !== 'asc' && sortDirection !== 'desc')
    throw fault(400, `Invalid sort direction: ${sortDirection}`);
  const visibility = parameter('visibility');
  if (visibility && visibility !== 'public' && visibility !== 'private')
    throw fault(400, `Invalid visibility value: ${visibility}`);

  const types = parameter('resource_types')?.split(',');
  const matching = metadefNamespaces
    .filter(
      ({ associations }) => types?.some((type) => associations.some(({ name }) => name === type)) ?? true,
    )
    .filter(() => visibility !== 'private');
  const ordered = sortDirection === 'asc' ? matching : matching.toReversed();
  const start = startAfter(ordered, parameter('marker'));
  const page = ordered.slice(start, start + limit);
  const pairs = [...new Map(exchange.query.filter(([key]) => key !== 'marker'))];
  const next = page.length > 0 && page.length === limit ? page.at(-1)?.namespace : undefined;
  replyJson(exchange, 200, {
    namespaces: page.map(namespaceView),
    ...(next !== undefined && { next: link([...pairs, ['marker', next]]) }),
    schema: '/v2/schemas/metadefs/namespaces',
    first: link(pairs),
  });
}

/** `GET /v2/metadefs/namespaces/{namespace}`; with `resource_type` the names have that type's prefix. */
export function showNamespace({ exchange, parameters: [name = ''] }: Call): void {
  const namespace = metadefNamespaces.find((candidate) => candidate.namespace === name);
  if (namespace === undefined) throw missing(name);
  const type = exchange.query.findLast(([key]) => key === 'resource_type')?.[1];
  const prefix = namespace.associations.find((association) => association.name === type)?.prefix ?? '';
  const prefixed = (properties: Readonly<Record<string, MetadefProperty>>) =>
    Object.fromEntries(Object.entries(properties).map(([key, value]) => [`${prefix}${key}`, value]));
  const { properties, objects } = namespace;
  const { self, schema, ...head } = namespaceView(namespace);
  replyJson(exchange, 200, {
    ...head,
    ...(properties && { properties: prefixed(properties) }),
    ...(objects && {
      objects: objects.map((object) => ({
        ...object,
        required: [],
        properties: prefixed(object.properties),
        schema: '/v2/schemas/metadefs/object',
        self: `${path}/${namespace.namespace}/objects/${object.name}`,
      })),
    }),
    self,
    schema,
  });
}

function namespaceView({ namespace, displayName, description, associations }: MetadefNamespace) {
  return {
    namespace,
    display_name: displayName,
    description,
    visibility: 'public',
    protected: true,
    owner: 'admin',
    created_at: '2026-01-02T03:04:05Z',
    resource_type_associations: associations.map((association) => ({
      ...association,
      created_at: '2026-01-02T03:04:05Z',
    })),
    self: `${path}/${namespace}`,
    schema: '/v2/schemas/metadefs/namespace',
  };
}

/** A limit that is no number breaks the service. */
function parseLimit(text: string | undefined): number {
  if (text === undefined) return defaultLimit;
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw fault(500);
  const limit = Number(text);
  if (limit < 0) throw fault(400, 'limit param must be positive');
  return Math.min(limit, limitMax);
}

function startAfter(namespaces: readonly MetadefNamespace[], marker: string | undefined): number {
  if (marker === undefined) return 0;
  const index = namespaces.findIndex(({ namespace }) => namespace === marker);
  if (index < 0) throw missing(marker);
  return index + 1;
}

function missing(name: string) {
  return fault(404, `Metadata definition namespace=${name} was not found.`);
}

function link(pairs: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams(pairs.map(([key, value]): [string, string] => [key, value])).toString();
  return query === '' ? path : `${path}?${query}`;
}
