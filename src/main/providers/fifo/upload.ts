import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, isAppError } from '#shared/errors/index.ts';
import type { ImportSource, JsonValue, NewImage } from '#shared/model/index.ts';
import { givenUp } from '../../http/index.ts';
import type { Call, UploadBody, UploadTicket } from '../provider.ts';
import type { FifoClient, StreamedBody, Target } from './client.ts';
import { GZIP_TYPE, REMOVAL_PAUSE_MS, REMOVAL_TRIES, STORE_TIMEOUT_MS, UUID } from './config.ts';
import { datasetOf, showDataset } from './datasets.ts';
import { idOfLocation } from './lists.ts';
import { setMetadata } from './metadata.ts';
import { lookInto, type Packed, packed } from './packing.ts';
import { manifestOf, placeOf } from './requests.ts';

/** In the notes of a ticket: the service fetches the bytes itself. */
const FETCHED = { fetched: 'true' } as const;

/** A gzip stream of nothing. */
const NOTHING = Buffer.from('H4sIAAAAAAAAAwMAAAAAAAAAAAA=', 'base64');

/** Makes the dataset of a manifest: POST in API 0.1.0 (documentation says 303), PUT later (fifo.md §5). */
export async function beginUpload(
  client: FifoClient,
  image: NewImage,
  sizeBytes: number | null,
  call: Call,
): Promise<UploadTicket> {
  for (const key of Object.keys(image.properties ?? {})) placeOf([key], call.operation);
  const imageId = randomUUID();
  await client
    .send(
      {
        method: client.generation === 1 ? 'POST' : 'PUT',
        url: client.urls.object('datasets', imageId),
        json: manifestOf(imageId, image, sizeBytes),
        attempt: `create dataset "${image.name}"`,
        accept: [302, 303],
      },
      call,
    )
    .catch(async (error: unknown) => {
      // A server that stops halfway through a manifest leaves a dataset, which nobody would know of.
      if (isAppError(error) && error.context?.['status'] === 500) {
        await abandonUpload(client, { imageId }, lateCall(call)).catch(() => undefined);
      }
      throw error;
    });
  return { imageId };
}

