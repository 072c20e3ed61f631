import { AppError } from '#shared/errors/index.ts';
import type { Image } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { runBatch } from '../batch/batch-store.ts';
import { forgetChosen, selectImage } from '../catalog/catalog-store.ts';
import { imageKey } from '../catalog/selection.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { explainRefusal } from './removal-refusal.ts';

/** Deletes one image; throws the service's refusal with what usually stands behind it. */
export async function removeImage({ connection, id }: Image, withFile: boolean): Promise<void> {
  const order = { connection, ids: [id], ...(withFile ? { withFile } : {}) };
  const [outcome] = await call('images.remove', order);
  if (outcome?.error) {
    const { list = [] } = useConnectionsStore.getState();
    const kind = list.find(({ profile }) => profile.name === connection)?.profile.kind;
    throw AppError.fromWire(explainRefusal(outcome.error, kind));
  }
}

/** Deletes many, as a batch: each has its outcome, and the failed can be repeated. */
export function removeMany(
  images: readonly Image[],
  withFile: (connection: string) => boolean,
): Promise<void> {
  const items = images.map((image) => ({
    key: imageKey(image),
    connection: image.connection,
    name: named(image.name, image.id),
    look: () => selectImage(image),
    image,
  }));
  return runBatch({
    title: `Deleting ${formatCount(items.length)} images`,
    operation: 'images.remove',
    items,
    work: ({ image }) => removeImage(image, withFile(image.connection)),
    onEnd: (done) => forgetChosen(done.map(({ image }) => image)),
  });
}
