import type { WireError } from '../errors/index.ts';
import type { Image, ImageEdit } from './image.ts';
import type { JsonValue } from './json.ts';

/** A change that waits for its service. One an image: a second one is laid over the first. */
export interface QueuedEdit {
  readonly connection: string;
  readonly imageId: string;
  readonly edit: ImageEdit;
  /** The image as the person saw it when they began to change it. */
  readonly base: Image;
  /** ISO 8601. */
  readonly queuedAt: string;
}

/**
 * One field of a queued edit beside what the service says now. `clean`: as it was when it was changed.
 * `same`: somebody else set just that. `conflict`: somebody else changed it to another value.
 */
export interface ReviewedField {
  readonly field: string;
  readonly base: JsonValue;
  readonly wanted: JsonValue;
  readonly now: JsonValue;
  readonly state: 'clean' | 'same' | 'conflict';
}

/** A queued edit, after the service was asked. */
export interface ReviewedEdit {
  readonly queued: QueuedEdit;
  /** The image as the service has it; `null` if it could not be had. */
  readonly now: Image | null;
  /** Why it cannot be sent now: gone, unreachable, refused. */
  readonly error: WireError | null;
  readonly fields: readonly ReviewedField[];
}
