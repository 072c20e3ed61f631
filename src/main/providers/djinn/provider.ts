import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Capabilities, DjinnSettings } from '#shared/model/index.ts';
import { queriedLocally } from '../local-query.ts';
import type { Call, ProviderContext, ProviderParts } from '../provider.ts';
import { openDownload } from './bytes.ts';
import { DJINN_CAPABILITIES } from './capabilities.ts';
import { createDjinnClient, type DjinnClient } from './client.ts';
import { serviceVersion, testConnection } from './connection-test.ts';
import { permissionHint } from './errors.ts';
import { type Listing, listImages } from './list.ts';
import { addMembers, listMembers, removeMembers } from './members.ts';
import { previewMembers } from './preview.ts';
import { serviceProgress, showWithSize } from './progress.ts';
import { answerShare, listShared } from './shared.ts';
import { imageNumber, showImage } from './show-image.ts';
import { beginImport, beginUpload, canResume, removeUnfinished, sendBytes } from './upload.ts';

/** Djinn CI behind a token (djinn.md). */
export function createDjinnProvider(context: ProviderContext, settings: DjinnSettings): ProviderParts {
  const { http, secret } = context;
  const connection = context.profile.name;
  const client = createDjinnClient({ endpoint: settings.endpoint, http, secret });
  const listing: Listing = { client, connection, namespace: settings.namespace };
  let known: Promise<Capabilities> | undefined;

  return {
    capabilities: (call) => {
      known ??= effectiveCapabilities(client, call).catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    test: (report, call) => testConnection(listing, settings.endpoint, report, call),
    list: (query, call) => queriedLocally(listImages(listing, query, call), query),
    show: async (id, call) => (await showWithSize(client, connection, id, call)).document,
    remove: (id, _options, call) => removeImage(client, id, call),

    beginUpload: (image, _sizeBytes, call) => beginUpload(listing, image, call),
    canResumeUpload: (ticket, call) => canResume(listing, ticket, call),
    sendBytes: (ticket, image, body, call) => sendBytes(listing, ticket, image, body, call),
    abandonUpload: async ({ imageId }, call) => {
      if (imageId !== null) await removeUnfinished(client, imageId, call);
    },
    openDownload: (id, offset, call) => openDownload(client, id, offset, call),
    beginImport: (image, source, call) => beginImport(listing, image, source, call),
    pollProgress: (id, call) => serviceProgress(client, connection, id, call),

    listMembers: (id, call) => listMembers(client, id, call),
    addMembers: async (id, members, _options, call) => {
      await addMembers(client, id, members, call);
      return undefined;
    },
    removeMembers: (id, members, call) => removeMembers(client, id, members, call),
    previewMembers: (document, change) => previewMembers(document, change, 'members.preview'),
    answerShare: (id, status, call) => answerShare(client, id, status, call),
    listShared: (status, call) => listShared(client, connection, status, call),
    close: async () => {
      client.forget();
      await http.close();
    },
  };
}

async function effectiveCapabilities(client: DjinnClient, call: Call): Promise<Capabilities> {
  const { username: account } = await client.me(call);
  return { ...DJINN_CAPABILITIES, version: await serviceVersion(client, call), account };
}

/** Who may not delete is told the same as who names nothing; so a refusal is followed by a look (djinn.md §1). */
async function removeImage(client: DjinnClient, id: string, call: Call): Promise<void> {
  const number = imageNumber(id, call);
  try {
    await client.send(
      {
        method: 'DELETE',
        url: ({ image }) => image(number),
        attempt: `delete image ${id}`,
        permission: 'image:write',
      },
      call,
    );
  } catch (error) {
    if (!isAppError(error, 'NOT_FOUND')) throw error;
    await showImage(client, '', id, call);
    throw new AppError('FORBIDDEN', error.message, {
      ...error,
      hint: `Only its owner and the collaborators of its namespace may delete an image. ${permissionHint({ permission: 'image:write' })}`,
      cause: error,
    });
  }
}
