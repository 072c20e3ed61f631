import type { Image } from '#shared/model/index.ts';
import { batchReason } from '../batch/batch-store.ts';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { goneReason } from '../inspector/action-reasons.ts';

/** Why none of these images can get properties now; one that can be is enough. */
export function pasteReason(images: readonly Image[]): string | undefined {
  if (images.length === 0) return 'Choose an image first';
  const { capabilities } = useConnectionsStore.getState();
  const reasons = images.map(
    (image) => goneReason(image) ?? reasonAgainst(capabilities[image.connection], 'property.set'),
  );
  const against = reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
  return against ?? (images.length > 1 ? batchReason() : undefined);
}
