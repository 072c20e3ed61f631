import type { Capabilities, KeystoneSettings } from '#shared/model/index.ts';
import { addressSteps, type ConnectionSteps, runConnectionSteps } from '../connection-steps.ts';
import { createKeystoneSession } from '../keystone/index.ts';
import { queriedLocally } from '../local-query.ts';
import type { Call, ProviderContext, ProviderParts } from '../provider.ts';
import { NOVA_CAPABILITIES } from './capabilities.ts';
import { createNovaClient, type NovaClient } from './client.ts';
import { LAST_IMAGE_MINOR } from './config.ts';
import { editImage, previewEdit, showImage } from './edit.ts';
import { listImages } from './list.ts';
import { type ApiVersion, parseVersion } from './results.ts';

/** The image proxy of Nova behind Keystone v3 (nova-images.md, keystone-v3.md). */
export function createNovaProvider(context: ProviderContext, settings: KeystoneSettings): ProviderParts {
  const { http, secret, now } = context;
  const connection = context.profile.name;
  // A typed endpoint is Nova's: other services are still looked up in the catalogue.
  const { endpoint: _ofNova, ...signIn } = settings;
  const session = createKeystoneSession({ settings: signIn, http, secret, now });
  const client = createNovaClient(http, session, settings);
  let known: Promise<Capabilities> | undefined;

  return {
    capabilities: (call) => {
      known ??= discoverCapabilities(client, call).catch((error: unknown) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    test: (report, call) => runConnectionSteps(connectionSteps(client, call), report, call),
    list: (query, call) => queriedLocally(listImages(client, connection, query, call), query),
    show: (id, call) => showImage(client, connection, id, call),
    edit: (id, edit, options, call) => editImage(client, connection, { id, edit, options }, call),
    remove: async (id, _options, call) => {
      await client.send(
        { method: 'DELETE', url: (urls) => urls.image(id), attempt: `delete image ${id}` },
        call,
      );
    },
    previewEdit: (image, edit) => previewEdit(image, edit, settings.endpoint, 'images.preview'),
    close: async () => {
      session.forget();
      await http.close();
    },
  };
}

async function discoverCapabilities(client: NovaClient, call: Call): Promise<Capabilities> {
  const { id, newest } = await discoverVersion(client, call);
  const { projectId: account } = await client.session.token(call);
  return { ...NOVA_CAPABILITIES, version: newest ?? id, account };
}

/** Of the version that the endpoint speaks (nova-images.md §2). */
async function discoverVersion(client: NovaClient, call: Call): Promise<ApiVersion> {
  const attempt = 'tell its version';
  const reply = await client.send({ method: 'GET', url: (urls) => urls.version, attempt }, call);
  return parseVersion(reply, call.operation);
}

function connectionSteps(client: NovaClient, call: Call): ConnectionSteps {
  const { session } = client;
  return {
    ...addressSteps(
      () => session.authUrl(call),
      (url) => client.ask(url, call),
    ),
    'sign-in': async () => {
      const { userName, projectName, projectId } = await session.token(call);
      return `Signed in as ${userName ?? 'an unnamed user'} to project ${projectName ?? projectId}.`;
    },
    service: async () => {
      const { root } = await client.urls(call);
      const url = (urls: { images: string }): string => `${urls.images}?limit=1`;
      await client.send({ method: 'GET', url, attempt: 'list images', isCollection: true }, call);
      return `The compute service at ${root} lists images.`;
    },
    version: async () => {
      const { id, newest } = await discoverVersion(client, call);
      if (newest === null) return `It speaks ${id} of the compute API.`;
      return `It speaks ${id} up to ${newest}; Argosy names no version, since images end with 2.${LAST_IMAGE_MINOR}.`;
    },
  };
}
