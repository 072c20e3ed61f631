import { storeNames } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';

/** Removes an image with its members, tags and properties, and its bytes wherever they are. */
export async function removeImage(store: Store, id: string): Promise<void> {
  store.images.remove(id);
  for (const place of [...storeNames, 'staging'] as const) await store.blobs.remove(place, id);
}
