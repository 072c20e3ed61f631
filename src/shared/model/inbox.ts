import type { WireError } from '../errors/index.ts';
import type { SharedImage } from './member.ts';

/** What others share with one connection, as last seen. */
export interface SharedWithMe {
  readonly connection: string;
  readonly images: readonly SharedImage[];
  /** When the service told it, ISO 8601; `null` if it never did. */
  readonly seenAt: string | null;
  /** Why the service did not tell it when it was asked last; `null` if it did. */
  readonly error: WireError | null;
}
