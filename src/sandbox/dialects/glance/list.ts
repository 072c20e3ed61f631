import type { Services } from '../dialect.ts';
import { type Access, type Call, viewer } from './access.ts';
import { fault, notAuthorized } from './faults.ts';
import { imageView } from './image-view.ts';
import { parseListQuery } from './list-query.ts';
import { replyJson } from './replies.ts';

const defaultLimit = 25;

/** `GET /v2/images` (glance-v2.md §4). */
export function listImages(services: Services, access: Access, { exchange, caller }: Call): void {
  // A token without a project has no roles, and the policy wants one.
  if (caller.token.roles.length === 0) throw notAuthorized('get_images');
  const { switches, store } = services;
  const query = parseListQuery(exchange.query, !switches.flag('no-delta'));
  const limit = Math.min(query.limit ?? defaultLimit, switches.number('page-max') ?? 1000);
  const { marker } = query;
  const after = marker === undefined ? undefined : markerImage(access, caller, marker);
  const images = limit === 0 ? [] : store.images.find({ ...query, viewer: viewer(caller), after, limit });

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
