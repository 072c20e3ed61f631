import { AppError } from '#shared/errors/index.ts';
import type { AllianceSettings, ImageDocument, MemberStatus } from '#shared/model/index.ts';
import { plainLine } from '../../http/index.ts';
import { addressSteps, type ConnectionSteps, runConnectionSteps } from '../connection-steps.ts';
import { queriedLocally } from '../local-query.ts';
import type { Call, ProviderContext, ProviderParts, ServiceProgress, SharedDocument } from '../provider.ts';
import { ALLIANCE_CAPABILITIES } from './capabilities.ts';
import { type AllianceClient, createAllianceClient } from './client.ts';
import { createGateway } from './gateway.ts';

/** The Alliance gateway to many clouds, addressed by a namespace and an environment (alliance.md). */
export function createAllianceProvider(context: ProviderContext, settings: AllianceSettings): ProviderParts {
  const { http, secret } = context;
  const client = createAllianceClient(http, settings, secret);
  const gateway = createGateway(client, context.profile.name);

  const remove = async (id: string, accept: readonly number[], call: Call): Promise<void> => {
    // 200 or 204, with or without a body: it is not read (alliance.md §3.5).
    await client.send({ method: 'DELETE', image: id, attempt: `delete image ${id}`, accept }, call);
  };

  return {
    // What it calls an owner is an environment (alliance.md §1).
    capabilities: async () => ({ ...ALLIANCE_CAPABILITIES, account: settings.environment }),
    test: (report, call) =>
      runConnectionSteps(connectionSteps(client, secret, gateway.list, call), report, call),
    list: (query, call) => queriedLocally(gateway.list(call), query),
    show: (id, call) => gateway.show(id, call),
    edit: (id, edit, options, call) => gateway.edit(id, edit, options, call),
    previewEdit: (image, edit) => gateway.previewEdit(image, edit),
    remove: (id, _options, call) => remove(id, [], call),
    beginImport: async (image, source, call) => {
      if (source.method === 'web-download') {
        return { imageId: await gateway.create(image, source.url, call) };
      }
      throw new AppError('UNSUPPORTED', `Alliance has no import method ${source.method}.`, {
        operation: call.operation,
      });
    },
    abandonUpload: ({ imageId }, call) =>
      imageId === null ? Promise.resolve() : remove(imageId, [404], call),
    pollProgress: async (id, call) => progressOf(await gateway.show(id, call)),
    listShared: (status, call) => sharedWith(settings.environment, status, gateway.list(call)),
    close: () => http.close(),
  };
}

/**
 * Images of other environments that not everybody can see: that is all that tells of sharing. Whether they
 * were accepted the gateway does not say, so nobody who asks for one answer gets them.
 */
async function* sharedWith(
  environment: string,
  status: MemberStatus | 'all',
  all: AsyncIterable<readonly ImageDocument[]>,
): AsyncGenerator<readonly SharedDocument[]> {
  if (status !== 'all') return;
  for await (const page of all) {
    const shared = page.filter(
      ({ image: { owner, visibility } }) =>
        owner !== null && owner !== environment && visibility !== 'public' && visibility !== 'community',
    );
    if (shared.length > 0) yield shared.map((document) => ({ document, memberStatus: null }));
  }
}

/** The cloud fetches by itself: queued, saving, then active, or killed (alliance.md §3.3). */
function progressOf(document: ImageDocument): ServiceProgress {
  const { status, serviceStatus, sizeBytes, checksum } = document.image;
  const common = {
    document,
    bytesDone: null,
    bytesTotal: sizeBytes,
    fraction: null,
    reason: null,
    hash: checksum,
  };
  switch (status) {
    case 'ready':
    case 'disabled':
      return { ...common, state: 'done', bytesDone: sizeBytes };
    case 'failed':
    case 'gone':
      return {
        ...common,
        state: 'failed',
        reason: `The cloud behind the gateway could not fetch the bytes: it calls the image ${plainLine(serviceStatus ?? status)}.`,
      };
    default:
      return { ...common, state: 'working' };
  }
}

function connectionSteps(
  client: AllianceClient,
  secret: () => Promise<string | undefined>,
  list: (call: Call) => AsyncIterable<readonly ImageDocument[]>,
  call: Call,
): ConnectionSteps {
  const { root } = client.urls;
  return {
    ...addressSteps(
      () => root,
      () => client.ask(call),
    ),
    'sign-in': async () =>
      (await secret()) === undefined
        ? { skipped: 'Alliance has no sign-in, and no token is stored.' }
        : { skipped: 'Alliance has no sign-in: the token goes with every request.' },
    service: async () => {
      let length = 0;
      for await (const page of list(call)) length += page.length;
      return `The gateway at ${root} lists ${length === 1 ? '1 image' : `${length} images`}.`;
    },
    version: async () => ({ skipped: 'Alliance does not tell its version.' }),
  };
}
