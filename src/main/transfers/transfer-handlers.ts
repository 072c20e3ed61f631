import { join } from 'node:path';
import { AppError } from '#shared/errors/index.ts';
import type { Image, SinkSpec, SourceSpec, TransferSpec } from '#shared/model/index.ts';
import { inspectImage } from '../inspect/index.ts';
import { planCopy } from './copy/plan-copy.ts';
import { downloadName } from './expected-image.ts';
import type { OnExisting } from './grants.ts';
import type { Job } from './job.ts';
import { newRecord, publicAddress } from './new-record.ts';
import type { TransferRecord } from './record.ts';
import { isPassing, retryDelayMs } from './retry.ts';
import { isoNow } from './run-context.ts';
import type { Engine } from './run-job.ts';
import { refuseExisting } from './sinks/file-place.ts';
import { openSource } from './sources/open-source.ts';
import type { TransferHandlers } from './types.ts';

/** How often a service is asked for an image before its download is given up. */
const ASKS = 3;

/** What the handlers need of the service. */
export interface TransferDesk {
  readonly engine: Engine;
  /** Takes an order, or goes on with the same one that a dead process left. `address`: an import's, whole. */
  enqueue(record: TransferRecord, address?: string): Promise<Job>;
  find(id: string): Job;
  jobs(): readonly Job[];
  cancel(job: Job): Promise<void>;
  retry(job: Job): Promise<void>;
  pause(job: Job): Promise<void>;
  clear(id: string | undefined): Promise<void>;
}

/** Serves the `transfers.*` calls. */
export function createTransferHandlers(desk: TransferDesk): TransferHandlers {
  const { deps, clock } = desk.engine;
  return {
    'transfers.inspect': async ({ grant }, { signal }) => {
      const source = await openSource(sourceOf(desk, grant, 'transfers.inspect'), deps.pageFiles);
      try {
        const inspection = await inspectImage(source.randomAccess(signal), source.fileName, signal);
        return { fileName: source.fileName, inspection };
      } finally {
        await source.close();
      }
    },
    'transfers.upload': async ({ connection, grant, image }) => {
      const source = sourceOf(desk, grant, 'transfers.upload');
      const spec: TransferSpec = { kind: 'upload', connection, source, image };
      return (await desk.enqueue(newRecord(spec, { now: isoNow(clock) }))).snapshot();
    },
    'transfers.download': async ({ connection, id, grant }, { signal }) => {
      const { image, fileName } = await imageToDownload(desk.engine, connection, id, signal);
      const { sink, onExisting } = await sinkOf(desk, grant, fileName);
      const spec: TransferSpec = {
        kind: 'download',
        connection,
        imageId: image.id,
        imageName: image.name,
        sink,
      };
      return (await desk.enqueue(newRecord(spec, { now: isoNow(clock), onExisting }))).snapshot();
    },
    'transfers.import': async ({ connection, source, image }) => {
      if (!('url' in source)) {
        const spec: TransferSpec = { kind: 'import', connection, source, image };
        return (await desk.enqueue(newRecord(spec, { now: isoNow(clock) }))).snapshot();
      }
      const { url } = source;
      const kept = publicAddress(url);
      const addressWithheld = kept !== new URL(url).href;
      const spec: TransferSpec = {
        kind: 'import',
        connection,
        source: { ...source, url: addressWithheld ? kept : url },
        image,
      };
      const record = newRecord(spec, { now: isoNow(clock), addressWithheld });
      return (await desk.enqueue(record, url)).snapshot();
    },
    'transfers.planCopy': async (order, { signal }) => {
      const call = { signal, operation: 'transfers.planCopy' };
      const { image, differences } = await planCopy(desk.engine, order, call);
      return { image, differences };
    },
    'transfers.copy': async (order, { signal }) => {
      const { image, source } = await planCopy(desk.engine, order, { signal, operation: 'transfers.copy' });
      const from = { connection: order.from, imageId: source.id, imageName: source.name };
      const spec: TransferSpec = { kind: 'copy', connection: order.to, from, image };
      return (await desk.enqueue(newRecord(spec, { now: isoNow(clock) }))).snapshot();
    },
    'transfers.list': async () => desk.jobs().map((job) => job.snapshot()),
    'transfers.cancel': async ({ id }) => {
      const job = desk.find(id);
      await desk.cancel(job);
      return job.snapshot();
    },
    'transfers.retry': async ({ id }) => {
      const job = desk.find(id);
      await desk.retry(job);
      return job.snapshot();
    },
    'transfers.pause': async ({ id }) => {
      const job = desk.find(id);
      await desk.pause(job);
      return job.snapshot();
    },
    'transfers.clear': async ({ id }) => {
      await desk.clear(id);
      return null;
    },
    'transfers.reveal': async ({ id }) => {
      await reveal(desk, desk.find(id));
      return null;
    },
  };
}

function sourceOf({ engine }: TransferDesk, id: string, operation: string): SourceSpec {
  const grant = engine.deps.grants.find(id);
  if (grant?.type === 'source') return grant.source;
  throw new AppError('NOT_FOUND', 'The file is not open any more.', { operation, hint: 'Choose it again.' });
}

async function sinkOf(
  { engine }: TransferDesk,
  id: string | undefined,
  fileName: string,
): Promise<{ readonly sink: SinkSpec; readonly onExisting: OnExisting }> {
  const { grants, settings } = engine.deps;
  if (id === undefined) {
    return { sink: { type: 'file', path: join(settings().downloadFolder, fileName) }, onExisting: 'number' };
  }
  const grant = grants.find(id);
  if (grant?.type === 'stream') return { sink: { type: 'stream', grant: id }, onExisting: 'refuse' };
  if (grant?.type !== 'destination') {
    throw new AppError('NOT_FOUND', 'The place for the file is not known any more.', {
      operation: 'transfers.download',
      hint: 'Choose it again.',
    });
  }
  if (grant.onExisting === 'refuse') await refuseExisting(grant.path);
  return { sink: { type: 'file', path: grant.path }, onExisting: grant.onExisting };
}

/**
 * Asks what shall be downloaded. There is no transfer yet that could be tried again, so a passing fault of
 * the service is waited out here.
 */
async function imageToDownload(
  engine: Engine,
  connection: string,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly image: Image; readonly fileName: string }> {
  const { deps, clock, tuning } = engine;
  for (let failures = 1; ; failures += 1) {
    try {
      const provider = await deps.provider(connection);
      const call = { signal, operation: 'transfers.download' };
      const { image } = await provider.show(id, call);
      return { image, fileName: downloadName(image, await provider.capabilities(call)) };
    } catch (error) {
      if (!isPassing(error) || failures === ASKS) throw error;
      await clock.sleep(retryDelayMs(failures, tuning.firstRetryMs / 2, error), signal);
    }
  }
}

async function reveal({ engine }: TransferDesk, job: Job): Promise<void> {
  const operation = 'transfers.reveal';
  if (engine.deps.reveal === undefined) {
    throw new AppError('UNSUPPORTED', 'There is no file manager to show files in.', { operation });
  }
  const { state, filePath } = job.record;
  if (state !== 'succeeded' || filePath === null) {
    throw new AppError('CONFLICT', `${job.record.title} has no finished file to show.`, { operation });
  }
  await engine.deps.reveal(filePath);
}
