/** There are no pages: a list comes whole, however long (alliance.md §3.1). */
export const MOST_LIST_BYTES = 128 * 1_048_576;

/** When to look for an image whose making was asked for, with the answer lost on the way. */
export const LOST_ANSWER_LOOKS_MS: readonly number[] = [0, 2_000];

/** Images that are handed on at once. */
export const PAGE_SIZE = 250;

/** Keys of the image object that are no properties, in either generation (alliance.md §4). */
export const BASE_KEYS: ReadonlySet<string> = new Set([
  ...['id', 'name', 'owner', 'status', 'container_format', 'disk_format', 'min_ram', 'min_disk', 'size'],
  ...['checksum', 'created_at', 'updated_at', 'protected', 'virtual_size', 'visibility', 'is_public', 'tags'],
  ...['copy_from', 'schema', 'file', 'self', 'deleted', 'deleted_at', '_loaded', 'properties', 'os_hidden'],
  ...['os_hash_algo', 'os_hash_value', 'locations', 'direct_url', 'stores'],
]);
