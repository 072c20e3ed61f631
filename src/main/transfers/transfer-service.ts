import { statfs } from 'node:fs/promises';
import { AppError } from '#shared/errors/index.ts';
import type { Transfer } from '#shared/model/index.ts';
import { systemClock } from './clock.ts';
import { collectEarly } from './early-collection.ts';
import { Job } from './job.ts';
import { adoptStrays, findStrays, Journal, takeFromStray } from './journal.ts';
import { isSameOrder, renewed } from './new-record.ts';
import { connectionsOf, TransferQueue } from './queue.ts';
import { afterStop, isUnfinished, type TransferRecord } from './record.ts';
import { isoNow } from './run-context.ts';
import { cancelled, type Engine, removeLeftovers, runJob } from './run-job.ts';
import { createTransferHandlers, type TransferDesk } from './transfer-handlers.ts';
import type { TransferService, TransferServiceDeps, TransferTuning } from './types.ts';

const DEFAULT_TUNING: TransferTuning = {
  stalledAfterMs: 10_000,
  stallErrorMs: 60_000,
  quietServiceAfterMs: 5 * 60_000,
  tries: 5,
  firstRetryMs: 1_000,
  firstPollMs: 250,
  lastPollMs: 3_000,
  snapshotEveryMs: 200,
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

/** How often images that could not be removed are tried again. */
const CLEANUP_EVERY_MS = 30_000;

/** Starts the transfer engine: replays the journals of dead processes and goes on with what was under way. */
export async function createTransferService(deps: TransferServiceDeps): Promise<TransferService> {
  collectEarly();
  const service = new Service(deps, await Journal.open(deps.directory, deps.log));
  if (deps.adoptsStrays ?? true) await service.adopt();
  return {
    handlers: createTransferHandlers(service),
    waitFor: (id, signal) => service.waitFor(id, signal),
    hasUnfinished: (connection) => service.hasUnfinished(connection),
    close: () => service.close(),
  };
}

class Service implements TransferDesk {
  readonly engine: Engine;
  readonly #journal: Journal;
  readonly #queue: TransferQueue;
  readonly #jobs = new Map<string, Job>();
  /** Addresses of imports, with secrets: only in memory. */
  readonly #addresses = new Map<string, string>();
  readonly #cleaner: NodeJS.Timeout;
  #closing: Promise<void> | undefined;

  constructor(deps: TransferServiceDeps, journal: Journal) {
    this.#journal = journal;
    this.engine = {
      deps,
      clock: deps.clock ?? systemClock,
      tuning: { ...DEFAULT_TUNING, ...deps.tuning },
      isOthers: (own, imageId) =>
        this.jobs().some(
          (job) => job !== own && (job.record.ticket ?? job.record.receipt)?.imageId === imageId,
        ),
      importSource: ({ id, spec }) => {
        const url = this.#addresses.get(id);
        if (spec.kind !== 'import' || url === undefined || !('url' in spec.source)) return undefined;
        return { ...spec.source, url };
      },
    };
    this.#queue = new TransferQueue({
      limit: () => deps.settings().transfersPerConnection,
      start: (job) => this.#run(job),
    });
    this.#cleaner = setInterval(() => void this.#cleanUp(), CLEANUP_EVERY_MS);
    this.#cleaner.unref();
  }

  /** Takes over what dead processes left, and goes on with it. */
  async adopt(): Promise<void> {
    const now = isoNow(this.engine.clock);
    await adoptStrays(this.engine.deps.directory, async (records) => {
      const continued = records.map((record) => afterStop(record, now));
      await this.#journal.write(...continued);
      for (const record of continued) this.#add(record);
    });
    for (const job of this.jobs()) if (job.record.state === 'queued') this.#queue.add(job);
    void this.#cleanUp();
  }

  jobs(): readonly Job[] {
    return [...this.#jobs.values()].sort((a, b) => a.record.createdAt.localeCompare(b.record.createdAt));
  }

  find(id: string): Job {
    const job = this.#jobs.get(id);
    if (job) return job;
    throw new AppError('NOT_FOUND', 'There is no such transfer any more.', { operation: 'transfers.list' });
  }

  async enqueue(record: TransferRecord, address?: string): Promise<Job> {
    this.#assertOpen(record);
    const left = await this.#takeSameOrder(record);
    const job = this.#add(left ?? record);
    if (address !== undefined) this.#addresses.set(job.record.id, address);
    await job.change({});
    this.#queue.add(job);
    return job;
  }

  async cancel(job: Job): Promise<void> {
    await settled(job);
    const { state, cleanup } = job.record;
    if (job.running) {
      job.stopping ??= 'cancel';
      job.controller?.abort(new AppError('CANCELLED', 'Cancelled.', { operation: 'transfers.cancel' }));
      await job.running;
    } else if (isUnfinished(state) || state === 'failed' || cleanup) {
      this.#queue.remove(job);
      job.running = cancelled(job, this.engine).finally(() => {
        job.running = undefined;
      });
      await job.running;
    }
    job.flush();
  }

  async retry(job: Job): Promise<void> {
    await settled(job);
    if (!job.canRetry || job.running) {
      throw new AppError('CONFLICT', `${job.record.title} cannot be run again.`, {
        operation: 'transfers.retry',
        hint: 'Start a new transfer.',
      });
    }
    this.#assertOpen(job.record);
    await job.change(renewed(job.record));
    this.#queue.add(job);
  }

  async pause(job: Job): Promise<void> {
    const { spec, state, title } = job.record;
    if (spec.kind !== 'download' || spec.sink.type !== 'file') {
      throw new AppError(
        'UNSUPPORTED',
        `${title} cannot be paused: only a download to a file can continue.`,
        {
          operation: 'transfers.pause',
        },
      );
    }
    if (job.running) {
      job.stopping ??= 'pause';
      job.controller?.abort(new AppError('CANCELLED', 'Paused.', { operation: 'transfers.pause' }));
      await job.running;
    } else if (state === 'queued') {
      this.#queue.remove(job);
      await job.change({ state: 'paused' });
    }
    job.flush();
  }

  async clear(id: string | undefined): Promise<void> {
    const chosen = id === undefined ? this.jobs() : [this.find(id)];
    const finished = chosen.filter((job) => !job.isUnfinished);
    await Promise.all(finished.map(settled));
    const ids: string[] = [];
    for (const job of finished) {
      if (job.record.state !== 'succeeded' && (await this.#leavesSomething(job))) continue;
      job.flush();
      this.#jobs.delete(job.record.id);
      this.#addresses.delete(job.record.id);
      await this.#journal.forget(job.record.id);
      ids.push(job.record.id);
    }
    if (ids.length > 0) this.engine.deps.emit({ event: 'transfer.cleared', payload: { ids } });
  }

  waitFor(id: string, signal?: AbortSignal): Promise<Transfer> {
    const job = this.find(id);
    return new Promise((resolve, reject) => {
      if (!job.isUnfinished) return resolve(job.snapshot());
      const onAbort = (): void => {
        unwatch();
        reject(signal?.reason);
      };
      const unwatch = job.watch((snapshot) => {
        if (isUnfinished(snapshot.state)) return;
        unwatch();
        signal?.removeEventListener('abort', onAbort);
        resolve(snapshot);
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();
    });
  }

  hasUnfinished(connection?: string): boolean {
    return this.jobs().some(
      (job) =>
        (connection === undefined || connectionsOf(job.record.spec).includes(connection)) &&
        (job.isUnfinished || job.record.cleanup),
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#cleaner);
    this.#queue.close();
    const now = isoNow(this.engine.clock);
    await Promise.all(
      this.jobs().map(async (job) => {
        job.stopping ??= 'close';
        job.controller?.abort(new AppError('CANCELLED', 'Argosy is closing.', { operation: 'app.close' }));
        await job.running;
        const stopped = afterStop(job.record, now);
        if (stopped !== job.record) await job.change(stopped);
        job.flush();
      }),
    );
    // A command's finished transfers concern nobody; a long-running host shows them again.
    const keepAll = this.engine.deps.adoptsStrays ?? true;
    const keep = this.jobs().some((job) => keepAll || isOwing(job.record));
    await this.#journal.close(keep);
  }

  async #run(job: Job): Promise<void> {
    try {
      await runJob(job, this.engine);
    } catch (error) {
      this.engine.deps.log.error({ error, transfer: job.record.id }, 'A transfer ended in a fault.');
      const fault = new AppError('INTERNAL', 'Something went wrong inside Argosy.', {
        operation: 'transfers.list',
        cause: error,
      });
      await job.change({
        state: 'failed',
        phase: null,
        error: fault.toWire(),
        finishedAt: isoNow(this.engine.clock),
      });
    }
    job.flush();
  }

  #add(record: TransferRecord): Job {
    const { deps, clock, tuning } = this.engine;
    const job = new Job(record, {
      clock,
      tuning,
      write: (changed) => this.#journal.write(changed),
      announce: (payload) => deps.emit({ event: 'transfer.changed', payload }),
      isReachable: (current) => this.#isReachable(current),
    });
    this.#jobs.set(record.id, job);
    return job;
  }

  #isReachable({ id, spec, addressWithheld, ticket }: TransferRecord): boolean {
    if (spec.kind === 'upload') {
      return spec.source.type === 'path' || this.engine.deps.grants.find(spec.source.grant) !== undefined;
    }
    if (spec.kind === 'download') return spec.sink.type === 'file';
    if (spec.kind === 'copy') return true;
    return !addressWithheld || ticket !== null || this.#addresses.has(id);
  }

  /** A command that repeats an order continues what its dead forerunner left, instead of a second image. */
  async #takeSameOrder(record: TransferRecord): Promise<TransferRecord | undefined> {
    if (this.engine.deps.adoptsStrays ?? true) return undefined;
    for (const stray of await findStrays(this.engine.deps.directory)) {
      const same = stray.transfers.find((left) => isSameOrder(left.spec, record.spec) && isOwing(left));
      if (same === undefined) continue;
      await takeFromStray(stray, same.id);
      return { ...renewed(same), onExisting: record.onExisting };
    }
    return undefined;
  }

  /** Tries again to remove what could not be removed. */
  async #cleanUp(): Promise<void> {
    for (const job of this.jobs()) {
      if (!job.record.cleanup || job.running || job.isUnfinished || this.#closing) continue;
      const failure = await removeLeftovers(job, this.engine);
      const { error } = job.record;
      if (failure === undefined && error !== null) {
        await job.change({ error: { ...error, hint: 'What was left in the service is removed now.' } });
      }
    }
  }

  /** Removes what a failed transfer left; true (and said) if that is not possible now. */
  async #leavesSomething(job: Job): Promise<boolean> {
    const failure = await removeLeftovers(job, this.engine);
    if (failure === undefined || !job.record.cleanup) return false;
    await job.change({ error: failure.toWire() });
    return true;
  }

  #assertOpen({ spec }: TransferRecord): void {
    if (this.#closing === undefined) return;
    throw new AppError('CANCELLED', 'Argosy is closing.', { operation: `transfers.${spec.kind}` });
  }
}

/** A job says its outcome a moment before its run is over. */
async function settled(job: Job): Promise<void> {
  if (!job.isUnfinished) await job.running;
}

/** Something is still to be done, or to be removed. */
function isOwing(record: TransferRecord): boolean {
  const { state, ticket, intentAt, cleanup } = record;
  return isUnfinished(state) || cleanup || (state !== 'succeeded' && (ticket !== null || intentAt !== null));
}
