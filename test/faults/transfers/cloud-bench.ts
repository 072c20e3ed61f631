import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newImage, type ProfileInput, profileInput } from '#shared/contract/index.ts';
import type { ConnectionKind, ImageDocument, NewImage, Transfer } from '#shared/model/index.ts';
import { createHttpClient } from '../../../src/main/http/index.ts';
import { createProvider, type ImageProvider } from '../../../src/main/providers/index.ts';
import {
  createGrants,
  createTransferService,
  type TransferService,
} from '../../../src/main/transfers/index.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { never, QUICK } from './harness.ts';

/** The transfer engine over the real providers of a sandbox: a connection for each of its dialects, named after it. */
export interface CloudBench {
  readonly sandbox: Sandbox;
  readonly service: TransferService;
  /** Every picture of a transfer that was sent out, oldest first. */
  readonly snapshots: readonly Transfer[];
  /** Holds the engine's data and whatever a test writes. */
  readonly folder: string;
  provider(kind: string): ImageProvider;
  show(kind: string, id: string): Promise<ImageDocument>;
  upload(kind: string, path: string, image: NewImage): Promise<Transfer>;
  copy(from: string, id: string, to: string, name?: string): Promise<Transfer>;
  download(kind: string, id: string, path: string): Promise<Transfer>;
  close(): Promise<void>;
}

const KINDS: readonly ConnectionKind[] = ['glance', 'plankton', 'djinn', 'fifo', 'nova', 'alliance'];

type Dialects = Sandbox['dialects'];

/** `through` may put something between the engine and a dialect: it changes what the sandbox announces. */
export async function openCloudBench(
  through: (dialects: Dialects, origin: string) => Promise<Dialects> = async (dialects) => dialects,
): Promise<CloudBench> {
  const sandbox = await startSandbox({ switches: ['empty'] });
  const dialects = await through(sandbox.dialects, sandbox.url);
  const folder = await mkdtemp(join(tmpdir(), 'argosy-clouds-'));
  const providers = new Map(KINDS.map((kind) => [kind as string, providerOf({ dialects }, kind)]));
  const provider = (kind: string): ImageProvider => {
    const found = providers.get(kind);
    if (found === undefined) throw new Error(`There is no connection ${kind}.`);
    return found;
  };
  const grants = createGrants();
  const snapshots: Transfer[] = [];
  const service = await createTransferService({
    directory: join(folder, 'home'),
    grants,
    provider: async (connection) => provider(connection),
    emit: (message) => {
      if (message.event === 'transfer.changed') snapshots.push(message.payload);
    },
    settings: () => ({ transfersPerConnection: 4, downloadFolder: folder }),
    onImage: () => undefined,
    log: { info: () => undefined, error: () => undefined },
    tuning: QUICK,
  });
  return {
    sandbox,
    service,
    snapshots,
    folder,
    provider,
    show: (kind, id) => provider(kind).show(id, { ...never, operation: 'test' }),
    async upload(kind, path, image) {
      const { grant } = await grants.file(path);
      const order = { connection: kind, grant, image: newImage.parse(image) };
      const { id } = await service.handlers['transfers.upload'](order, never);
      return service.waitFor(id);
    },
    async copy(from, id, to, name) {
      const order = { from, id, to, ...(name === undefined ? {} : { name }) };
      const queued = await service.handlers['transfers.copy'](order, never);
      return service.waitFor(queued.id);
    },
    async download(kind, id, path) {
      const grant = grants.destination(path, 'replace');
      const queued = await service.handlers['transfers.download']({ connection: kind, id, grant }, never);
      return service.waitFor(queued.id);
    },
    async close() {
      await service.close();
      for (const one of providers.values()) await one.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function providerOf(sandbox: Pick<Sandbox, 'dialects'>, kind: ConnectionKind): ImageProvider {
  const { secret = '', ...settings } = sandbox.dialects[kind] ?? {};
  const input: ProfileInput = profileInput.parse({ kind, name: kind, settings });
  return createProvider({
    profile: { ...input, color: 0 },
    http: createHttpClient({ tls: {}, userAgent: 'argosy-test' }),
    secret: async () => secret,
    now: Date.now,
  });
}
