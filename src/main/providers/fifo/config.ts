/** The servers of API 0.1.0 and those after it differ in how one signs in, lists and uploads (fifo.md §1, §2). */
export type Generation = 1 | 2;

export function generationOf(api: string): Generation {
  return api === '0.1.0' ? 1 : 2;
}

/** `<uuid>` must be 36 characters, or the server crashes (fifo.md §3). */
export const UUID = /^[0-9A-Za-z-]{36}$/;

/** There are no pages: a cloud's whole list comes in one answer (fifo.md §4). */
export const MOST_LIST_BYTES = 64 * 1_048_576;

/** Media type of the bytes: any other is refused with 415 or 406 (fifo.md §5). */
export const GZIP_TYPE = 'application/x-gzip';

/** The server hands the last piece to its own store before it answers an upload. */
export const STORE_TIMEOUT_MS = 15 * 60_000;

/** A token is renewed so long before it dies. */
export const RENEWAL_MARGIN_MS = 5 * 60_000;

/** How often, and for how long, a removal is tried again while the server still ends an upload that broke off. */
export const REMOVAL_PAUSE_MS = 250;
export const REMOVAL_TRIES = 8;
