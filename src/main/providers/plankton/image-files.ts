import { AppError, isAppError } from '#shared/errors/index.ts';
import type { ImportSource, NewImage } from '#shared/model/index.ts';
import type { Call, UploadTicket } from '../provider.ts';
import type { ImageCalls } from './images.ts';
import { locationOf, type ObjectPlace, placeOf } from './location.ts';
import type { Pithos } from './pithos.ts';
import type { PlanktonImage } from './results.ts';
import { placeOfTicket } from './upload.ts';

/** Others' files lie in their account (plankton.md §9). */
export function placeOfImage({ document, location }: PlanktonImage, { operation }: Call): ObjectPlace {
  const place = location === null ? undefined : placeOf(location);
  if (place !== undefined) return place;
  throw new AppError('PROTOCOL', `Plankton does not say where the bytes of image ${document.image.id} are.`, {
    operation,
    hint: 'Tell the operator of the service: the image has no usable location.',
    context: { imageId: document.image.id },
  });
}

/** Only what the upload made: an image of another file was not made by it, whatever the ticket says. */
export async function abandonUpload(
  images: ImageCalls,
  pithos: Pithos,
  ticket: UploadTicket,
  call: Call,
): Promise<void> {
  const place = placeOfTicket(ticket);
  if (
    ticket.imageId !== null &&
    (place === undefined || (await isImageOf(images, ticket.imageId, place, call)))
  ) {
    await images.unregister(ticket.imageId, true, call);
  }
  if (place !== undefined) await pithos.remove(place, call);
}

async function isImageOf(images: ImageCalls, id: string, place: ObjectPlace, call: Call): Promise<boolean> {
  try {
    const { location } = await images.show(id, call);
    return location !== null && isSame(placeOf(location), locationOf(place));
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}

/** Unregisters, then deletes the file: an image without its file would be of no use. */
export async function removeWithFile(
  images: ImageCalls,
  pithos: Pithos,
  id: string,
  call: Call,
): Promise<void> {
  const place = placeOfImage(await images.show(id, call), call);
  // A file without an address cannot be deleted: that must be known while the image still tells where it is.
  await pithos.url(place, call);
  await images.unregister(id, false, call);
  try {
    await pithos.remove(place, call);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const message = `Image ${id} is unregistered, but its file ${locationOf(place)} stays: ${error.message}`;
    throw new AppError(error.code, message, { ...error, cause: error });
  }
}

/** An image of a file that is in Pithos already. Once more would throw away its members (plankton.md §5). */
export async function register(
  images: ImageCalls,
  image: NewImage,
  source: ImportSource,
  call: Call,
): Promise<UploadTicket> {
  const place = source.method === 'register' ? placeOf(source.url) : undefined;
  if (place === undefined) {
    throw new AppError('INVALID', 'That is no address of a file in Pithos.', {
      operation: call.operation,
      hint: 'Give pithos://account/container/path, with the account as a UUID.',
    });
  }
  const location = locationOf(place);
  for await (const page of images.list(call)) {
    const found = page.find((one) => one.location !== null && isSame(placeOf(one.location), location));
    if (found !== undefined) throw isRegistered(location, found.document.image.id, call);
  }
  return { imageId: await images.register(image, location, call) };
}

function isSame(place: ObjectPlace | undefined, location: string): boolean {
  return place !== undefined && locationOf(place) === location;
}

function isRegistered(location: string, imageId: string, { operation }: Call): AppError {
  return new AppError('CONFLICT', `${location} is image ${imageId} already.`, {
    operation,
    hint: 'Edit that image. To register the file again would take it away from its members.',
    context: { imageId },
  });
}
