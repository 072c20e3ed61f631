import type { ImageDocument, Receipt, TransferPhase } from '#shared/model/index.ts';
import type { Call, ImageProvider } from '../providers/provider.ts';
import type { Clock } from './clock.ts';
import type { Job } from './job.ts';
import { operationOf } from './record.ts';
import { withStallWatch } from './stall-watch.ts';
import type { TransferServiceDeps, TransferTuning } from './types.ts';

/** One run of a job: tried several times, then closed. */
export interface JobRun {
  /** Once through; may be called again after a failure and goes on as well as it can. */
  attempt(context: RunContext): Promise<Receipt>;
  /** Frees files and threads. Called once, after the last attempt. */
  close(): Promise<void>;
}

/** What a job's run works with. */
export interface RunContext {
  readonly job: Job;
  readonly deps: TransferServiceDeps;
  readonly clock: Clock;
  readonly tuning: TransferTuning;
  readonly provider: ImageProvider;
  /** Images that other transfers of this process are making: not leftovers of this one. */
  readonly isOthers: (imageId: string) => boolean;
  /** Aborted by a person or by the end of the process. */
  readonly signal: AbortSignal;
}

/** The call for a provider: the job's signal, or a narrower one. */
export function callOf({ job, signal }: RunContext, narrower: AbortSignal = signal): Call {
  return { signal: narrower, operation: operationOf(job.record) };
}

export function isoNow(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

export async function enterPhase({ job }: RunContext, phase: TransferPhase): Promise<void> {
  if (job.record.phase !== phase) await job.change({ phase });
}

/** Counts bytes and says so. */
export function advance({ job, clock }: RunContext, bytes: number): void {
  job.meter.advance(bytes, clock.now());
  job.touch();
}

/** Says that bytes move, though none is counted. */
export function alive({ job, clock }: RunContext): void {
  job.meter.alive(clock.now());
}

export function restartMeter({ job, clock }: RunContext, bytes: number, total: number | null): void {
  job.meter.restart(bytes, total, clock.now());
  job.touch();
}

/** Runs `work` under a signal that also aborts, as `STALLED`, when no byte moves for too long. */
export function whileBytesFlow<Value>(
  context: RunContext,
  isFlowing: () => boolean,
  work: (signal: AbortSignal) => Promise<Value>,
  /** What is waited for, in words. */
  what: () => string = () => `${context.job.record.title} on ${context.job.record.spec.connection}`,
): Promise<Value> {
  const { job, clock, tuning, signal } = context;
  return withStallWatch(
    {
      signal,
      limitMs: tuning.stallErrorMs,
      lookEveryMs: Math.min(1_000, tuning.stalledAfterMs / 2),
      idleMs: () => (isFlowing() ? clock.now() - job.meter.movedAt : 0),
      onLook: () => job.touch(),
      operation: operationOf(job.record),
      what,
    },
    work,
  );
}

/** Lets the catalogue follow; its failure is not the transfer's. */
export async function tellImage({ deps, job }: RunContext, document: ImageDocument): Promise<void> {
  try {
    await deps.onImage(document);
  } catch (error) {
    deps.log.error({ error, transfer: job.record.id }, 'The catalogue did not take an image.');
  }
}
