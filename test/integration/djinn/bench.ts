import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventMessage } from '#shared/contract/index.ts';
import type { Image, NewImage, Transfer } from '#shared/model/index.ts';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import {
  createGrants,
  createTransferService,
  type TransferService,
} from '../../../src/main/transfers/index.ts';
import { djinnAccounts, djinnReadOnlyToken } from '../../../src/sandbox/seed/djinn.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { bodyOf } from '../../conformance/service.ts';
import { DjinnClient } from '../sandbox/djinn-client.ts';
import { type Gateway, startGateway } from './gateway.ts';

export const call = { signal: new AbortController().signal, operation: 'test' };
export const never = { signal: call.signal };

export interface Bench {
  readonly sandbox: Sandbox;
  /** Stands before the sandbox, for all that goes through Argosy. */
  readonly gateway: Gateway;
  readonly folder: string;
  /** Plain clients of the same service, past the gateway. */
  readonly demo: DjinnClient;
  readonly partner: DjinnClient;
  /** Argosy as one of the sandbox's accounts. */
  connect(
    who?: 'demo' | 'partner' | 'admin' | 'reader',
    settings?: { readonly namespace?: string; readonly endpoint?: string },
  ): ImageProvider;
  file(name: string, bytes: Buffer): Promise<string>;
  close(): Promise<void>;
}

export async function startBench(...switches: readonly string[]): Promise<Bench> {
  const sandbox = await startSandbox({ switches });
  const gateway = await startGateway(sandbox.url);
  const folder = await mkdtemp(join(tmpdir(), 'argosy-djinn-'));
  const providers: ImageProvider[] = [];
  return {
    sandbox,
    gateway,
    folder,
    demo: new DjinnClient(sandbox, 'demo'),
    partner: new DjinnClient(sandbox, 'partner'),
    connect: (who = 'demo', settings = {}) => {
      const token = who === 'reader' ? djinnReadOnlyToken : djinnAccounts[who].token;
      const endpoint = `${gateway.url}/djinn`;
      const provider = createProvider({
        profile: { name: who, kind: 'djinn', tls: {}, color: 0, settings: { endpoint, ...settings } },
        http: createHttpClient({ tls: {}, userAgent: 'test' }),
        secret: async () => token,
        now: Date.now,
      });
      providers.push(provider);
      return provider;
    },
    file: async (name, bytes) => {
      const path = join(folder, name);
      await writeFile(path, bytes);
      return path;
    },
    close: async () => {
      for (const provider of providers) await provider.close();
      await gateway.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A small image that is whole. */
export async function upload(provider: ImageProvider, name: string, bytes: Buffer): Promise<string> {
  const image: NewImage = { name, diskFormat: 'qcow2', containerFormat: 'bare' };
  const ticket = await provider.beginUpload(image, bytes.byteLength, call);
  return (await provider.sendBytes(ticket, image, bodyOf(bytes), call)).imageId ?? '';
}

export async function imagesOf(
  provider: ImageProvider,
  query: Parameters<ImageProvider['list']>[0] = {},
): Promise<readonly Image[]> {
  const images: Image[] = [];
  for await (const page of provider.list(query, call)) images.push(...page.map(({ image }) => image));
  return images;
}

export interface TransferBench {
  readonly service: TransferService;
  upload(path: string, name: string): Promise<Transfer>;
  importFrom(url: string, name: string): Promise<Transfer>;
  until(id: string, fits: (transfer: Transfer) => boolean): Promise<Transfer>;
}

/** The transfers of a process over a folder of its own. */
export async function startTransfers(directory: string, provider: ImageProvider): Promise<TransferBench> {
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
    settings: () => ({ transfersPerConnection: 2, downloadFolder: directory }),
    onImage: () => undefined,
    log: { info: () => undefined, error: () => undefined },
    tuning: { tries: 3, firstRetryMs: 20, firstPollMs: 10, lastPollMs: 40, snapshotEveryMs: 0 },
  });
  const format = { diskFormat: 'qcow2', containerFormat: 'bare' };
  return {
    service,
    upload: async (path, name) => {
      const { grant } = await grants.file(path);
      return service.handlers['transfers.upload'](
        { connection: 'ci', grant, image: { name, ...format } },
        never,
      );
    },
    importFrom: (url, name) =>
      service.handlers['transfers.import'](
        { connection: 'ci', source: { method: 'web-download', url }, image: { name, ...format } },
        never,
      ),
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
