import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, ImageEdit } from '#shared/model/index.ts';
import type { Call, EditOptions, Foreseen } from '../provider.ts';
import { assertNobodyLosesImage, audienceNote, readAudience } from './audience.ts';
import { bodyOf, type NovaChange, type NovaClient } from './client.ts';
import { assertWritable, type MetadataWrite, metadataWrites } from './requests.ts';
import { parseImage } from './results.ts';
import { novaUrls, versionedPath } from './urls.ts';

export async function showImage(
  client: NovaClient,
  connection: string,
  id: string,
  call: Call,
): Promise<ImageDocument> {
  const reply = await client.send(
    { method: 'GET', url: (urls) => urls.image(id), attempt: `show image ${id}` },
    call,
  );
  return parseImage(reply, connection, call.operation);
}

/**
 * Changes properties, the only thing that Nova can change, by the least requests. `CONFLICT` if the image is
 * another than the one seen, or if somebody would lose it by that and it is not `accepted`.
 */
export async function editImage(
  client: NovaClient,
  connection: string,
  target: { readonly id: string; readonly edit: ImageEdit; readonly options: EditOptions },
  call: Call,
): Promise<ImageDocument> {
  const { id, edit, options } = target;
  assertWritable(edit, call.operation);
  const before = await showImage(client, connection, id, call);
  if (options.revision !== undefined && options.revision !== before.image.revision) {
    throw new AppError('CONFLICT', `Image ${id} was changed by someone else meanwhile. Nothing was sent.`, {
      operation: call.operation,
      hint: 'Look at it as it is now, then change it again.',
      context: { imageId: id },
    });
  }
  const writes = metadataWrites(before.image, edit, call.operation);
  if (writes.length === 0) return before;
  const audience = await readAudience(client, id, call);
  if (options.accepted !== true) assertNobodyLosesImage(id, audience, call);
  await writeAll(client, id, writes, call);
  const after = await showImage(client, connection, id, call);
  assertTaken(after.image, writes, call);
  const changes = audience.state === 'seen' && ['shared', 'community'].includes(audience.visibility);
  const note = audienceNote(audience, changes ? await readAudience(client, id, call) : audience);
  return note === undefined ? after : { ...after, notes: [note] };
}

async function writeAll(
  client: NovaClient,
  id: string,
  writes: readonly MetadataWrite[],
  call: Call,
): Promise<void> {
  let done = 0;
  try {
    for (const write of writes) {
      await client.send(writeRequest(id, write), call);
      done += 1;
    }
  } catch (error) {
    if (!isAppError(error) || done === 0) throw error;
    throw new AppError(error.code, error.message, {
      ...error,
      hint: `A part of the change was made already. ${error.hint ?? 'Look at the image.'}`,
      cause: error,
    });
  }
}

function writeRequest(id: string, write: MetadataWrite): NovaChange {
  const attempt = `change the properties of image ${id}`;
  switch (write.type) {
    case 'set': {
      const { key, value } = write;
      return { method: 'PUT', url: (urls) => urls.item(id, key), body: { meta: { [key]: value } }, attempt };
    }
    case 'merge': {
      const body = { metadata: write.values };
      return { method: 'POST', url: (urls) => urls.metadata(id), body, attempt };
    }
    case 'unset': {
      const { key } = write;
      // Somebody else may have removed it meanwhile.
      return { method: 'DELETE', url: (urls) => urls.item(id, key), attempt, accept: [404] };
    }
  }
}

/**
 * What an edit would send. `endpoint`: the address as a person typed it; the catalogue's may have the project
 * in its path besides.
 */
export function previewEdit(
  image: Image,
  edit: ImageEdit,
  endpoint: string | undefined,
  operation: string,
): Foreseen {
  assertWritable(edit, operation);
  const urls = novaUrls(versionedPath(endpoint));
  const requests = metadataWrites(image, edit, operation).map((write) => {
    const request = writeRequest(image.id, write);
    return { method: request.method, path: request.url(urls), headers: {}, body: bodyOf(request) ?? null };
  });
  return { requests, notes: requests.length === 0 ? [] : [BECOMES_PRIVATE] };
}

const BECOMES_PRIVATE =
  'Nova makes the image private by this if it is shared or of the community: others lose it. If anybody would, nothing is sent until you accept that.';

/** Nova reads, changes and writes all properties in one go: of two writers at once one loses (nova-images.md §4). */
function assertTaken({ id, properties }: Image, writes: readonly MetadataWrite[], call: Call): void {
  const taken = writes.every((write) => {
    if (write.type === 'unset') return !Object.hasOwn(properties, write.key);
    if (write.type === 'set') return properties[write.key] === write.value;
    return Object.entries(write.values).every(([key, value]) => properties[key] === value);
  });
  if (taken) return;
  throw new AppError('CONFLICT', `The change of image ${id} was written over by someone else's.`, {
    operation: call.operation,
    hint: 'Look at it as it is now, then change it again.',
    context: { imageId: id },
  });
}
