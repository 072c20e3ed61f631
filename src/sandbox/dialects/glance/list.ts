import type { Switches } from '../../switches/switches.ts';
import type { Services } from '../dialect.ts';
import { type Access, type Call, viewer } from './access.ts';
import { fault, notAuthorized } from './faults.ts';
import { imageView } from './image-view.ts';
import { type ListQuery, parseListQuery } from './list-query.ts';
import { lacks } from './release.ts';
import { replyJson } from './replies.ts';

const defaultLimit = 25;

/** `GET /v2/images` (glance-v2.md §4). */
export function listImages(services: Services, access: Access, { exchange, caller }: Call): void {
  // A token without a project has no roles, and the policy wants one.
  if (caller.token.roles.length === 0) throw notAuthorized('get_images');
  const { switches, store } = services;
  const query = askedOfOld(parseListQuery(exchange.query, !switches.flag('no-delta')), switches);
  const limit = Math.min(query.limit ?? defaultLimit, switches.number('page-max') ?? 1000);
  const { marker } = query;
  const after = marker === undefined ? undefined : markerImage(access, caller, marker);
  // To an old service this is the name of a property, which no image has.
  const isNone = lacks(switches, 7) && exchange.query.some(([name]) => name === 'os_hidden');
  const images =
    limit === 0 || isNone ? [] : store.images.find({ ...query, viewer: viewer(caller), after, limit });

  const pairs = exchange.query.filter(([name]) => name !== 'marker');
  const kept = switches.flag('next-drops-duplicates') ? [...new Map(pairs)] : pairs;
  const last = images.length === limit ? images.at(-1) : undefined;
  replyJson(exchange, 200, {
    images: images.map((image) => imageView(image, switches)),
    first: link(kept),
    schema: '/v2/schemas/images',
    ...(last !== undefined && { next: link([...kept, ['marker', last.id]]) }),
  });
}

/** What an old service calls private is what newer ones call private, shared or community. */
function askedOfOld(query: ListQuery, switches: Switches): ListQuery {
  if (query.visibility !== 'private' || !lacks(switches, 5)) return query;
  const values = ['private', 'shared', 'community'];
  const conditions = [...query.conditions, { column: 'visibility', operator: 'in', values } as const];
  return { ...query, visibility: undefined, conditions };
}

function markerImage(access: Access, caller: Call['caller'], marker: string) {
  try {
    return access.visible(caller, marker);
  } catch {
    throw fault(400, `No image found with ID ${marker}`);
  }
}

function link(pairs: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
  return query === '' ? '/v2/images' : `/v2/images?${query}`;
}
