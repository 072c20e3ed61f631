import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type EventMessage, profileInput } from '#shared/contract/index.ts';
import type { ConnectionHealth, ConnectionKind, ConnectionState, SyncResult } from '#shared/model/index.ts';
import {
  type Catalog,
  createKeeper,
  createSyncService,
  openCatalog,
  type SyncService,
} from '../../../src/main/catalog/index.ts';
import { type ConnectionService, createConnectionService } from '../../../src/main/connections/index.ts';
import { createEncryptedFileStore } from '../../../src/main/connections/secrets/index.ts';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { openLog } from '../../../src/main/log/index.ts';
import { createProvider, declaredCapabilities } from '../../../src/main/providers/index.ts';
import { openSettings, type SettingsStore } from '../../../src/main/settings/index.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/server.ts';
import { GlanceClient, pick } from '../sandbox/client.ts';

/** A sandbox, a catalogue, and all between them as the application puts it together. */
export interface SyncRig {
  readonly sandbox: Sandbox;
  readonly demo: GlanceClient;
  readonly catalog: Catalog;
  readonly connections: ConnectionService;
  readonly settings: SettingsStore;
  readonly sync: SyncService;
  readonly events: EventMessage[];
  connect(name: string, kind: ConnectionKind, more?: Readonly<Record<string, string>>): Promise<void>;
  /** A whole list, as a person asks for it. Throws what failed. */
  read(name: string, signal?: AbortSignal): Promise<SyncResult>;
  state(name: string): Promise<ConnectionState>;
  health(name: string): Promise<ConnectionHealth>;
  /** Of demo's image of this name. */
  idOf(name: string): Promise<string>;
  names(connection: string): Promise<readonly (string | null)[]>;
  /** Queries of the lists that the sandbox's Glance was asked for since `forget`. */
  lists(): readonly URLSearchParams[];
  /** Paths that were asked for since `forget`, without a list's. */
  paths(): readonly string[];
  forget(): void;
  close(): Promise<void>;
}

export async function syncRig(
  options: SandboxOptions = {},
  how: { readonly isLongRunning?: boolean; readonly home?: string } = {},
): Promise<SyncRig> {
  const sandbox = await startSandbox(options);
  const made = how.home === undefined ? mkdtempSync(join(tmpdir(), 'argosy-sync-')) : undefined;
  const home = how.home ?? made ?? '';
  const log = openLog(home);
  const settings = openSettings(home, { log });
  const events: EventMessage[] = [];
  const catalog = await openCatalog(join(home, 'catalog.sqlite'), {
    isLongRunning: how.isLongRunning,
    onNotice: (message) => expect.fail(message),
  });
  const keeper = createKeeper({ catalog, log });
  const connections = createConnectionService({
    settings,
    secrets: createEncryptedFileStore(home),
    catalog,
    keepCapabilities: keeper.capabilities,
    createProvider,
    declaredCapabilities,
    createHttpClient,
    readCertificate: () => Promise.reject(new Error('no certificates here')),
    emit: (event) => events.push(event),
    log,
    hasUnfinishedTransfers: () => false,
    userAgent: 'argosy/test',
  });
  const sync = createSyncService({
    catalog,
    keeper,
    connections,
    settings,
    emit: (event) => events.push(event),
    log,
    isLongRunning: how.isLongRunning ?? false,
  });
  const state = async (name: string): Promise<ConnectionState> => {
    const found = (await connections.states()).find(({ profile }) => profile.name === name);
    if (found === undefined) throw new Error(`no connection ${name}`);
    return found;
  };
  const demo = await GlanceClient.signIn(sandbox, 'demo');
  const isList = (path: string) => path === '/image/v2/images';
  const asked = () => sandbox.requests.list().filter(({ path }) => !path.startsWith('/identity'));

  return {
    sandbox,
    demo,
    catalog,
    connections,
    settings,
    sync,
    events,
    async connect(name, kind, more = {}) {
      const { secret = '', ...announced } = sandbox.dialects[kind] ?? {};
      const profile = profileInput.parse({ kind, name, settings: { ...announced, ...more } });
      const { signal } = new AbortController();
      await connections.handlers['connections.save']({ profile, secret, create: true }, { signal });
    },
    async read(name, signal = new AbortController().signal) {
      const { done, failed } = await sync.handlers['catalog.sync']({ connections: [name] }, { signal });
      const [result] = done;
      if (result === undefined) throw Object.assign(new Error('the sync failed'), failed[0]?.error);
      return result;
    },
    state,
    health: async (name) => (await state(name)).health,
    async idOf(name) {
      const { json } = await demo.call('GET', `/v2/images?name=${encodeURIComponent(name)}`);
      return String(pick(json, 'images', 0, 'id'));
    },
    names: async (connection) =>
      (await catalog.images({ connections: [connection], limit: 10_000 })).map(({ name }) => name),
    lists: () => asked().flatMap(({ path, query }) => (isList(path) ? [new URLSearchParams(query)] : [])),
    paths: () => asked().flatMap(({ path }) => (isList(path) ? [] : [path])),
    forget: () => sandbox.requests.clear(),
    async close() {
      await sync.close();
      await connections.close();
      await catalog.close();
      await sandbox.close();
      log.close();
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
    },
  };
}
