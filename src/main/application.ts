import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import type { AppError } from '#shared/errors/index.ts';
import type { AppInfo, CatalogNotice, ImageDocument } from '#shared/model/index.ts';
import { createDispatcher, type Dispatcher } from '#shared/rpc/index.ts';
import packageJson from '../../package.json' with { type: 'json' };
import {
  createCatalogNotices,
  createCatalogReadHandlers,
  createKeeper,
  createSyncService,
  openCatalog,
} from './catalog/index.ts';
import { createConnectionService, openSecretStore, type SecretStore } from './connections/index.ts';
import { createEditService } from './edits/index.ts';
import { followingConnections } from './following-connections.ts';
import { defaultDownloadFolder } from './home.ts';
import { createHttpClient, readCertificate } from './http/index.ts';
import {
  createImageHandlers,
  createImagePreviewHandlers,
  createInspectionHandlers,
  glanceOfSameCloud,
} from './images/index.ts';
import { createInboxService, followingAnswers } from './inbox/index.ts';
import { createLinkService } from './links/index.ts';
import { openLog } from './log/index.ts';
import { createMemberHandlers, createMemberPreviewHandlers } from './members/index.ts';
import { createPackageHandlers } from './packages/index.ts';
import { createPartnerHandlers } from './partners/index.ts';
import { createProvider, declaredCapabilities } from './providers/index.ts';
import { createSandboxLink } from './sandbox-link.ts';
import { createSettingsHandlers, type KeyValueFile, openSettings } from './settings/index.ts';
import {
  createGrants,
  createTransferService,
  type Grants,
  type PageFiles,
  type TransferService,
} from './transfers/index.ts';

/** What a host gives to the application. Everything but the first two has a usual value. */
export interface ApplicationPorts {
  readonly host: AppInfo['host'];
  /** The data directory; made if it is not there. */
  readonly home: string;
  /** Where downloads go, whatever the settings say: the command line's current folder. */
  readonly downloadFolder?: string | undefined;
  /** The host's own keeper of secrets; else the system keyring or an encrypted file. */
  readonly secrets?: SecretStore | undefined;
  readonly settingsFile?: KeyValueFile | undefined;
  /** Files that pages hold (web host). */
  readonly pageFiles?: PageFiles | undefined;
  readonly reveal?: ((path: string) => Promise<void>) | undefined;
}

/** The application behind every host. */
export interface Application {
  readonly dispatcher: Dispatcher;
  /** Writes the details of a host's own `INTERNAL` fault to the log, under the id that the person sees. */
  noteFault(error: AppError): void;
  readonly grants: Grants;
  readonly transfers: TransferService;
  readonly info: AppInfo;
  /** What a person should know of the catalogue itself, the newest first. */
  notices(): readonly CatalogNotice[];
  /** An `argosy:` link that a person opened: a page shows what it says, and nothing is done before they act. */
  openLink(text: string): void;
  /** Stops what runs so that the next start goes on, and closes every file and socket. */
  close(): Promise<void>;
}

