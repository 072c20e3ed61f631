import type { ServiceType } from '../keystone/index.ts';

/** Glance in Keystone's catalogue (keystone-v3.md, "Catalog"). */
export const IMAGE_SERVICE: ServiceType = { type: 'image', aliases: ['imagev2'], label: 'image service' };

/** Images asked for in one page; a cloud may allow fewer. */
export const PAGE_SIZE = 250;

/** Media type of a PATCH (glance-v2.md §4): any other is refused with 415. */
export const PATCH_TYPE = 'application/openstack-images-v2.1-json-patch';

/** What Glance calls images among the things that can have properties (metadata definitions). */
export const IMAGE_RESOURCE = 'OS::Glance::Image';

/** Glance answers an upload when its store holds all bytes: some stores only begin then. */
export const STORE_TIMEOUT_MS = 15 * 60_000;

/** A slow line: how long a token should live for an upload of a given size. */
export const SLOW_BYTES_PER_MS = 1024;

/** Keys of the image document that are not properties (glance-v2.md §3). */
export const BASE_KEYS: ReadonlySet<string> = new Set([
  'id',
  'name',
  'status',
  'visibility',
  'protected',
  'os_hidden',
  'checksum',
  'os_hash_algo',
  'os_hash_value',
  'owner',
  'size',
  'virtual_size',
  'container_format',
  'disk_format',
  'min_ram',
  'min_disk',
  'created_at',
  'updated_at',
  'tags',
  'self',
  'file',
  'schema',
  'stores',
  'locations',
  'direct_url',
]);

/** Names that Glance keeps for itself besides the base keys. */
const RESERVED_KEYS: ReadonlySet<string> = new Set(['location', 'deleted', 'deleted_at']);

/** Progress of imports and the like: shown by Glance as properties, but not to be edited. */
export function isServiceKey(key: string): boolean {
  return key.startsWith('os_glance');
}

/** True for a name that Glance lets a person use for a property. */
export function isPropertyKey(key: string): boolean {
  return !BASE_KEYS.has(key) && !RESERVED_KEYS.has(key) && !isServiceKey(key);
}
