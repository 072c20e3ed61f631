/** What the main thread asks of a byte worker. Requests are served in order. */
export type ByteRequest =
  /** Forget what was hashed and begin with `algo`; later offsets are into `ring`. */
  | { readonly type: 'begin'; readonly algo: string; readonly ring: SharedArrayBuffer }
  /** Go on with the same hash; later offsets are into `ring`. */
  | { readonly type: 'ring'; readonly ring: SharedArrayBuffer }
  | { readonly type: 'update'; readonly offset: number; readonly length: number }
  /** The hash of all bytes so far. More may follow. */
  | { readonly type: 'digest' }
  /** Write a piece of shared memory to an open file. */
  | {
      readonly type: 'write';
      readonly file: number;
      readonly buffer: SharedArrayBuffer;
      readonly offset: number;
      readonly length: number;
      readonly position: number;
    };

/** One answer a request, in the same order: the digest (null for the others), or the failure. */
export type ByteReply =
  | { readonly digest: string | null }
  | { readonly failure: { readonly message: string; readonly code: string | null } };
