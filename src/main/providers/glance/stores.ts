import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, ImageDocument, ImageTask } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { isServiceAtWork } from './progress.ts';
import { latestTask } from './tasks.ts';
import { startImport } from './upload.ts';

/** `INVALID`, before anything is sent, for a store that the service does not have or only reads from. */
export function assertStores({ stores }: Capabilities, asked: readonly string[], call: Call): void {
  for (const id of asked) {
    const store = stores.find((known) => known.id === id);
    if (store !== undefined && !store.readOnly) continue;
    const why = store === undefined ? 'no such store' : 'a store that can only be read';
    const writable = stores.filter(({ readOnly }) => !readOnly).map((known) => known.id);
    throw new AppError('INVALID', `This service has ${why}: ${id}.`, {
      operation: call.operation,
      hint: `It stores images in ${writable.join(', ')}.`,
    });
  }
}

/** Has the service copy an image into more of its stores; it goes on after this ends (glance-v2.md §4, Import). */
export async function copyToStores(
  client: GlanceClient,
  id: string,
  stores: readonly string[],
  call: Call,
): Promise<void> {
  const attempt = `copy image ${id} to ${stores.join(', ')}`;
  await startImport(client, { id, method: { name: 'copy-image' }, stores, attempt }, call);
}

/**
 * Removes one copy of an image's bytes. The last one stays: `CONFLICT`. So is a removal while the service still
 * copies: a real Glance would write the image back as its task has it, with a copy whose bytes are gone.
 */
export async function removeFromStore(
  client: GlanceClient,
  { image, raw }: ImageDocument,
  store: string,
  call: Call,
): Promise<void> {
  const { id } = image;
  if (isServiceAtWork(raw) && !hasEnded(await latestTask(client, id, call))) {
    throw new AppError('CONFLICT', `The service still imports or copies image ${id}. Nothing was removed.`, {
      operation: call.operation,
      retry: 'safe',
      hint: 'Wait until its tasks have ended, then try again.',
      context: { imageId: id },
    });
  }
  const attempt = `remove image ${id} from the store ${store}`;
  await client.send({ method: 'DELETE', url: (urls) => urls.stored(store, id), attempt }, call);
}

/** A mark that is left over when the service was stopped in its work is no reason to wait. */
function hasEnded(task: ImageTask | undefined): boolean {
  return task?.status === 'success' || task?.status === 'failure';
}
