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
        ...(body.sizeBytes === null ? {} : { 'x-openstack-image-size': String(body.sizeBytes) }),
      },
      attempt: `take the bytes of image ${id}`,
    },
    { bytes: body.sizeBytes ?? undefined, open: () => body.open(0) },
    STORE_TIMEOUT_MS,
    call,
  );
  if (staged) await startImport(client, id, { name: 'glance-direct' }, call);
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
  if (source.method !== 'web-download') throw notImported(source.method, call);
  try {
    await startImport(client, id, { name: 'web-download', uri: source.url }, call);
  } catch (error) {
    // Nothing was begun, so the empty record would only be in the way.
    await abandon(client, id, { ...call, signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
    throw refusedSource(error, image.name);
  }
  return { imageId: id };
}

function notImported(method: string, call: Call): AppError {
  return new AppError('UNSUPPORTED', `Glance has no import method ${method}.`, { operation: call.operation });
}

function refusedSource(error: unknown, name: string): unknown {
  if (!isAppError(error, 'INVALID')) return error;
  return new AppError('INVALID', error.message, {
    operation: error.operation,
    hint: `Nothing was left of "${name}". Many clouds fetch only from http and https at ports 80 and 443, and not from private addresses.`,
    context: error.context,
    cause: error,
  });
}

async function startImport(client: GlanceClient, id: string, method: object, call: Call): Promise<void> {
  await client.send(
    {
      method: 'POST',
      url: (urls) => urls.importing(id),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method }),
      attempt: `import image ${id}`,
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
