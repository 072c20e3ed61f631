import type { Capabilities, ImageDocument, KeystoneSettings, NewImage } from '#shared/model/index.ts';
import { runConnectionSteps } from '../connection-steps.ts';
import { createKeystoneSession } from '../keystone/index.ts';
import type { Call, ProviderContext, ProviderParts, UploadTicket } from '../provider.ts';
import { createGlanceClient, type GlanceClient } from './client.ts';
import { connectionSteps } from './connection-test.ts';
import { listDefinitions } from './definitions.ts';
import { discoverCapabilities } from './discovery.ts';
import { openDownload } from './download.ts';
import { assertVisibility, editImage, editRequests } from './edit.ts';
import { listWithHidden } from './list.ts';
import { addMembers, answerShare, listMembers, removeMembers, replaceMembers } from './members.ts';
import { previewMembers, shown } from './preview.ts';
import { serviceProgress } from './progress.ts';
import { parseImage } from './results.ts';
import { parseUsage } from './service-results.ts';
import { listShared } from './shared-images.ts';
import type { Sharing } from './sharing.ts';
import { showImage } from './show.ts';
import { assertStores, copyToStores, removeFromStore } from './stores.ts';
import { listTasks } from './tasks.ts';
import { abandon, beginImport, createRecord, imageOf, sendBytes } from './upload.ts';

/** Glance v2 behind Keystone v3 (glance-v2.md, keystone-v3.md). */
export function createGlanceProvider(context: ProviderContext, settings: KeystoneSettings): ProviderParts {
  const { http, secret, now } = context;
  const connection = context.profile.name;
  const session = createKeystoneSession({ settings, http, secret, now });
  const client = createGlanceClient(http, session);
  let known: Promise<Capabilities> | undefined;

  const capabilities = (call: Call): Promise<Capabilities> => {
    known ??= discoverCapabilities(client, call).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };

  const show = (id: string, call: Call): Promise<ImageDocument> => showImage(client, connection, id, call);
  const beginUpload = async (image: NewImage, call: Call): Promise<UploadTicket> => {
    if (image.store !== undefined) assertStores(await capabilities(call), [image.store], call);
    if (image.visibility !== undefined) assertVisibility(await capabilities(call), image.visibility, call);
    const reply = await createRecord(client, image, call);
    return { imageId: parseImage(reply.json(), connection, reply, call.operation).image.id };
  };

  const sharing: Sharing = {
    client,
    connection,
    onlySharedHaveMembers: async (call) => (await capabilities(call)).visibilities.includes('shared'),
  };

  return {
    capabilities,
    test: (report, call) => runConnectionSteps(connectionSteps(client, call), report, call),
    list: (query, call) => listWithHidden(client, connection, query, call),
    show,
    edit: async (id, edit, { revision }, call) => {
      if (edit.visibility !== undefined) assertVisibility(await capabilities(call), edit.visibility, call);
      return editImage(client, connection, { id, edit, revision }, call);
    },
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
    sendBytes: (ticket, image, body, call) => sendBytes(client, ticket, image, body, call),
    abandonUpload: (ticket, call) =>
      ticket.imageId === null ? Promise.resolve() : abandon(client, ticket.imageId, call),
    openDownload: (id, offset, call) => openDownload(client, id, offset, call),
    beginImport: (image, source, call) => {
      const create = async (): Promise<string> => imageOf(await beginUpload(image, call), call);
      return beginImport(client, image, source, create, call);
    },
    pollProgress: async (id, call) => serviceProgress(client, await show(id, call), call),
    listMembers: (id, call) => listMembers(client, id, call),
    addMembers: (imageId, members, options, call) => addMembers(sharing, { imageId, members }, options, call),
    removeMembers: (imageId, members, call) => removeMembers(sharing, { imageId, members }, call),
    replaceMembers: (imageId, members, options, call) =>
      replaceMembers(sharing, { imageId, members }, options, call),
    answerShare: (imageId, status, call) => answerShare(client, imageId, status, call),
    listShared: (status, call) => listShared(client, connection, status, call),
    previewEdit: (image, edit) => {
      const operation = 'images.preview';
      return { requests: shown(editRequests(image, edit, operation), operation), notes: [] };
    },
    previewMembers: ({ image }, change) => previewMembers(image, change, 'members.preview'),
    listTasks: (id, call) => listTasks(client, id, call),
    copyToStores: async (id, stores, call) => {
      assertStores(await capabilities(call), stores, call);
      await copyToStores(client, id, stores, call);
      return { ...(await show(id, call)), notes: [COPY_BEGUN] };
    },
    removeFromStore: async (id, store, call) => {
      await removeFromStore(client, await show(id, call), store, call);
      return show(id, call);
    },
    listDefinitions: (call) => listDefinitions(client, call),
    usage: async (call) => {
      const attempt = 'tell its usage';
      const reply = await client.send({ method: 'GET', url: (urls) => urls.info('usage'), attempt }, call);
      return parseUsage(reply, call.operation);
    },
    close: async () => {
      session.forget();
      await http.close();
    },
  };
}

const COPY_BEGUN = 'The service copies from now on. The tasks of the image tell when it is done.';

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
