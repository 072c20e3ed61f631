import { AppError, isAppError } from '#shared/errors/index.ts';
import type { ImportSource, JsonValue, NewImage } from '#shared/model/index.ts';
import type { Call, UploadTicket } from '../provider.ts';
import { abandonUpload, FETCHED, lateCall } from './abandon.ts';
import type { FifoClient } from './client.ts';
import { datasetOf } from './datasets.ts';
import { idOfLocation } from './lists.ts';
import { setMetadata } from './metadata.ts';
import { type Place, placeOf } from './requests.ts';

/**
 * `POST /datasets {"url"}` (fifo.md §5): the address of an image of a dataset server, which gives the manifest
 * and with it id and name. What is asked for besides is set as metadata. A dataset that was there before is
 * `CONFLICT`: it is not this import's, and giving up the import must not remove it.
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
  const before = await client.ids('datasets', call).catch((): readonly string[] => []);
  const named = /[0-9a-f-]{36}(?=\/?$)/i.exec(new URL(source.url).pathname)?.[0].toLowerCase();
  if (named !== undefined && before.includes(named)) throw alreadyThere(named, call);
  const reply = await client
    .send(
      {
        method: 'POST',
        url: client.urls.list('datasets'),
        json: { url: source.url },
        attempt: 'import a dataset',
        accept: [302, 303],
        conflict: ALREADY_THERE_HINT,
      },
      call,
    )
    .catch((error: unknown) => {
      throw refusedSource(error);
    });
  const imageId = idOfLocation(reply, call.operation);
  if (before.includes(imageId)) throw alreadyThere(imageId, call);
  const ticket = { imageId, notes: FETCHED };
  await setAll(client, ticket, places, call);
  return ticket;
}

const ALREADY_THERE_HINT =
  'Look at it: if an earlier import failed, delete the dataset, then import it again.';

function alreadyThere(id: string, { operation }: Call): AppError {
  return new AppError('CONFLICT', `This FiFo has the dataset ${id} already.`, {
    operation,
    hint: ALREADY_THERE_HINT,
    context: { imageId: id },
  });
}

async function setAll(
  client: FifoClient,
  ticket: UploadTicket & { readonly imageId: string },
  places: readonly { readonly place: Place; readonly value: JsonValue }[],
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
