import type { Handlers } from '#shared/contract/index.ts';
import { editOf, reviewFields, wishesOf } from '#shared/edits/index.ts';
import { AppError } from '#shared/errors/index.ts';
import type { ImageDocument, QueuedEdit } from '#shared/model/index.ts';

export interface SendOrder {
  /** Of the image that the person compared with. */
  readonly revision: string;
  /** Fields to leave as the service has them. */
  readonly skip: readonly string[];
  readonly accepted?: boolean | undefined;
}

/**
 * Sends what is left of a waiting edit: not the skipped fields, nor those that are so already. With nothing
 * left, nothing is sent. `CONFLICT` if the image is not the reviewed one any more.
 */
export async function sendReviewed(
  images: Pick<Handlers, 'images.show' | 'images.edit'>,
  queued: QueuedEdit,
  { revision, skip, accepted }: SendOrder,
  signal: AbortSignal,
): Promise<ImageDocument> {
  const { connection, imageId: id } = queued;
  const now = await images['images.show']({ connection, id }, { signal });
  if (now.image.revision !== revision) {
    throw new AppError('CONFLICT', `Image ${id} was changed again since the review. Nothing was sent.`, {
      operation: 'edits.send',
      hint: 'Review the waiting change again.',
      context: { imageId: id },
    });
  }
  const left = new Set(
    reviewFields(queued, now.image).flatMap(({ field, state }) =>
      state === 'same' || skip.includes(field) ? [] : [field],
    ),
  );
  if (left.size === 0) return now;
  const edit = editOf(wishesOf(queued.edit).filter(({ field }) => left.has(field)));
  return images['images.edit'](
    { connection, id, edit: edit as EditParams['edit'], revision, ...(accepted ? { accepted } : {}) },
    { signal },
  );
}

type EditParams = Parameters<Handlers['images.edit']>[0];