/** Servers keep `importing` after an upload that broke off, and take the bytes anew in any state but the last. */
export async function canResumeUpload(
  client: FifoClient,
  ticket: UploadTicket,
  call: Call,
): Promise<boolean> {
  if (ticket.imageId === null || !UUID.test(ticket.imageId)) return false;
  try {
    const { document } = await showDataset(client, '', ticket.imageId, call);
    return ['new', 'pending', 'importing', 'failed'].includes(document.image.serviceStatus ?? '');
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}

/**
 * Sends the bytes: those of a gzip file as they are, all others packed on the way (fifo.md §5). The dataset is
 * asked for first: a dead token or a missing manifest is then told before any byte leaves.
 */
export async function sendBytes(
  client: FifoClient,
  ticket: UploadTicket,
  body: UploadBody,
  call: Call,
): Promise<UploadTicket> {
  const { imageId } = ticket;
  if (imageId === null) throw withoutManifest(call);
  await showDataset(client, '', imageId, call);
  const opened = await openBody(body);
  try {
    await putBytes(client, imageId, opened, call);
  } catch (error) {
    if (!isAppError(error, 'INVALID') || error.context?.['status'] !== 400) throw error;
    await afterRefusal(client, imageId, error, call);
  } finally {
    await opened.close();
  }
  const sha1 = opened.sha1();
  return sha1 === undefined ? ticket : { ...ticket, sentHash: { algo: 'sha1', value: sha1 } };
}

interface OpenedBody extends StreamedBody {
  /** Of what left, if it was packed here. */
  sha1(): string | undefined;
  /** Ends a source that was never read on, since the request failed before. */
  close(): Promise<void>;
}

/** The first opening is looked into, and used for the first try; a second try opens anew. */
async function openBody(body: UploadBody): Promise<OpenedBody> {
  const first = await lookInto(body.open(0));
  let unused: typeof first | undefined = first;
  let last: Packed | undefined;
  const take = (): AsyncIterable<Uint8Array> => {
    const bytes = unused?.bytes ?? body.open(0);
    unused = undefined;
    return bytes;
  };
  return {
    bytes: first.isPacked ? (body.sizeBytes ?? undefined) : undefined,
    open: () => {
      if (first.isPacked) return take();
      last = packed(take());
      return last.bytes;
    },
    sha1: () => last?.sha1(),
    close: async () => {
      await unused?.close();
    },
  };
}

async function putBytes(client: FifoClient, imageId: string, body: StreamedBody, call: Call): Promise<void> {
  const target = datasetOf(imageId, call);
  const headers = { 'content-type': GZIP_TYPE };
  const attempt = `take the bytes of dataset ${imageId}`;
  const request = { method: 'PUT', url: client.urls.bytes(imageId), headers, attempt, target } as const;
  await client.upload(request, body, STORE_TIMEOUT_MS, call);
}

/**
 * A 400 may mean that the server has all bytes but expected another SHA-1: it keeps them, and tells what it
 * computed (fifo.md §5). Whether they are right is then seen by that, so it is no error here.
 */
async function afterRefusal(
  client: FifoClient,
  imageId: string,
  refusal: AppError,
  call: Call,
): Promise<void> {
  const { document } = await showDataset(client, '', imageId, call);
  const { serviceStatus } = document.image;
  if (serviceStatus === 'imported') return;
  if (serviceStatus !== 'importing') throw refusal;
  throw new AppError('CONFLICT', refusal.message, {
    operation: refusal.operation,
    hint: 'The last try is still being cleaned up there. Try again shortly.',
    retry: 'safe',
    context: refusal.context,
    cause: refusal,
  });
}

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

/**
 * `POST /datasets {"url"}` (fifo.md §5): the address of an image of a dataset server, which gives the manifest
 * and with it the name. What is asked for besides is set as metadata.
 */
export async function beginImport(
  client: FifoClient,
  image: NewImage,
  source: ImportSource,
  call: Call,
): Promise<UploadTicket> {
  if (source.method !== 'web-download') {
    const message = `Project-FiFo has no import method ${source.method}.`;
    throw new AppError('UNSUPPORTED', message, { operation: call.operation });
  }
  const properties = Object.entries(image.properties ?? {});
  const places = properties.map(([key, value]) => ({ place: placeOf([key], call.operation), value }));
  const reply = await client
    .send(
      {
        method: 'POST',
        url: client.urls.list('datasets'),
        json: { url: source.url },
        attempt: 'import a dataset',
        accept: [302, 303],
        conflict: 'This FiFo has the dataset already, or is just importing it.',
      },
      call,
    )
    .catch((error: unknown) => {
      throw refusedSource(error);
    });
  const ticket = { imageId: idOfLocation(reply, call.operation), notes: FETCHED };
  await setAll(client, ticket, places, call);
  return ticket;
}

async function setAll(
  client: FifoClient,
  ticket: UploadTicket & { readonly imageId: string },
  places: readonly { readonly place: ReturnType<typeof placeOf>; readonly value: JsonValue }[],
  call: Call,
): Promise<void> {
  try {
    for (const { place, value } of places) {
      await setMetadata(client, datasetOf(ticket.imageId, call), place, value, call);
    }
  } catch (error) {
    await abandonUpload(client, ticket, lateCall(call)).catch(() => undefined);
    throw error;
  }
}

/** A server that cannot fetch or read the manifest crashes over it. */
function refusedSource(error: unknown): unknown {
  if (!isAppError(error, 'INVALID')) return error;
  return new AppError('INVALID', error.message, {
    operation: error.operation,
    hint: 'Give the address of an image of a dataset server, such as https://datasets.at/images/UUID; the service must be able to reach it.',
    context: error.context,
    cause: error,
  });
}

/** For cleaning up after a call that may have been given up. */
function lateCall({ operation }: Call): Call {
  return { operation, signal: AbortSignal.timeout(30_000) };
}

function withoutManifest({ operation }: Call): AppError {
  return new AppError('INTERNAL', 'An upload to Project-FiFo needs a manifest first.', { operation });
}
