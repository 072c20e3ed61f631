import type { StoredImage } from '../../store/image.ts';
import type { Services } from '../dialect.ts';
import { isOwner } from '../glance/access.ts';
import { isReserved, propertyLimit } from '../glance/attributes.ts';
import type { Call } from './call.ts';
import { imageNotFound, NovaFault, notAuthorizedFor, unexpected } from './faults.ts';
import { metadataView } from './image-view.ts';
import { readMetadata } from './metadata-body.ts';
import { replyEmpty, replyJson } from './replies.ts';

type Properties = ReadonlyMap<string, string>;

/** Names of Glance's own attributes that Nova overwrites with what the image has: setting them does nothing. */
const ignoredKeys: ReadonlySet<string> = new Set([
  'id',
  'name',
  'owner',
  'visibility',
  'checksum',
  'min_ram',
  'min_disk',
  'disk_format',
  'container_format',
  'os_hidden',
  'os_hash_algo',
  'os_hash_value',
]);
/** Those that Glance refuses. */
const refusedKeys: ReadonlySet<string> = new Set([
  'created_at',
  'updated_at',
  'file',
  'schema',
  'direct_url',
]);
/** Those that break Nova, being no strings in its client's schema. */
const breakingKeys: ReadonlySet<string> = new Set([
  'self',
  'size',
  'status',
  'protected',
  'tags',
  'locations',
  'virtual_size',
]);

/** `/images/{id}/metadata` (nova-images.md §4): every write replaces the whole set of properties. */
export class Metadata {
  readonly #services: Services;
  readonly #visible: (call: Call) => StoredImage;

  constructor(services: Services, visible: (call: Call) => StoredImage) {
    this.#services = services;
    this.#visible = visible;
  }

  list(call: Call): void {
    replyJson(call, 200, { metadata: metadataView(this.#visible(call).properties) });
  }

  show(call: Call): void {
    const [, key = ''] = call.parameters;
    const { properties } = this.#visible(call);
    if (!properties.has(key)) throw new NovaFault(404);
    replyJson(call, 200, { meta: { [key]: metadataView(properties)[key] } });
  }

  /** POST: adds to what there is, and answers with all. */
  async merge(call: Call): Promise<void> {
    const pairs = await readMetadata(call.exchange, 'metadata');
    const image = this.#visible(call);
    const written = this.#write(call, image, new Map([...image.properties, ...pairs]));
    replyJson(call, 200, { metadata: metadataView(written) });
  }

  /** PUT: replaces all, and answers with what was sent. */
  async replace(call: Call): Promise<void> {
    const pairs = await readMetadata(call.exchange, 'metadata');
    this.#write(call, this.#visible(call), pairs);
    replyJson(call, 200, { metadata: Object.fromEntries(pairs) });
  }

  async setOne(call: Call): Promise<void> {
    const [, key = ''] = call.parameters;
    const pairs = await readMetadata(call.exchange, 'meta');
    if (!pairs.has(key)) throw new NovaFault(400, 'Request body and URI mismatch');
    const image = this.#visible(call);
    this.#write(call, image, new Map([...image.properties, ...pairs]));
    replyJson(call, 200, { meta: Object.fromEntries(pairs) });
  }

  removeOne(call: Call): void {
    const [, key = ''] = call.parameters;
    const image = this.#visible(call);
    if (!image.properties.has(key)) throw new NovaFault(404, 'Invalid metadata key');
    const properties = new Map(image.properties);
    properties.delete(key);
    this.#write(call, image, properties);
    replyEmpty(call);
  }

  #write({ caller }: Call, image: StoredImage, asked: Properties): Properties {
    const { store, switches } = this.#services;
    if (asked.size > propertyLimit) {
      throw new NovaFault(switches.flag('nova-quota-413') ? 413 : 403, 'Image metadata limit exceeded');
    }
    if (!isOwner(caller, image)) throw notAuthorizedFor(image.id);
    const properties = new Map([...asked].filter(([key]) => !ignoredKeys.has(key)));
    for (const key of new Set([...image.properties.keys(), ...properties.keys()])) {
      if (properties.get(key) !== image.properties.get(key)) requireWritable(key, image.id);
    }
    // Glance refuses characters of four bytes, and Nova does not foresee that.
    if (/[\u{10000}-\u{10FFFF}]/u.test([...properties.values()].join())) {
      throw unexpected('nova.exception.ImageBadRequest');
    }
    // Nova knows public and private only: whatever is not public comes out of a write as private.
    const visibility = image.visibility === 'public' ? 'public' : 'private';
    const updated = store.images.update(image.id, { properties, visibility });
    if (updated === undefined) throw imageNotFound();
    return updated.properties;
  }
}

function requireWritable(key: string, id: string): void {
  if (key === 'stores') throw unexpected('glanceclient.exc.HTTPConflict');
  if (breakingKeys.has(key)) throw unexpected('TypeError');
  if (refusedKeys.has(key) || isReserved(key)) throw notAuthorizedFor(id);
}
