/** What the main thread asks of a hash worker. They are served in order. */
export type HashRequest =
  /** Forget what was hashed and begin with `algo`; later offsets are into `ring`. */
  | { readonly type: 'begin'; readonly algo: string; readonly ring: SharedArrayBuffer }
  /** Go on with the same hash; later offsets are into `ring`. */
  | { readonly type: 'ring'; readonly ring: SharedArrayBuffer }
  | { readonly type: 'update'; readonly offset: number; readonly length: number }
  /** The hash of all bytes so far. More may follow. */
  | { readonly type: 'digest' };

/** One answer a request, in the same order: the digest, or null for the others. */
export type HashReply = { readonly digest: string | null };
