import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, Image, ImageDocument, ImageEdit, Visibility } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import type { GlanceChange, GlanceClient } from './client.ts';
import { PATCH_TYPE } from './config.ts';
import { type PatchOperation, patchOperations } from './requests.ts';
import { parseImage } from './results.ts';
import { showImage } from './show.ts';

interface Edit {
  readonly id: string;
  readonly edit: ImageEdit;
  readonly revision: string | undefined;
}

/** `UNSUPPORTED`, before anything is sent: services before v2.5 know neither `shared` nor `community`. */
export function assertVisibility(
  { visibilities, version }: Capabilities,
  wanted: Visibility,
  call: Call,
): void {
  if (visibilities.includes(wanted)) return;
  throw new AppError('UNSUPPORTED', `This service speaks ${version}, which has no visibility ${wanted}.`, {
    operation: call.operation,
    hint: `It knows ${visibilities.join(' and ')}.`,
  });
}

/** Sends the least change. With a `revision`, `CONFLICT` if the image is not what it was then. */
export async function editImage(
  client: GlanceClient,
  connection: string,
  { id, edit, revision }: Edit,
  call: Call,
): Promise<ImageDocument> {
  const before = await showImage(client, connection, id, call);
  if (revision !== undefined && revision !== before.image.revision) {
    throw new AppError('CONFLICT', `Image ${id} was changed by someone else meanwhile. Nothing was sent.`, {
      operation: call.operation,
      hint: 'Look at it as it is now, then change it again.',
      context: { imageId: id },
    });
  }
  const [request] = editRequests(before.image, edit, call.operation);
  return request === undefined ? before : patchImage(client, connection, request, call);
}

/** What makes the image what the edit says: one request, or none if it is so already. */
export function editRequests(image: Image, edit: ImageEdit, operation: string): readonly GlanceChange[] {
  const operations = patchOperations(image, edit, operation);
  return operations.length === 0 ? [] : [patchRequest(image.id, operations)];
}

/** All of the operations or none (glance-v2.md §4, PATCH). */
export function patchRequest(id: string, operations: readonly PatchOperation[]): GlanceChange {
  return {
    method: 'PATCH',
    url: (urls) => urls.image(id),
    headers: { 'content-type': PATCH_TYPE },
    body: JSON.stringify(operations),
    attempt: `change image ${id}`,
  };
}

export async function patchImage(
  client: GlanceClient,
  connection: string,
  request: GlanceChange,
  call: Call,
): Promise<ImageDocument> {
  const reply = await client.send(request, call);
  return parseImage(reply.json(), connection, reply, call.operation);
}
