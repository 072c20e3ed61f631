import { randomUUID } from 'node:crypto';
import { AppError, isAppError } from '#shared/errors/index.ts';
import type { NewImage } from '#shared/model/index.ts';
import type { BeginCall, Call, UploadBody, UploadTicket } from '../provider.ts';
import { abandonUpload, lateCall } from './abandon.ts';
import type { FifoClient, StreamedBody } from './client.ts';
import { UUID } from './config.ts';
import { showDataset } from './datasets.ts';
import { lookInto, type Packed, packed } from './packing.ts';
import { putBytes } from './put-bytes.ts';
import { manifestOf, placeOf } from './requests.ts';
import type { Dataset } from './results.ts';

/**
 * Makes the dataset of a manifest: POST in API 0.1.0 (documentation says 303), PUT later (fifo.md §5). Its id is
 * told before: a dataset does not say when it was made, so after a lost answer it could not be recognised.
 */
export async function beginUpload(
  client: FifoClient,
  image: NewImage,
  sizeBytes: number | null,
  { onChosen, ...call }: BeginCall,
): Promise<UploadTicket> {
  for (const key of Object.keys(image.properties ?? {})) placeOf([key], call.operation);
  const imageId = randomUUID();
  await onChosen?.({ imageId });
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

/**
 * As long as there is a dataset: servers take the bytes anew in any state. Also in the last one: what they took
 * of a try whose end was not seen cannot be compared, since the hash of what left is lost.
 */
export async function canResumeUpload(
  client: FifoClient,
  { imageId }: UploadTicket,
  call: Call,
): Promise<boolean> {
  if (imageId === null || !UUID.test(imageId)) return false;
  try {
    await showDataset(client, '', imageId, call);
    return true;
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
  const before = await showDataset(client, '', imageId, call);
  const opened = await openBody(body);
  try {
    await putBytes(client, imageId, opened, call);
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.context?.['status'] === 400) await afterRefusal(client, before, error, call);
    else if (!(await tookAll(client, imageId, opened.sha1(), call))) throw error;
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

/**
 * A 400 may mean that the server has all bytes but expected another SHA-1: it keeps them, and tells what it
 * computed (fifo.md §5). Whether they are right is then seen by that, so it is no error here.
 */
async function afterRefusal(
  client: FifoClient,
  { document: before }: Dataset,
  refusal: AppError,
  call: Call,
): Promise<void> {
  const { document: after } = await showDataset(client, '', before.image.id, call);
  if (after.image.serviceStatus === 'imported') return;
  // A try that broke off may have been noticed between the refusal and this second look.
  if (![before, after].some(({ image }) => image.serviceStatus === 'importing')) throw refusal;
  throw new AppError('CONFLICT', refusal.message, {
    operation: refusal.operation,
    hint: 'The last try is still being cleaned up there. Try again shortly.',
    retry: 'safe',
    context: refusal.context,
    cause: refusal,
  });
}

/** Only the answer was lost, if the server tells the hash of all that left. */
async function tookAll(
  client: FifoClient,
  imageId: string,
  sha1: string | undefined,
  call: Call,
): Promise<boolean> {
  if (sha1 === undefined || call.signal.aborted) return false;
  const seen = await showDataset(client, '', imageId, call).catch(() => undefined);
  return seen?.document.image.checksum?.value === sha1;
}

function withoutManifest({ operation }: Call): AppError {
  return new AppError('INTERNAL', 'An upload to Project-FiFo needs a manifest first.', { operation });
}
