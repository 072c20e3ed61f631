import { AppError } from '#shared/errors/index.ts';
import type {
  Capabilities,
  ImageDocument,
  ImageEdit,
  ImageQuery,
  KeystoneSettings,
  NewImage,
} from '#shared/model/index.ts';
import { createKeystoneSession } from '../keystone/index.ts';
import type { Call, ProviderContext, ProviderParts, UploadTicket } from '../provider.ts';
import { createGlanceClient, type GlanceClient } from './client.ts';
import { PATCH_TYPE } from './config.ts';
import { testConnection } from './connection-test.ts';
import { discoverCapabilities } from './discovery.ts';
import { openDownload } from './download.ts';
import { serviceProgress } from './progress.ts';
import { listQuery, matchesQuery, patchOperations } from './requests.ts';
import { parseImage, parsePage, parseUsage } from './results.ts';
import { abandon, beginImport, createRecord, imageOf, sendBytes } from './upload.ts';

/** Glance v2 behind Keystone v3 (glance-v2.md, keystone-v3.md). */
export function createGlanceProvider(context: ProviderContext, settings: KeystoneSettings): ProviderParts {
  const { http, secret, now } = context;
  const connection = context.profile.name;
  const session = createKeystoneSession({ settings, http, secret, now });
  const client = createGlanceClient(http, session);
  let known: Promise<Capabilities> | undefined;

  const show = (id: string, call: Call): Promise<ImageDocument> => showImage(client, connection, id, call);
  const beginUpload = async (image: NewImage, call: Call): Promise<UploadTicket> => {
    const reply = await createRecord(client, image, call);
    return { imageId: parseImage(reply.json(), connection, reply, call.operation).image.id };
  };

  return {
    capabilities: (call) => {
      known ??= discoverCapabilities(client, call).catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    test: (report, call) => testConnection(client, report, call),
    list: (query, call) => listWithHidden(client, connection, query, call),
    show,
    edit: (id, edit, { revision }, call) => editImage(client, connection, { id, edit, revision }, call),
    remove: async (id, _options, call) => {
      await client.send(
        { method: 'DELETE', url: (urls) => urls.image(id), attempt: `delete image ${id}` },
        call,
      );
    },
    setActive: async (id, active, call) => {
      const action = active ? 'reactivate' : 'deactivate';
      const attempt = `${action} image ${id}`;
      await client.send({ method: 'POST', url: (urls) => urls.action(id, action), body: '', attempt }, call);
      return show(id, call);
    },
    beginUpload: (image, _sizeBytes, call) => beginUpload(image, call),
    canResumeUpload: (ticket, call) => isQueued(client, ticket, call),
    sendBytes: (ticket, _image, body, call) => sendBytes(client, ticket, body, call),
    abandonUpload: (ticket, call) =>
      ticket.imageId === null ? Promise.resolve() : abandon(client, ticket.imageId, call),
    openDownload: (id, offset, call) => openDownload(client, id, offset, call),
    beginImport: (image, source, call) => {
      const create = async (): Promise<string> => imageOf(await beginUpload(image, call), call);
      return beginImport(client, image, source, create, call);
    },
    pollProgress: async (id, call) => serviceProgress(client, await show(id, call), call),
    usage: async (call) => {
      const attempt = 'tell its usage';
      const accept = [404];
      const reply = await client.send(
        { method: 'GET', url: (urls) => urls.info('usage'), attempt, accept },
        call,
      );
      if (reply.status !== 404) return parseUsage(reply, call.operation);
      throw new AppError('UNSUPPORTED', 'This image service does not tell its usage.', {
        operation: call.operation,
      });
    },
    close: async () => {
      session.forget();
      await http.close();
    },
  };
}

async function showImage(
  client: GlanceClient,
  connection: string,
  id: string,
  call: Call,
): Promise<ImageDocument> {
  const reply = await client.send(
    { method: 'GET', url: (urls) => urls.image(id), attempt: `show image ${id}` },
    call,
  );
  return parseImage(reply.json(), connection, reply, call.operation);
}

/**
 * Unless the query says which, Glance leaves hidden images out, also the project's own: nobody could find one
 * to show it again. So these follow in a second list. What others hide stays hidden (glance-v2.md §4).
 */
async function* listWithHidden(
  client: GlanceClient,
  connection: string,
  query: ImageQuery,
  call: Call,
): AsyncGenerator<readonly ImageDocument[]> {
  yield* listImages(client, connection, query, call);
  if (query.hidden !== undefined) return;
  const { projectId } = await client.session.token(call);
  const owner = query.owner ?? projectId;
  if (owner === null || owner !== projectId) return;
  yield* listImages(client, connection, { ...query, owner, hidden: true }, call);
}

/** Pages may be shorter than asked, also empty: only the missing marker ends the list (glance-v2.md §4). */
async function* listImages(
  client: GlanceClient,
  connection: string,
  query: ImageQuery,
  call: Call,
): AsyncGenerator<readonly ImageDocument[]> {
  const seen = new Set<string>();
  let marker: string | undefined;
  do {
    const params = listQuery(query, marker);
    const reply = await client.send(
      { method: 'GET', url: (urls) => `${urls.images}?${params}`, attempt: 'list images' },
      call,
    );
    const page = parsePage(reply, connection, call.operation);
    const matching = page.documents.filter(({ image }) => matchesQuery(image, query));
    if (matching.length > 0) yield matching;
    marker = page.marker;
    if (marker !== undefined && seen.has(marker)) {
      throw new AppError('PROTOCOL', `${reply.url} gives the same page of images again and again.`, {
        operation: call.operation,
      });
    }
    if (marker !== undefined) seen.add(marker);
  } while (marker !== undefined);
}

interface Edit {
  readonly id: string;
  readonly edit: ImageEdit;
  readonly revision: string | undefined;
}

async function editImage(
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
  const operations = patchOperations(before.image, edit, call.operation);
  if (operations.length === 0) return before;
  const reply = await client.send(
    {
      method: 'PATCH',
      url: (urls) => urls.image(id),
      headers: { 'content-type': PATCH_TYPE },
      body: JSON.stringify(operations),
      attempt: `change image ${id}`,
    },
    call,
  );
  return parseImage(reply.json(), connection, reply, call.operation);
}

async function isQueued(client: GlanceClient, ticket: UploadTicket, call: Call): Promise<boolean> {
  const { imageId } = ticket;
  if (imageId === null) return false;
  const attempt = `show image ${imageId}`;
  const reply = await client.send(
    { method: 'GET', url: (urls) => urls.image(imageId), attempt, accept: [404] },
    call,
  );
  if (reply.status === 404) return false;
  return parseImage(reply.json(), '', reply, call.operation).image.serviceStatus === 'queued';
}
