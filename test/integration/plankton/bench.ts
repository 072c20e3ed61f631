import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventMessage } from '#shared/contract/index.ts';
import type { PlanktonSettings, Transfer } from '#shared/model/index.ts';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import {
  createGrants,
  createTransferService,
  type TransferService,
} from '../../../src/main/transfers/index.ts';
import { accounts } from '../../../src/sandbox/dialects/plankton/accounts.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { PlanktonClient } from '../sandbox/plankton-client.ts';
import { startWire, type Wire } from './wire.ts';

export const MIB = 1024 * 1024;
export const BLOCK = 4 * MIB;
export const call = { signal: new AbortController().signal, operation: 'test' };

export interface Bench {
  readonly sandbox: Sandbox;
  readonly wire: Wire;
  readonly folder: string;
  /** A plain client of the same services, past the wire. */
  readonly client: PlanktonClient;
  /** A provider of `demo` (or `partner`) through the wire. */
  provider(settings?: Partial<PlanktonSettings>, user?: 'demo' | 'partner'): ImageProvider;
  /** A transfer service with a journal of its own, like another process. */
  transfers(journal: string): Promise<TransferBench>;
  /** Blocks that the store took since the last count. */
  blocksTaken(): number;
  objects(): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  close(): Promise<void>;
}

export interface TransferBench {
  readonly service: TransferService;
  upload(path: string, name: string): Promise<Transfer>;
  download(id: string, path: string): Promise<Transfer>;
  finished(id: string): Promise<Transfer>;
  until(id: string, fits: (transfer: Transfer) => boolean): Promise<Transfer>;
}

export async function startBench(...switches: readonly string[]): Promise<Bench> {
  const sandbox = await startSandbox({ switches: ['empty', ...switches] });
  const wire = await startWire(sandbox.url);
  const folder = await mkdtemp(join(tmpdir(), 'argosy-plankton-'));
  const client = new PlanktonClient(sandbox, 'demo');
  const closing: (() => Promise<void>)[] = [];
  let counted = 0;

  const provider: Bench['provider'] = (settings = {}, user = 'demo') => {
    const token = accounts.find(({ name }) => name.startsWith(user))?.token;
    const base = `${wire.url}/plankton`;
    // The store is named, since the catalogue would lead past the wire.
    const all = {
      endpoint: `${base}/image/v1.0`,
      authUrl: `${base}/identity/v2.0`,
      storageUrl: `${base}/object-store/v1`,
    };
    const given = Object.entries({ ...all, ...settings }).filter(([, value]) => value !== undefined);
    const made = createProvider({
      profile: {
        ...{ name: 'cloud', kind: 'plankton', tls: {}, color: 0 },
        settings: { endpoint: all.endpoint, ...Object.fromEntries(given) },
      },
      http: createHttpClient({ tls: {}, userAgent: 'test' }),
      secret: async () => token,
      now: Date.now,
    });
    closing.push(() => made.close());
    return made;
  };
  const taken = (): number =>
    sandbox.requests
      .list()
      .filter(({ method, query, status }) => method === 'POST' && query.includes('update') && status === 202)
      .length;
  return {
    sandbox,
    wire,
    folder,
    client,
    provider,
    transfers: async (journal) => {
      const made = await startTransfers(join(folder, journal), provider());
      closing.push(() => made.service.close());
      return made;
    },
    blocksTaken: () => {
      const before = counted;
      counted = taken();
      return counted - before;
    },
    objects: async () =>
      (await client.store('GET', '/images?format=json')).json as { name: string; bytes: number }[],
    close: async () => {
      for (const close of closing.reverse()) await close();
      await wire.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function startTransfers(directory: string, provider: ImageProvider): Promise<TransferBench> {
  const grants = createGrants();
  const seen: Transfer[] = [];
  const emit = (message: EventMessage): void => {
    if (message.event === 'transfer.changed') seen.push(message.payload);
  };
  const service = await createTransferService({
    directory,
    grants,
    provider: async () => provider,
    emit,
    settings: () => ({ transfersPerConnection: 1, downloadFolder: directory }),
    onImage: () => undefined,
    log: { info: () => undefined, error: () => undefined },
    tuning: { tries: 2, firstRetryMs: 20, firstPollMs: 10, lastPollMs: 40, snapshotEveryMs: 0 },
  });
  const never = { signal: call.signal };
  return {
    service,
    upload: async (path, name) => {
      const { grant } = await grants.file(path);
      const image = { name, diskFormat: 'diskdump', containerFormat: 'bare', properties: { os: 'debian' } };
      return service.handlers['transfers.upload']({ connection: 'cloud', grant, image }, never);
    },
    download: async (id, path) => {
      const grant = grants.destination(path);
      return service.handlers['transfers.download']({ connection: 'cloud', id, grant }, never);
    },
    finished: (id) => service.waitFor(id),
    until: async (id, fits) => {
      for (const end = Date.now() + 15_000; Date.now() < end; ) {
        const found = seen.findLast((transfer) => transfer.id === id);
        if (found && fits(found)) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`It never came to that: ${JSON.stringify(seen.at(-1))}`);
    },
  };
}
