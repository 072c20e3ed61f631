import { setTimeout as sleep } from 'node:timers/promises';
import { isAppError } from '#shared/errors/index.ts';
import { givenUp } from '../../http/index.ts';
import type { Call, UploadTicket } from '../provider.ts';
import type { FifoClient, Target } from './client.ts';
import { REMOVAL_PAUSE_MS, REMOVAL_TRIES, UUID } from './config.ts';
import { datasetOf } from './datasets.ts';
import { putBytes } from './put-bytes.ts';

/** In the notes of a ticket: the service fetches the bytes itself. */
export const FETCHED = { fetched: 'true' } as const;

/** A gzip stream of nothing. */
const NOTHING = Buffer.from('H4sIAAAAAAAAAwMAAAAAAAAAAAA=', 'base64');

/**
 * Removes what an upload or import made. Not finding it is success. A dataset in `importing` is not removed
 * (409), and some servers leave it so after an upload that broke off: only a finished upload ends it, so it is
 * given an empty one (fifo.md §5).
 */
export async function abandonUpload(client: FifoClient, ticket: UploadTicket, call: Call): Promise<void> {
  const { imageId, notes } = ticket;
  if (imageId === null || !UUID.test(imageId)) return;
  const target = datasetOf(imageId, call);
  if (await removed(client, target, call)) return;
  for (let tries = 1; tries < REMOVAL_TRIES; tries += 1) {
    await pause(call);
    if (await removed(client, target, call)) return;
  }
  if (notes?.['fetched'] !== FETCHED.fetched) {
    const nothing = async function* (): AsyncGenerator<Uint8Array> {
      yield NOTHING;
    };
    await putBytes(client, imageId, { bytes: NOTHING.byteLength, open: nothing }, call).catch(
      () => undefined,
    );
  }
  await removeDataset(client, imageId, call);
}

async function pause({ signal, operation }: Call): Promise<void> {
  await sleep(REMOVAL_PAUSE_MS, undefined, { signal }).catch(() => {
    throw givenUp(signal, 'The service', operation);
  });
}

/** False while the server says that it is importing. */
async function removed(client: FifoClient, target: Target, call: Call): Promise<boolean> {
  try {
    await removeDataset(client, target.id, call);
    return true;
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return true;
    if (isAppError(error, 'CONFLICT')) return false;
    throw error;
  }
}

export async function removeDataset(client: FifoClient, id: string, call: Call): Promise<void> {
  const target = datasetOf(id, call);
  const url = client.urls.object('datasets', id);
  const conflict = 'The dataset is being imported: delete it when that is done or has failed.';
  await client.send({ method: 'DELETE', url, attempt: `delete dataset ${id}`, target, conflict }, call);
}

/** For cleaning up after a call that may have been given up. */
export function lateCall({ operation }: Call): Call {
  return { operation, signal: AbortSignal.timeout(30_000) };
}
