import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventMessage } from '#shared/contract/index.ts';
import type { Transfer } from '#shared/model/index.ts';
import {
  createGrants,
  createTransferService,
  type Grants,
  type PageFiles,
  type TransferService,
  type TransferServiceDeps,
  type TransferTuning,
} from '../../../src/main/transfers/index.ts';
import { type ImageServer, startImageServer } from './image-server.ts';
import { createSmallProvider, type SmallProviderOptions } from './small-provider.ts';

export const MIB = 1024 * 1024;
export const never = { signal: new AbortController().signal };

/** Waits short enough for tests, and every change said; everything else is as it ships. */
export const QUICK: Partial<TransferTuning> = {
  firstRetryMs: 20,
  firstPollMs: 10,
  lastPollMs: 40,
  snapshotEveryMs: 0,
};

export interface Harness {
  readonly server: ImageServer;
  /** Behind the connection `other`. */
  readonly other: ImageServer;
  readonly directory: string;
  /** Where downloads without a chosen place go. */
  readonly folder: string;
  readonly grants: Grants;
  readonly events: EventMessage[];
  readonly service: TransferService;
  /** A file of random bytes, whose header is no known format. */
  file(name: string, sizeBytes: number): Promise<{ readonly path: string; readonly bytes: Buffer }>;
  upload(path: string, name?: string): Promise<Transfer>;
  download(id: string, path?: string): Promise<Transfer>;
  /** Copies an image of `other` to `cloud`. */
  copy(id: string, name?: string): Promise<Transfer>;
  /** Waits until a snapshot fits. */
  until(id: string, fits: (transfer: Transfer) => boolean): Promise<Transfer>;
  files(): Promise<readonly string[]>;
  /** Ends the service and starts another over the same directory. */
  reopen(change?: Partial<TransferServiceDeps>): Promise<TransferService>;
  close(): Promise<void>;
}

export async function startHarness(
  options: {
    readonly tuning?: Partial<TransferTuning>;
    readonly pageFiles?: PageFiles;
    readonly limit?: number;
    readonly provider?: SmallProviderOptions;
    readonly otherProvider?: SmallProviderOptions;
  } = {},
): Promise<Harness> {
  const [server, other] = [await startImageServer(), await startImageServer()];
  const directory = await mkdtemp(join(tmpdir(), 'argosy-transfers-'));
  const folder = join(directory, 'downloads');
  const provider = createSmallProvider(server.url, options.provider);
  const otherProvider = createSmallProvider(other.url, { connection: 'other', ...options.otherProvider });
  const grants = createGrants();
  const events: EventMessage[] = [];
  const deps: TransferServiceDeps = {
    directory: join(directory, 'home'),
    grants,
    provider: async (connection) => (connection === 'other' ? otherProvider : provider),
    emit: (message) => void events.push(message),
    settings: () => ({ transfersPerConnection: options.limit ?? 2, downloadFolder: folder }),
    onImage: () => undefined,
    log: { info: () => undefined, error: () => undefined },
    pageFiles: options.pageFiles,
    tuning: { ...QUICK, ...options.tuning },
  };
  let service = await createTransferService(deps);
  const current = (id: string): Transfer | undefined =>
    events
      .flatMap((message) => (message.event === 'transfer.changed' ? [message.payload] : []))
      .findLast((transfer) => transfer.id === id);
  return {
    server,
    other,
    directory: deps.directory,
    folder,
    grants,
    events,
    get service() {
      return service;
    },
    async file(name, sizeBytes) {
      const path = join(directory, name);
      const bytes = randomBytes(sizeBytes);
      bytes.fill(0, 0, Math.min(sizeBytes, 65_536));
      await writeFile(path, bytes);
      return { path, bytes };
    },
    async upload(path, name = 'image') {
      const { grant } = await grants.file(path);
      const image = { name, diskFormat: 'raw', containerFormat: 'bare' };
      return service.handlers['transfers.upload']({ connection: 'cloud', grant, image }, never);
    },
    async download(id, path) {
      const grant = path === undefined ? undefined : grants.destination(path);
      return service.handlers['transfers.download']({ connection: 'cloud', id, grant }, never);
    },
    async copy(id, name) {
      const order = { from: 'other', id, to: 'cloud', ...(name === undefined ? {} : { name }) };
      return service.handlers['transfers.copy'](order, never);
    },
    async until(id, fits) {
      for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
        const now = current(id);
        if (now && fits(now)) return now;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`It never came to that: ${JSON.stringify(current(id))}`);
    },
    async files() {
      return (await readdir(folder).catch(() => [])).sort();
    },
    async reopen(change = {}) {
      await service.close();
      service = await createTransferService({ ...deps, ...change });
      return service;
    },
    async close() {
      await service.close();
      await provider.close();
      await otherProvider.close();
      await server.close();
      await other.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
