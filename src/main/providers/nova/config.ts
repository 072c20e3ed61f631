import type { ServiceType } from '../keystone/index.ts';

/** Nova in Keystone's catalogue (keystone-v3.md, "Catalog"). */
export const COMPUTE_SERVICE: ServiceType = {
  type: 'compute',
  aliases: ['computev21', 'compute_legacy'],
  label: 'compute service',
};

/** The Glance behind it: asked only for what Nova does not show before it changes it. */
export const IMAGE_SERVICE: ServiceType = { type: 'image', aliases: ['imagev2'], label: 'image service' };

/** Images asked for in one page; a cloud may allow fewer. */
export const PAGE_SIZE = 250;

/** Images are gone from the next microversion on (nova-images.md §0). */
export const LAST_IMAGE_MINOR = 35;

/** What a key of metadata may be made of, and how long key and value may be (nova-images.md §4 "Body rules"). */
export const KEY_PATTERN = /^[a-zA-Z0-9\-_:. ]{1,255}$/;
export const VALUE_LENGTH = 255;

/**
 * Names of Glance's own fields. Nova takes them as metadata, and then ignores them, is refused by Glance, or
 * breaks (nova-images.md §4).
 */
const BASE_KEYS: ReadonlySet<string> = new Set([
  ...['id', 'name', 'status', 'visibility', 'protected', 'os_hidden', 'checksum', 'os_hash_algo'],
  ...['os_hash_value', 'owner', 'size', 'virtual_size', 'container_format', 'disk_format', 'min_ram'],
  ...['min_disk', 'created_at', 'updated_at', 'deleted', 'deleted_at', 'tags', 'self', 'file', 'schema'],
  ...['stores', 'locations', 'location', 'direct_url'],
]);

/** Progress of imports and the like: shown as metadata, but not to be edited. */
export function isServiceKey(key: string): boolean {
  return key.startsWith('os_glance');
}

/** True for a name that may be used for a property. */
export function isPropertyKey(key: string): boolean {
  return !BASE_KEYS.has(key) && !isServiceKey(key);
}
