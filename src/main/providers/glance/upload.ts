import { AppError, isAppError } from '#shared/errors/index.ts';
import type { ImportSource, NewImage } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import type { Call, UploadBody, UploadTicket } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { PATCH_TYPE, SLOW_BYTES_PER_MS, STORE_TIMEOUT_MS } from './config.ts';
import { createBody } from './requests.ts';

/** In a ticket's notes: the bytes go to the staging area, and the service is then told to import them. */
const STAGED = { method: 'glance-direct' } as const;

/** Makes the image's record. It is empty (`queued`) until bytes come. */
export async function createRecord(client: GlanceClient, image: NewImage, call: Call): Promise<TextReply> {
  return client.send(
    {
      method: 'POST',
      url: (urls) => urls.images,
      headers: { 'content-type': 'application/json' },
      body: createBody(image, call.operation),
      attempt: `create image "${image.name}"`,
    },
    call,
  );
}

/**
 * Sends all bytes (glance-v2.md §4, file and stage). A token may not die on the way: Glance would delete the
 * image. So it is renewed before unless it lives long enough for a slow line.
 */
export async function sendBytes(
  client: GlanceClient,
  ticket: UploadTicket,
  image: NewImage,
  body: UploadBody,
  call: Call,
): Promise<UploadTicket> {
  const id = imageOf(ticket, call);
  const staged = ticket.notes?.['method'] === STAGED.method;
  await client.session.ensureFresh((body.sizeBytes ?? 0) / SLOW_BYTES_PER_MS, call);
  await client.upload(
    {
      method: 'PUT',
      url: (urls) => (staged ? urls.stage(id) : urls.file(id)),
      headers: {
        'content-type': 'application/octet-stream',
        // For staged bytes the store is named to the import.
        ...(image.store === undefined || staged ? {} : { 'x-image-meta-store': image.store }),
        ...(body.sizeBytes === null ? {} : { 'x-openstack-image-size': String(body.sizeBytes) }),
      },
      attempt: `take the bytes of image ${id}`,
    },
    { bytes: body.sizeBytes ?? undefined, open: () => body.open(0) },
    STORE_TIMEOUT_MS,
    call,
  );
  if (staged) await startImport(client, importOf(id, image, { name: 'glance-direct' }), call);
  return ticket;
}

/** Makes the record and, where the service fetches the bytes itself, tells it to. */
export async function beginImport(
  client: GlanceClient,
  image: NewImage,
  source: ImportSource,
  create: () => Promise<string>,
  call: Call,
): Promise<UploadTicket> {
  const id = await create();
  if (source.method === 'glance-direct') return { imageId: id, notes: STAGED };
  try {
    await startImport(client, importOf(id, image, methodOf(source, call)), call);
  } catch (error) {
    // Nothing was begun, so the empty record would only be in the way.
    await abandon(client, id, { ...call, signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
    throw refusedSource(error, image.name, source);
  }
  return { imageId: id };
}

function importOf(id: string, { store }: NewImage, method: ImportRequest['method']): ImportRequest {
  return { id, method, stores: store === undefined ? [] : [store], attempt: `import image ${id}` };
}

/** What Glance wants to know of a source (glance-v2.md §4, Import). */
function methodOf(source: ImportSource, call: Call): ImportRequest['method'] {
  switch (source.method) {
    case 'web-download':
      return { name: source.method, uri: source.url };
    case 'glance-download':
      return {
        name: source.method,
        glance_image_id: source.imageId,
        glance_region: source.region,
        ...(source.serviceInterface === undefined
          ? {}
          : { glance_service_interface: source.serviceInterface }),
      };
    default:
      throw new AppError('UNSUPPORTED', `Glance has no import method ${source.method}.`, {
        operation: call.operation,
      });
  }
}

function refusedSource(error: unknown, name: string, { method }: ImportSource): unknown {
  if (!isAppError(error, 'INVALID')) return error;
  const hint =
    method === 'web-download'
      ? 'Many clouds fetch only from http and https at ports 80 and 443, and not from private addresses.'
      : 'The image is named by its id, and the region as the catalogue of the cloud has it.';
  return new AppError('INVALID', error.message, {
    operation: error.operation,
    hint: `Nothing was left of "${name}". ${hint}`,
    context: error.context,
    cause: error,
  });
}

export interface ImportRequest {
  readonly id: string;
  /** Its `name`, and what that method wants to know. */
  readonly method: Readonly<Record<string, string>> & { readonly name: string };
  /** The service's own choice if none is named. */
  readonly stores: readonly string[];
  readonly attempt: string;
}

/** Answered before the work is done: the image and its tasks tell how it goes. */
export async function startImport(
  client: GlanceClient,
  { id, method, stores, attempt }: ImportRequest,
  call: Call,
): Promise<void> {
  await client.send(
    {
      method: 'POST',
      url: (urls) => urls.importing(id),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method, ...(stores.length === 0 ? {} : { stores }) }),
      attempt,
    },
    call,
  );
}

/** Removes what an upload made, protected or not. Not finding it is success. */
export async function abandon(client: GlanceClient, id: string, call: Call): Promise<void> {
  const attempt = `remove the unfinished image ${id}`;
  const remove = (accept: readonly number[]): Promise<TextReply> =>
    client.send({ method: 'DELETE', url: (urls) => urls.image(id), attempt, accept }, call);
  const reply = await remove([403, 404]);
  if (reply.status !== 403) return;
  const body = JSON.stringify([{ op: 'replace', path: '/protected', value: false }]);
  const headers = { 'content-type': PATCH_TYPE };
  await client.send({ method: 'PATCH', url: (urls) => urls.image(id), headers, body, attempt }, call);
  await remove([404]);
}

/** The image that a ticket is for. A ticket without one was not made by this provider. */
export function imageOf(ticket: UploadTicket, call: Call): string {
  if (ticket.imageId !== null) return ticket.imageId;
  throw new AppError('INTERNAL', 'An upload to Glance needs an image record first.', {
    operation: call.operation,
  });
}
