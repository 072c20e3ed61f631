import type { WireError } from '../errors/index.ts';

/** One request that would change something. Requests that only read are not told. */
export interface RequestPreview {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Under the service's address, from the version on: `/v2/images/ID/members`. */
  readonly path: string;
  /** Headers that carry the change, where a service takes it so (plankton.md §4); else empty. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it would be sent; `null` if nothing is. */
  readonly body: string | null;
}

/** What one change of one image would send, reckoned from the image as last seen. No service is asked. */
export interface ChangePreview {
  readonly connection: string;
  readonly id: string;
  readonly requests: readonly RequestPreview[];
  /** Consequences that a person should know before: `it becomes shared first`. */
  readonly notes: readonly string[];
  /**
   * Where members belong to a place that images are in, its name: a namespace of Djinn, `lab@eve`. Images of one
   * connection and place have the same members, so a change of one is a change of all.
   */
  readonly place?: string;
  /** Why it would be refused; then there are no requests. */
  readonly error: WireError | null;
}
