import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEditService } from '../../../src/main/edits/index.ts';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { createImageHandlers } from '../../../src/main/images/index.ts';
import { createProvider, declaredCapabilities } from '../../../src/main/providers/index.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import type { EventMessage } from '../../../src/shared/contract/index.ts';
import { AppError } from '../../../src/shared/errors/index.ts';
import type { ConnectionProfile, ImageDocument } from '../../../src/shared/model/index.ts';
import { startRecordingProxy } from './recording-proxy.ts';

const signal = new AbortController().signal;
type Kind = 'glance' | 'nova' | 'fifo';

/** The waiting edits over real providers and a sandbox that can be stopped and started again with its store. */
export async function openBench(switches: readonly string[] = ['empty']) {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-edits-'));
  const dataDirectory = join(folder, 'sandbox');
  let sandbox = await startSandbox({ dataDirectory, switches });
  const port = Number(new URL(sandbox.url).port);
  const glance = await startRecordingProxy(() => sandbox.url);
  let running = true;

  const profileOf = (kind: Kind): ConnectionProfile => {
    const { secret: _, ...settings } = sandbox.dialects[kind] ?? {};
    const endpoint = kind === 'glance' ? { endpoint: `${glance.url}/image` } : {};
    return {
      name: kind,
      kind,
      tls: {},
      color: 0,
      settings: { ...settings, ...endpoint },
    } as ConnectionProfile;
  };
  const secrets = new Map(
    (['glance', 'nova', 'fifo'] as const).map((kind) => [kind, sandbox.dialects[kind]?.['secret']]),
  );
  const providers = new Map(
    (['glance', 'nova', 'fifo'] as const).map((kind) => [
      kind as string,
      createProvider({
        profile: profileOf(kind),
        http: createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
        secret: async () => secrets.get(kind),
        now: Date.now,
      }),
    ]),
  );
  const rows = new Map<string, ImageDocument>();
  const events: EventMessage[] = [];
  const catalog = {
    upsert: async (document: ImageDocument) =>
      void rows.set(`${document.image.connection} ${document.image.id}`, document),
    remove: async (connection: string, id: string) => void rows.delete(`${connection} ${id}`),
    show: async (connection: string, id: string) => {
      const row = rows.get(`${connection} ${id}`);
      if (row === undefined)
        throw new AppError('NOT_FOUND', `No image ${id} in the catalogue.`, { operation: 'catalog.show' });
      return row;
    },
    kept: async () => null,
  };
  const emit = (message: EventMessage): void => void events.push(message);
  const images = createImageHandlers({
    provider: async (name) => {
      const provider = providers.get(name);
      if (provider === undefined)
        throw new AppError('NOT_FOUND', `There is no connection "${name}".`, { operation: 'test' });
      return provider;
    },
    catalog,
    keepDefinitions: async () => undefined,
    emit,
    glanceOfSameCloud: () => [],
  });
  const service = createEditService({
    home: folder,
    catalog,
    declaredCapabilities: (name) => declaredCapabilities(name as Kind),
    images,
    emit,
    log: { warn: () => undefined, error: () => undefined },
  });
  const { handlers } = service;
  return {
    folder,
    events,
    rows,
    forgetConnection: service.forgetConnection,
    /** Requests to Glance since the last time this was asked, without the reading ones' details. */
    requests: () => glance.recorded.splice(0),
    get sandbox() {
      return sandbox;
    },
    first: async (connection: string) => {
      const [image] = await images['images.list']({ connection, query: {}, limit: 1 }, { signal });
      if (image === undefined) throw new Error(`no image in ${connection}`);
      return image;
    },
    see: (connection: string, id: string) => images['images.show']({ connection, id }, { signal }),
    list: () => handlers['edits.list']({}, { signal }),
    queue: (connection: string, id: string, edit: Parameters<(typeof handlers)['edits.queue']>[0]['edit']) =>
      handlers['edits.queue']({ connection, id, edit }, { signal }),
    review: () => handlers['edits.review']({}, { signal }),
    send: (...edits: Parameters<(typeof handlers)['edits.send']>[0]['edits']) =>
      handlers['edits.send']({ edits }, { signal }),
    discard: (...edits: Parameters<(typeof handlers)['edits.discard']>[0]['edits']) =>
      handlers['edits.discard']({ edits }, { signal }),
    restore: (...edits: Parameters<(typeof handlers)['edits.restore']>[0]['edits']) =>
      handlers['edits.restore']({ edits }, { signal }),
    async stopService() {
      running = false;
      await sandbox.close();
    },
    async startService() {
      sandbox = await startSandbox({ dataDirectory, port });
      running = true;
    },
    async close() {
      for (const provider of providers.values()) await provider.close();
      await glance.close();
      if (running) await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