/** Puts the parts together: the only place that knows them all. */
export async function createApplication(ports: ApplicationPorts): Promise<Application> {
  const isLongRunning = ports.host !== 'cli';
  mkdirSync(ports.home, { recursive: true, mode: 0o700 });
  const log = openLog(ports.home);
  const settings = openSettings(ports.home, { log, file: ports.settingsFile });
  const secrets = ports.secrets ?? (await openSecretStore(ports.home));
  // Transfers of a dead process go on while the parts are still being put together; nobody listens yet.
  let listening: Dispatcher | undefined;
  const emit = (message: EventMessage): void => listening?.emit(message);
  const notices = createCatalogNotices(emit, log);
  let begunAnew = false;
  const catalog = await openCatalog(join(ports.home, 'catalog.sqlite'), {
    isLongRunning,
    onNotice: notices.add,
    onBegunAnew: () => {
      begunAnew = true;
      if (listening !== undefined) refresh();
    },
  });
  if (isLongRunning) {
    // So that the reader has its columns by the time the page asks.
    catalog
      .window({ sort: 'name', direction: 'asc', offset: 0, limit: 1 })
      .catch((error: unknown) => log.error('catalog.warm-up', { error }));
  }
  await catalog.keepHistory(settings.settings().historyDays);
  const keeper = createKeeper({ catalog, log });
  const grants = createGrants();
  const downloadFolder = (): string =>
    ports.downloadFolder ?? settings.settings().downloadFolder ?? defaultDownloadFolder();

  const connections = createConnectionService({
    settings,
    secrets,
    catalog,
    keepCapabilities: keeper.capabilities,
    createProvider,
    declaredCapabilities,
    createHttpClient,
    readCertificate,
    emit,
    log,
    hasUnfinishedTransfers: (name) => transfers.hasUnfinished(name),
    userAgent: `argosy/${packageJson.version}`,
  });
  const provider = (name: string) => connections.provider(name);
  const declaredBy = (name: string) => declaredCapabilities(connections.profile(name).kind);
  const noteImage = async (document: ImageDocument): Promise<void> => {
    await catalog.upsert(document);
    emit({ event: 'catalog.changed', payload: { connection: document.image.connection } });
  };
  const transfers = await createTransferService({
    directory: join(ports.home, 'transfers'),
    grants,
    provider,
    emit,
    settings: () => ({
      transfersPerConnection: settings.settings().transfersPerConnection,
      downloadFolder: downloadFolder(),
    }),
    onImage: noteImage,
    log: {
      info: (fields, message) => log.info(message, fields),
      error: (fields, message) => log.error(message, fields),
    },
    pageFiles: ports.pageFiles,
    reveal: ports.reveal,
    adoptsStrays: isLongRunning,
  });

  const info: AppInfo = {
    version: packageJson.version,
    host: ports.host,
    platform: process.platform,
    secretStore: secrets.label,
    dataDirectory: ports.home,
    downloadFolder: downloadFolder(),
    sandboxAvailable: isLongRunning,
  };
  const sandbox = createSandboxLink({
    home: ports.home,
    settings,
    save: (...call) => handlers['connections.save'](...call),
  });
  const refresh = (names?: readonly string[]): void => {
    if (!isLongRunning) return;
    void dispatcher.dispatch('catalog.sync', names === undefined ? {} : { connections: [...names] });
  };
  const sync = createSyncService({
    ...{ catalog, keeper, connections, settings, emit, log, isLongRunning },
    onRead: isLongRunning ? (connection, byHand) => inbox.afterPass(connection, byHand) : undefined,
  });
  const images = createImageHandlers({
    provider,
    catalog,
    keepDefinitions: keeper.definitions,
    emit,
    glanceOfSameCloud: (name) => glanceOfSameCloud(settings.connections(), name),
  });
  const lastSeen = { provider, catalog, declaredCapabilities: declaredBy };
  const edits = createEditService({
    home: ports.home,
    catalog,
    declaredCapabilities: declaredBy,
    images,
    emit,
    log,
  });
  const links = createLinkService({
    profile: connections.profile,
    profiles: settings.connections,
    catalog,
    emit,
  });
  const inbox = createInboxService({
    catalog,
    connections,
    profiles: () => settings.connections(),
    declaredCapabilities,
    showImage: images['images.show'],
    emit,
    log,
  });
  const handlers: Handlers = {
    'app.info': async () => ({ ...info, downloadFolder: downloadFolder() }),
    ...createSettingsHandlers({
      settings,
      emit,
      onChanged: ({ historyDays }) => {
        sync.follow();
        return catalog.keepHistory(historyDays);
      },
    }),
    'sandbox.start': (_params, context) => sandbox.start(context),
    ...followingConnections(connections.handlers, {
      changed: refresh,
      removed: async (name) => {
        sync.follow();
        await edits.forgetConnection(name);
        await inbox.forgetConnection(name);
      },
    }),
    ...createCatalogReadHandlers({ catalog, notices: notices.all }),
    ...sync.handlers,
    ...images,
    ...createInspectionHandlers({
      provider,
      catalog,
      declaredCapabilities: declaredBy,
      log,
    }),
    ...edits.handlers,
    ...inbox.handlers,
    ...followingAnswers(
      createMemberHandlers({
        provider,
        keepMembers: keeper.members,
        onImage: noteImage,
      }),
      inbox,
    ),
    ...createImagePreviewHandlers(lastSeen),
    ...createMemberPreviewHandlers(lastSeen),
    ...links.handlers,
    ...createPartnerHandlers({ settings, emit }),
    ...createPackageHandlers({
      provider,
      keeper,
      copiesDirectory: join(ports.home, 'package-copies'),
    }),
    ...transfers.handlers,
  };
  const noteFault = (error: AppError): void =>
    log.error('fault', { operation: error.operation, ...error.context, cause: describeCause(error.cause) });
  const dispatcher = createDispatcher(handlers, { onFault: noteFault });

  listening = dispatcher;
  if (isLongRunning) {
    sync.start((name) => sandbox.isOwn(name));
    if (begunAnew) refresh();
    sandbox.startIfUsed((error) => log.error('sandbox', { error }));
  }

  return {
    dispatcher,
    noteFault,
    grants,
    transfers,
    info,
    notices: notices.all,
    openLink: links.open,
    async close() {
      await transfers.close();
      await sync.close();
      await inbox.close();
      await connections.close();
      await catalog.close();
      await sandbox.stop();
      log.close();
    },
  };
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
