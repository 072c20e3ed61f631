/** A row that nobody sees any more: it may be deleted at any time. */
export const DISCARDED = 1;

/** So long after it was written a pending row is taken to be left by a process that died. */
const LEFT_BEHIND_SECONDS = 6 * 3600;

/** What `images.pending` holds for a row of a sync under way. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Pending rows up to this may be deleted. */
export function leftBehind(): number {
  return Math.max(DISCARDED, nowSeconds() - LEFT_BEHIND_SECONDS);
}
