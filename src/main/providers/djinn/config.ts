/** Media type of an image's bytes: with exactly this `Accept` they come instead of JSON (djinn.md §4). */
export const QEMU_TYPE = 'application/x-qemu-disk';

/** The first bytes of a QCOW2 image: the server takes nothing else (djinn.md §4, POST). */
export const QCOW2_SIGNATURE: readonly number[] = [0x51, 0x46, 0x49, 0xfb];

/** What the name of an image must match (djinn.md §4, "Common rules"). */
export const NAME_PATTERN = '^[a-zA-Z0-9_\\-]+$';

/** The server holds all bytes before it stores them, and answers only then. */
export const STORE_TIMEOUT_MS = 30 * 60_000;

/** When to look for an image whose making was asked for, with the answer lost on the way. */
export const LOST_ANSWER_LOOKS_MS: readonly number[] = [0, 1_000, 3_000];

/** Images that are read one by one at the same time, where a list leaves out what they relate to. */
export const READS_AT_ONCE = 4;

/** What a token must be allowed, for all that Argosy does (djinn.md §1). */
export const SCOPES = 'image:read,write,delete namespace:read,delete invite:read,write';
