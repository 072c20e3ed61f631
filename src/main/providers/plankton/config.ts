/** All formats that Plankton takes (plankton.md §3). */
export const DISK_FORMATS: readonly string[] = ['diskdump', 'extdump', 'ntfsdump'];
export const CONTAINER_FORMATS: readonly string[] = ['bare', 'aki', 'ari', 'ami', 'ovf'];

/** The container that images go to (plankton.md §9). */
export const IMAGE_CONTAINER = 'images';
/** Containers that tell the size of blocks, in the order in which they are asked. */
export const BLOCK_CONTAINERS: readonly string[] = [IMAGE_CONTAINER, 'pithos'];

/** Characters (plankton.md §7). */
export const KEY_LENGTH = 93;
export const VALUE_LENGTH = 256;
/** Items of metadata an object may have, less those that every image has besides its properties. */
export const MOST_PROPERTIES = 26;

/** Images that are handed on at once, so that a long list does not hold up everything else. */
export const PAGE_SIZE = 250;
/** The list comes whole, however long (plankton.md §5): about 100 000 images. */
export const MOST_LIST_BYTES = 64 * 1024 * 1024;
/** Hashes of missing blocks: enough for an image of four terabytes. */
export const MOST_MISSING_BYTES = 96 * 1024 * 1024;

/** Pithos answers when it holds all bytes, or has put the blocks together. */
export const STORE_TIMEOUT_MS = 15 * 60_000;

/** Blocks of other sizes are not worked with: one must fit into memory. */
export const LARGEST_BLOCK_BYTES = 64 * 1024 * 1024;
/** The algorithm of blocks that Argosy computes; Pithos knows others in theory. */
export const BLOCK_HASH = 'sha256';
/** The word for a Pithos hash that cannot be computed here: another algorithm, an unknown size of blocks. */
export const OPAQUE_HASH = 'pithos';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ids of images are uuids; another text is refused with 400, not 404 (plankton.md §5). */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
