import { AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import { type ImportSource, PHASES_OF_KIND, type Receipt } from '#shared/model/index.ts';
import type { Clock } from './clock.ts';
import { createCopyRun } from './copy/copy-job.ts';
import { createDownloadRun } from './download-job.ts';
import { createImportRun } from './import-job.ts';
import type { Job } from './job.ts';
import { leftBehind, removeMade } from './made-image.ts';
import { archiveReceipt } from './receipts.ts';
import { afterStop, operationOf, type TransferRecord } from './record.ts';
import { isPassing, retryDelayMs } from './retry.ts';
import { isoNow, type JobRun, type RunContext } from './run-context.ts';
import { removePart } from './sinks/file-sink.ts';
import type { TransferServiceDeps, TransferTuning } from './types.ts';
import { createUploadRun } from './upload-job.ts';

/** What running jobs needs of the service around them. */
export interface Engine {
  readonly deps: TransferServiceDeps;
  readonly clock: Clock;
  readonly tuning: TransferTuning;
  readonly isOthers: (job: Job, imageId: string) => boolean;
  /** The address of an import, with the secrets that the journal does not keep. */
  readonly importSource: (record: TransferRecord) => ImportSource | undefined;
}

/** Failures that a person can mend, after which the same image is used: it is kept until then. */
const MENDABLE = ['AUTH_REQUIRED', 'TLS_UNTRUSTED'] as const;

/** Runs a job to its end, with all its tries. Never rejects: the outcome is in the job's record. */
export async function runJob(job: Job, engine: Engine): Promise<void> {
  const controller = new AbortController();
  job.controller = controller;
  job.stopping = undefined;
  const { startedAt, spec } = job.record;
  const phase = PHASES_OF_KIND[spec.kind][0] ?? null;
  await job.change({ state: 'running', phase, error: null, startedAt: startedAt ?? isoNow(engine.clock) });
  const run = createRun(job.record, engine);
  try {
    const receipt = await tryUntilDone(job, run, engine, controller.signal);
    await run.close();
    await succeed(job, receipt, engine);
  } catch (error) {
    await run
      .close()
      .catch((fault: unknown) => engine.deps.log.error({ error: fault }, 'A transfer did not close.'));
    if (controller.signal.aborted) await stop(job, engine);
    else await fail(job, toAppError(error, operationOf(job.record)), engine);
  } finally {
    job.controller = undefined;
    job.retryAt = null;
  }
}

/** Removes what a job that is not running left in the service or on the disk. */
export async function removeLeftovers(job: Job, engine: Engine): Promise<AppError | undefined> {
  const { spec, filePath, ticket, intentAt } = job.record;
  if (spec.kind === 'download') {
    const path = filePath ?? (spec.sink.type === 'file' ? spec.sink.path : null);
    if (path !== null) await removePart(path, spec);
    return undefined;
  }
  if (ticket === null && intentAt === null) return undefined;
  try {
    const provider = await engine.deps.provider(spec.connection);
    const failure = await removeMade({ ...contextBase(job, engine), provider });
    return failure && withWords(job, failure);
  } catch (error) {
    const failure = toAppError(error, operationOf(job.record));
    // Without its connection nobody can remove it; with any other failure it is tried again.
    await job.change({ cleanup: !isAppError(failure, 'NOT_FOUND') });
    return withWords(job, failure);
  }
}

function createRun(record: TransferRecord, engine: Engine): JobRun {
  const { spec } = record;
  if (spec.kind === 'upload') return createUploadRun(spec);
  if (spec.kind === 'download') return createDownloadRun(spec);
  if (spec.kind === 'copy') return createCopyRun(spec);
  return createImportRun({ ...spec, source: engine.importSource(record) ?? spec.source });
}

function contextBase(
  job: Job,
  { deps, clock, tuning, isOthers }: Engine,
): Omit<RunContext, 'provider' | 'signal'> {
  return { job, deps, clock, tuning, isOthers: (imageId) => isOthers(job, imageId) };
}

/** A download that got further begins to count its failures anew. */
async function tryUntilDone(job: Job, run: JobRun, engine: Engine, signal: AbortSignal): Promise<Receipt> {
  const { deps, clock, tuning } = engine;
  const { spec } = job.record;
  let failures = 0;
  let furthest = 0;
  for (;;) {
    try {
      const provider = await deps.provider(spec.connection);
      signal.throwIfAborted();
      return await run.attempt({ ...contextBase(job, engine), provider, signal });
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = toAppError(error, operationOf(job.record));
      if (failure.code === 'INTERNAL')
        deps.log.error({ error, transfer: job.record.id, ...failure.context }, 'A fault.');
      if (spec.kind === 'download' && job.meter.bytesDone > furthest) failures = 0;
      furthest = Math.max(furthest, job.meter.bytesDone);
      failures += 1;
      if (!isPassing(failure)) throw failure;
      if (failures >= tuning.tries) throw failure.exhausted();
      const waitMs = retryDelayMs(failures, tuning.firstRetryMs, failure);
      job.retryAt = new Date(clock.now() + waitMs).toISOString();
      await job.change({ attempt: job.record.attempt + 1, error: failure.toWire() });
      await clock.sleep(waitMs, signal);
      job.retryAt = null;
      await job.change({ error: null });
    }
  }
}

async function succeed(job: Job, receipt: Receipt, { deps, clock }: Engine): Promise<void> {
  await archiveReceipt(deps.directory, receipt, deps.log);
  await job.change({
    state: 'succeeded',
    phase: null,
    receipt,
    error: null,
    finishedAt: isoNow(clock),
    ticket: null,
    intentAt: null,
    sending: null,
  });
}

async function stop(job: Job, engine: Engine): Promise<void> {
  const finishedAt = isoNow(engine.clock);
  if (job.stopping === 'pause') return job.change({ state: 'paused', phase: null });
  if (job.stopping === 'close') return job.change(afterStop(job.record, finishedAt));
  await cancelled(job, engine);
}

/** Ends a job as cancelled, after removing what it left. */
export async function cancelled(job: Job, engine: Engine): Promise<void> {
  const failure = await removeLeftovers(job, engine);
  const error = failure?.toWire() ?? null;
  await job.change({ state: 'cancelled', phase: null, error, finishedAt: isoNow(engine.clock) });
}

/**
 * After the network's failure the image stays, so that a retry uses it; clearing or cancelling the transfer
 * removes it. After any other failure it is removed at once. A part of a file stays unless it is useless.
 */
async function fail(job: Job, failure: AppError, engine: Engine): Promise<void> {
  const finishedAt = isoNow(engine.clock);
  const { spec, ticket } = job.record;
  let error = failure;
  if (spec.kind === 'download') {
    if (isAppError(failure, 'CORRUPT', 'NOT_FOUND')) await removeLeftovers(job, engine);
  } else if (!isPassing(failure) && !isAppError(failure, ...MENDABLE)) {
    const left = await removeLeftovers(job, engine);
    if (left) error = withHint(failure, left.message);
  } else if (ticket !== null) {
    const what = ticket.imageId === null ? 'What was begun' : `The image ${ticket.imageId}`;
    error = withHint(
      failure,
      `${what} is kept on ${spec.connection} for another try; to cancel or clear this transfer removes it.`,
    );
  }
  await job.change({ state: 'failed', phase: null, error: error.toWire(), finishedAt });
}

function withHint(error: AppError, hint: string): AppError {
  return new AppError(error.code, error.message, { ...error, hint, cause: error.cause });
}

function withWords(job: Job, failure: AppError): AppError {
  return new AppError(failure.code, leftBehind(job.record, failure), {
    ...failure,
    cause: failure,
  });
}
