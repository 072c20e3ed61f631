import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Capabilities, ImportSource, NewImage, PlanktonSettings } from '#shared/model/index.ts';
import { runConnectionSteps } from '../connection-steps.ts';
import { queriedLocally } from '../local-query.ts';
import type { Call, ProviderContext, ProviderParts, SharedDocument, UploadTicket } from '../provider.ts';
import { effectiveCapabilities } from './capabilities.ts';
import { createPlanktonClient } from './client.ts';
import { BLOCK_CONTAINERS } from './config.ts';
import { connectionSteps, discoverVersion } from './connection-test.ts';
import { openDownload } from './download.ts';
import { createImageCalls, type ImageCalls } from './images.ts';
import { locationOf, type ObjectPlace, placeOf } from './location.ts';
import { createMemberCalls } from './members.ts';
import { createPeople } from './people.ts';
import { createPithos, type Pithos } from './pithos.ts';
import { serviceProgress } from './progress.ts';
import type { PlanktonImage, Reader } from './results.ts';
import { createPlanktonSession } from './session.ts';
import { beginUpload, placeOfTicket, storeBytes } from './upload.ts';
import { planktonUrls } from './urls.ts';

/** Plankton's image registry with the bytes in Pithos (plankton.md). */
export function createPlanktonProvider(context: ProviderContext, settings: PlanktonSettings): ProviderParts {
  const { http, secret, profile } = context;
  const session = createPlanktonSession({ settings, http, secret });
  const client = createPlanktonClient(http, session);
  const urls = planktonUrls(settings.endpoint);
  const pithos = createPithos(client, session);
  const blockBytes = rememberedBlocks(pithos, session.identity);
  const reader = async (call: Call): Promise<Reader> => {
    const { userId } = await session.identity(call);
    return { connection: profile.name, userId, blockBytes: await blockBytes(call) };
  };
  const images = createImageCalls(client, urls, reader);
  const members = createMemberCalls(client, urls, createPeople(client, session), async (id, call) => {
    return (await images.show(id, call)).document.image.owner;
  });
  let version: Promise<string | null> | undefined;

  return {
    capabilities: async (call): Promise<Capabilities> => {
      version ??= discoverVersion(client, urls, call).catch((error: unknown) => {
        version = undefined;
        throw error;
      });
      const { storeUrl, userId } = await session.identity(call);
      return effectiveCapabilities({
        version: await version,
        blockBytes: await blockBytes(call),
        hasStore: storeUrl !== null && userId !== null,
      });
    },
    test: (report, call) => runConnectionSteps(connectionSteps(client, session, urls, call), report, call),
    list: (query, call) => queriedLocally(documents(images.list(call)), query),
    show: async (id, call) => (await images.show(id, call)).document,
    edit: (id, edit, { revision }, call) => images.edit({ id, edit, revision }, call),
    remove: (id, { withFile }, call) =>
      withFile ? removeWithFile(images, pithos, id, call) : images.unregister(id, false, call),

    beginUpload: (image, _sizeBytes, call) => beginUpload(pithos, image, call),
    // An image that is registered has all its bytes; before that there is nothing that could be wrong.
    canResumeUpload: async (ticket) => ticket.imageId === null && placeOfTicket(ticket) !== undefined,
    sendBytes: async (ticket, image, body, call) => {
      const place = placeOfTicket(ticket);
      if (place === undefined) throw notOurs(call);
      await storeBytes(pithos, place, body, call);
      return { ...ticket, imageId: await images.register(image, locationOf(place), call) };
    },
    abandonUpload: (ticket, call) => abandonUpload(images, pithos, ticket, call),
    openDownload: async (id, offset, call) => {
      const place = placeOfImage(await images.show(id, call), call);
      return openDownload(client, await pithos.url(place, call), id, offset, call);
    },
    beginImport: (image, source, call) => register(images, image, source, call),
    pollProgress: async (id, call) => serviceProgress((await images.show(id, call)).document),

    listMembers: (id, call) => members.list(id, call),
    addMembers: (id, wanted, _options, call) => members.add(id, wanted, call),
    removeMembers: (id, wanted, call) => members.remove(id, wanted, call),
    replaceMembers: (id, wanted, _options, call) => members.replace(id, wanted, call),
    async *listShared(status, call) {
      const userId = await session.userId(call);
      // Whoever is a member reads the image at once: nothing waits, and nothing can be refused.
      if (status === 'pending' || status === 'rejected') return;
      for await (const page of images.list(call)) yield sharedOnes(page, userId);
    },
    close: async () => {
      session.forget();
      await http.close();
    },
  };
}

/** The store's size of blocks, asked once. `null` without a store, and while none of its containers tells. */
function rememberedBlocks(
  pithos: Pithos,
  identity: (call: Call) => Promise<{ readonly storeUrl: string | null; readonly userId: string | null }>,
): (call: Call) => Promise<number | null> {
  let known: number | undefined;
  return async (call) => {
    if (known !== undefined) return known;
    const { storeUrl, userId } = await identity(call);
    if (storeUrl === null || userId === null) return null;
    try {
      known = (await pithos.blockBytes(BLOCK_CONTAINERS, call)) ?? undefined;
    } catch (error) {
      // The registry works without its store; only hashes cannot be compared then.
      if (isAppError(error, 'CANCELLED', 'AUTH_REQUIRED')) throw error;
    }
    return known ?? null;
  };
}

async function* documents(pages: AsyncIterable<readonly PlanktonImage[]>) {
  for await (const page of pages) yield page.map(({ document }) => document);
}

/** Computed from all that is seen: the service's own list means something else (plankton.md §5). */
function sharedOnes(page: readonly PlanktonImage[], userId: string): readonly SharedDocument[] {
  return page
    .filter(({ document: { image } }) => image.owner !== userId && image.visibility === 'shared')
    .map(({ document }) => ({ document, memberStatus: null }));
}

/** Others' files lie in their account (plankton.md §9). */
function placeOfImage({ document, location }: PlanktonImage, { operation }: Call): ObjectPlace {
  const place = location === null ? undefined : placeOf(location);
  if (place !== undefined) return place;
  throw new AppError('PROTOCOL', `Plankton does not say where the bytes of image ${document.image.id} are.`, {
    operation,
    hint: 'Tell the operator of the service: the image has no usable location.',
    context: { imageId: document.image.id },
  });
}

/** Only what the upload made: an image of another file was not made by it, whatever the ticket says. */
async function abandonUpload(
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

async function removeWithFile(images: ImageCalls, pithos: Pithos, id: string, call: Call): Promise<void> {
  const place = placeOfImage(await images.show(id, call), call);
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
async function register(
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

function notOurs({ operation }: Call): AppError {
  return new AppError('INTERNAL', 'An upload to Plankton needs a place in Pithos first.', { operation });
}
