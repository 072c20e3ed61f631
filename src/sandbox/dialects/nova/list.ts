import type { StoredImage } from '../../store/image.ts';
import type { Services } from '../dialect.ts';
import { type Access, viewer } from '../glance/access.ts';
import { escapeHtml, GlanceFault } from '../glance/faults.ts';
import { parseListQuery } from '../glance/list-query.ts';
import type { Call } from './call.ts';
import { NovaFault } from './faults.ts';
import { briefView, detailView } from './image-view.ts';
import { replyJson } from './replies.ts';

type Pairs = readonly (readonly [string, string])[];

/** The largest page that gets a next link by its size (`[api]max_limit`). */
const maxLimit = 1000;

/** `GET /images` and `GET /images/detail` (nova-images.md §4): what Glance lists, in Nova's words. */
export function listImages(services: Services, access: Access, call: Call, isDetailed: boolean): void {
  const { exchange, caller, bases } = call;
  // Of repeated parameters the last counts.
  const parameters = new Map(exchange.query);
  const limit = wholeNumber(parameters, 'limit');
  wholeNumber(parameters, 'page_size');
  wholeNumber(parameters, 'offset');
  if (caller.token.roles.length === 0) {
    throw new NovaFault(403, 'HTTP 403 Forbidden: You are not authorized to complete get_images action.');
  }
  const images = asGlanceAnswers(() => {
    const query = parseListQuery(glanceFilters(parameters), !services.switches.flag('no-delta'));
    const marker = parameters.get('marker');
    const after = marker === undefined ? undefined : markerImage(access, call, marker);
    return limit === 0
      ? []
      : services.store.images.find({ ...query, viewer: viewer(caller), after, limit: rowLimit(limit) });
  });
  const showsUpdated = !services.switches.flag('nova-no-updated');
  const last = images.length === Math.min(limit ?? maxLimit, maxLimit) ? images.at(-1) : undefined;
  replyJson(call, 200, {
    images: images.map((image) =>
      isDetailed ? detailView(image, bases, showsUpdated) : briefView(image, bases),
    ),
    ...(last !== undefined && {
      images_links: [{ rel: 'next', href: nextLink(call, parameters, last, isDetailed) }],
    }),
  });
}

/** The filters that Nova passes on to Glance; all other parameters are ignored. */
function glanceFilters(parameters: ReadonlyMap<string, string>): Pairs {
  const filters: [string, string][] = [];
  for (const [name, value] of parameters) {
    if (name === 'name') filters.push([name, value]);
    else if (name === 'status') filters.push([name, value.toLowerCase()]);
    else if (name === 'changes-since') filters.push(['updated_at', `gte:${value}`]);
    else if (name === 'server')
      filters.push(['instance_uuid', value.replace(/\/+$/, '').split('/').at(-1) ?? '']);
    else if (name === 'type') filters.push(['image_type', value]);
    else if (name === 'minRam') filters.push(['min_ram', value]);
    else if (name === 'minDisk') filters.push(['min_disk', value]);
    // Nova means to cut the prefix, and cuts every leading letter that the prefix has.
    else if (name.startsWith('property-')) filters.push([name.replace(/^[property-]+/, ''), value]);
  }
  return filters;
}

/** Runs a call that Glance would answer; its refusal comes back inside Nova's. */
function asGlanceAnswers<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GlanceFault)) throw error;
    if (error.status !== 400) throw new NovaFault(500);
    throw new NovaFault(400, `HTTP 400 Bad Request: ${escapeHtml(error.message)}`);
  }
}

function markerImage(access: Access, { caller }: Call, marker: string): StoredImage {
  try {
    return access.visible(caller, marker);
  } catch {
    throw new GlanceFault(400, { explanation: `No image found with ID ${marker}` });
  }
}

function wholeNumber(parameters: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  if (!/^\s*[+-]?\d+\s*$/.test(text))
    throw new NovaFault(400, `Invalid input received: ${name} must be an integer`);
  const value = Number(text);
  if (value < 0) throw new NovaFault(400, `Invalid input received: ${name} must be >= 0`);
  return value;
}

/** A limit beyond what the store counts is as good as none. */
function rowLimit(limit: number | undefined): number | undefined {
  return limit !== undefined && Number.isSafeInteger(limit) ? limit : undefined;
}

/** All parameters in order of their names, the marker replaced. */
function nextLink(
  { bases }: Call,
  parameters: ReadonlyMap<string, string>,
  last: StoredImage,
  isDetailed: boolean,
): string {
  const sorted = new Map([...parameters].sort(([left], [right]) => (left < right ? -1 : 1)));
  sorted.set('marker', last.id);
  const query = new URLSearchParams([...sorted].map(([name, value]): [string, string] => [name, value]));
  return `${bases.base}/images${isDetailed ? '/detail' : ''}?${query}`;
}
