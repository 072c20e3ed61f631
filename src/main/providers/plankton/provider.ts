import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Capabilities, PlanktonSettings } from '#shared/model/index.ts';
import { runConnectionSteps } from '../connection-steps.ts';
import { queriedLocally } from '../local-query.ts';
import type { Call, ImageProvider, ProviderContext, ProviderParts, SharedDocument } from '../provider.ts';
import { effectiveCapabilities, NO_STORE } from './capabilities.ts';
import { createPlanktonClient, type PlanktonClient } from './client.ts';
import { BLOCK_CONTAINERS } from './config.ts';
import { connectionSteps, discoverVersion } from './connection-test.ts';
import { openDownload } from './download.ts';
import { abandonUpload, placeOfImage, register, removeWithFile } from './image-files.ts';
import { createImageCalls, type ImageCalls } from './images.ts';
import { locationOf } from './location.ts';
import { createMemberCalls, type MemberCalls } from './members.ts';
import { createPeople } from './people.ts';
import { createPithos, type Pithos } from './pithos.ts';
import { previewEdit, previewMembers } from './preview.ts';
import { serviceProgress } from './progress.ts';
import type { PlanktonImage, Reader } from './results.ts';
import { createPlanktonSession, type PlanktonSession } from './session.ts';
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
        account: userId,
      });
    },
    test: (report, call) => runConnectionSteps(connectionSteps(client, session, urls, call), report, call),
    list: (query, call) => queriedLocally(documents(images.list(call)), query),
    show: async (id, call) => (await images.show(id, call)).document,
    edit: (id, edit, { revision }, call) => images.edit({ id, edit, revision }, call),
    previewEdit: (image, edit) => previewEdit(image, edit, 'images.preview'),
    previewMembers: ({ image }, change) => previewMembers(image, change, 'members.preview'),
    remove: async (id, { withFile }, call) => {
      if (!withFile) return images.unregister(id, false, call);
      await assertStore(session, call);
      return removeWithFile(images, pithos, id, call);
    },

    ...byteParts(client, images, pithos, session),
    ...memberParts(images, members, session),
    close: async () => {
      session.forget();
      await http.close();
    },
  };
}

type BytePart =
  | 'beginUpload'
  | 'canResumeUpload'
  | 'sendBytes'
  | 'abandonUpload'
  | 'openDownload'
  | 'beginImport'
  | 'pollProgress';

function byteParts(
  client: PlanktonClient,
  images: ImageCalls,
  pithos: Pithos,
  session: PlanktonSession,
): Pick<ImageProvider, BytePart> {
  return {
    beginUpload: async (image, _sizeBytes, call) => {
      await assertStore(session, call);
      return beginUpload(pithos, image, call);
    },
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
      await assertStore(session, call);
      const place = placeOfImage(await images.show(id, call), call);
      return openDownload(client, await pithos.url(place, call), id, offset, call);
    },
    beginImport: (image, source, call) => register(images, image, source, call),
    pollProgress: async (id, call) => serviceProgress((await images.show(id, call)).document),
  };
}

/** What this connection's capabilities deny for want of a store is denied before anything is asked. */
async function assertStore(session: PlanktonSession, call: Call): Promise<void> {
  const { storeUrl, userId } = await session.identity(call);
  if (storeUrl !== null && userId !== null) return;
  throw new AppError('UNSUPPORTED', NO_STORE, {
    operation: call.operation,
    hint: 'Edit the connection: give the address of the identity service, or the storage address and the user id.',
  });
}

type MemberPart = 'listMembers' | 'addMembers' | 'removeMembers' | 'replaceMembers' | 'listShared';

function memberParts(
  images: ImageCalls,
  members: MemberCalls,
  session: PlanktonSession,
): Pick<ImageProvider, MemberPart> {
  return {
    listMembers: (id, call) => members.list(id, call),
    addMembers: (id, wanted, _options, call) => members.add(id, wanted, call).then(unchanged),
    removeMembers: (id, wanted, call) => members.remove(id, wanted, call),
    replaceMembers: (id, wanted, _options, call) => members.replace(id, wanted, call).then(unchanged),
    async *listShared(status, call) {
      const userId = await session.userId(call);
      // Whoever is a member reads the image at once: nothing waits, and nothing can be refused.
      if (status === 'pending' || status === 'rejected') return;
      for await (const page of images.list(call)) yield sharedOnes(page, userId);
    },
  };
}

/** An image is no other one for its members. */
function unchanged(): undefined {
  return undefined;
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

function notOurs({ operation }: Call): AppError {
  return new AppError('INTERNAL', 'An upload to Plankton needs a place in Pithos first.', { operation });
}
