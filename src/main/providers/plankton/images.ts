import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, ImageEdit, NewImage } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import type { PlanktonChange, PlanktonClient } from './client.ts';
import { isUuid, MOST_LIST_BYTES, PAGE_SIZE } from './config.ts';
import { unexpected } from './errors.ts';
import { editRequest, registerHeaders } from './requests.ts';
import { type PlanktonImage, type Reader, readHeaders, readImage, readList } from './results.ts';
import type { PlanktonUrls } from './urls.ts';

export interface Edit {
  readonly id: string;
  readonly edit: ImageEdit;
  readonly revision: string | undefined;
}

/** The registry's calls (plankton.md §5). */
export interface ImageCalls {
  /** All images that this user sees, in portions. */
  list(call: Call): AsyncIterable<readonly PlanktonImage[]>;
  show(id: string, call: Call): Promise<PlanktonImage>;
  edit(edit: Edit, call: Call): Promise<ImageDocument>;
  /** Makes the object at `location` an image. */
  register(image: NewImage, location: string, call: Call): Promise<string>;
  /** The file stays. With `tolerant`, not finding it is success. */
  unregister(id: string, tolerant: boolean, call: Call): Promise<void>;
}

export function createImageCalls(
  client: PlanktonClient,
  urls: PlanktonUrls,
  reader: (call: Call) => Promise<Reader>,
): ImageCalls {
  const show = async (id: string, call: Call): Promise<PlanktonImage> => {
    const attempt = `show image ${id}`;
    const reply = await client.send({ method: 'HEAD', url: urls.image(id), attempt, imageId: id }, call);
    return readHeaders(reply, await reader(call), call.operation);
  };
  return {
    show,
    async *list(call) {
      const attempt = 'list images';
      const reply = await client.send(
        { method: 'GET', url: urls.details, attempt, maxReplyBytes: MOST_LIST_BYTES },
        call,
      );
      const entries = await readList(reply, call.operation);
      const how = await reader(call);
      let found = 0;
      for (let from = 0; from < entries.length; from += PAGE_SIZE) {
        const page = entries.slice(from, from + PAGE_SIZE).map((entry) => readImage(entry, how));
        const read = page.filter((image) => image !== undefined);
        found += read.length;
        yield read;
        await nextTurn();
      }
      // To call this an empty list would have the images forgotten that are known.
      if (entries.length > 0 && found === 0) throw unexpected(reply, 'any image', call.operation);
    },
    edit: async ({ id, edit, revision }, call) => {
      const { document: before } = await show(id, call);
      if (revision !== undefined && revision !== before.image.revision) throw changed(id, call);
      const { request, notes } = editChange(urls, before.image, edit, call.operation);
      if (request === undefined) return { ...before, notes };
      const reply = await client.send(request, call);
      return { ...readHeaders(reply, await reader(call), call.operation).document, notes };
    },
    register: async (image, location, call) => {
      const headers = registerHeaders(image, location, call.operation);
      const attempt = `register image "${image.name}"`;
      const reply = await client.send({ method: 'POST', url: urls.images, headers, attempt }, call);
      const id = reply.headers['x-image-meta-id'];
      // Its id is the file's UUID. By any other the image could not be asked for, nor its upload be undone.
      if (id === undefined || !isUuid(id)) throw unexpected(reply, 'the new image', call.operation);
      return id;
    },
    unregister: async (id, tolerant, call) => {
      const attempt = `delete image ${id}`;
      const accept = tolerant ? [404] : [];
      await client.send({ method: 'DELETE', url: urls.image(id), attempt, accept, imageId: id }, call);
    },
  };
}

/** The one request of an edit, all of it in headers; `undefined` if everything is so already. */
export function editChange(
  urls: PlanktonUrls,
  image: Image,
  edit: ImageEdit,
  operation: string,
): { readonly request: PlanktonChange | undefined; readonly notes: readonly string[] } {
  const { headers, notes } = editRequest(image, edit, operation);
  if (headers === undefined) return { request: undefined, notes };
  const { id } = image;
  const attempt = `change image ${id}`;
  return { request: { method: 'PUT', url: urls.image(id), headers, attempt, imageId: id }, notes };
}

function changed(id: string, { operation }: Call): AppError {
  return new AppError('CONFLICT', `Image ${id} was changed by someone else meanwhile. Nothing was sent.`, {
    operation,
    hint: 'Look at it as it is now, then change it again.',
    context: { imageId: id },
  });
}
