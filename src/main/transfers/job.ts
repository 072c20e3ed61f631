import type { ServiceWork, Transfer } from '#shared/model/index.ts';
import type { Clock } from './clock.ts';
import { ProgressMeter } from './progress-meter.ts';
import { isUnfinished, type TransferRecord } from './record.ts';
import type { TransferTuning } from './types.ts';

/** Why a running job is being stopped. */
export type StopReason = 'cancel' | 'pause' | 'close';

export interface JobOptions {
  readonly clock: Clock;
  readonly tuning: TransferTuning;
  readonly write: (record: TransferRecord) => Promise<void>;
  readonly announce: (snapshot: Transfer) => void;
  /** Whether its source or sink can still be had in this process. */
  readonly isReachable: (record: TransferRecord) => boolean;
}

/** One transfer in this process: its record, its progress, and the pictures of it that are sent out. */
export class Job {
  readonly meter: ProgressMeter;
  /** Set while it runs; aborted to stop it. */
  controller: AbortController | undefined;
  stopping: StopReason | undefined;
  /** Ends when the run that is under way is over. */
  running: Promise<void> | undefined;
  retryAt: string | null = null;
  #service: ServiceWork | null = null;
  readonly #options: JobOptions;
  #record: TransferRecord;
  #sequence = 0;
  #announcedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  readonly #watchers = new Set<(snapshot: Transfer) => void>();

  constructor(record: TransferRecord, options: JobOptions) {
    this.#record = record;
    this.#options = options;
    this.meter = new ProgressMeter(options.clock.now());
    this.meter.restart(record.bytesDone, record.bytesTotal, options.clock.now());
  }

  get record(): TransferRecord {
    return this.#record;
  }

  get isUnfinished(): boolean {
    return isUnfinished(this.#record.state);
  }

  /** Changes the record, writes it to the journal and says so; ends when it is on the disk. */
  async change(patch: Partial<TransferRecord>): Promise<void> {
    // A service's word is of one phase of one run, and never in the journal.
    if (patch.phase !== undefined) this.#service = null;
    const { bytesDone, bytesTotal } = this.meter;
    this.#record = { ...this.#record, bytesDone, bytesTotal, ...patch };
    this.touch();
    await this.#options.write(this.#record);
  }

  /** Takes what the service says of its own work, until the phase ends; said with the bytes by `touch`. */
  noteService(work: ServiceWork): void {
    this.#service = work;
  }

  /** Says how it stands: at once, or when a snapshot is due again. The last state is always said. */
  touch(): void {
    if (this.#timer) return;
    const wait = this.#announcedAt + this.#options.tuning.snapshotEveryMs - performance.now();
    if (wait <= 0) {
      this.#announce();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#announce();
    }, wait);
  }

  /** Says now what is still waiting to be said. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#announce();
  }

  /** Calls `watcher` with every snapshot that is sent. */
  watch(watcher: (snapshot: Transfer) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  snapshot(): Transfer {
    const record = this.#record;
    const { spec, state, phase } = record;
    const running = state === 'running';
    // An import's bytes move inside the service, which may say how many.
    const isImporting = spec.kind === 'import' && phase === 'server-processing' && this.meter.bytesDone > 0;
    const moving =
      running && this.retryAt === null && (phase === 'sending' || phase === 'receiving' || isImporting);
    const now = this.#options.clock.now();
    const progress = this.meter.read(now);
    const toFile = spec.kind === 'download' && spec.sink.type === 'file';
    this.#sequence += 1;
    return Object.freeze({
      id: record.id,
      sequence: this.#sequence,
      kind: spec.kind,
      connection: spec.connection,
      state,
      phase: running ? phase : null,
      title: record.title,
      otherEnd: record.otherEnd,
      imageId:
        record.ticket?.imageId ??
        (spec.kind === 'download' ? spec.imageId : (record.receipt?.imageId ?? null)),
      bytesDone: progress.bytesDone,
      bytesTotal: progress.bytesTotal,
      bytesPerSecond: moving ? progress.bytesPerSecond : null,
      etaSeconds: moving ? progress.etaSeconds : null,
      service: running && this.retryAt === null && phase === 'server-processing' ? this.#service : null,
      stalled: running && this.retryAt === null && this.#isQuiet(now),
      attempt: record.attempt,
      retryAt: running ? this.retryAt : null,
      error: record.error,
      receipt: record.receipt,
      canRetry: this.canRetry,
      canPause: toFile && (state === 'running' || state === 'queued'),
      canReveal: toFile && state === 'succeeded',
      createdAt: record.createdAt,
      startedAt: record.startedAt,
      finishedAt: record.finishedAt,
    });
  }

  get canRetry(): boolean {
    const { state, error } = this.#record;
    if (state !== 'failed' && state !== 'cancelled' && state !== 'paused') return false;
    if (error?.code === 'UNSAFE_IMAGE' || error?.code === 'UNSUPPORTED') return false;
    return this.#options.isReachable(this.#record);
  }

  /** Bytes that do not flow are said soon; a service at work may take its time. */
  #isQuiet(now: number): boolean {
    const { phase } = this.#record;
    const { stalledAfterMs, quietServiceAfterMs } = this.#options.tuning;
    const limit = phase === 'server-processing' ? quietServiceAfterMs : stalledAfterMs;
    return (
      (phase === 'sending' || phase === 'receiving' || phase === 'server-processing') &&
      now - this.meter.movedAt >= limit
    );
  }

  #announce(): void {
    this.#announcedAt = performance.now();
    const snapshot = this.snapshot();
    this.#options.announce(snapshot);
    for (const watcher of [...this.#watchers]) watcher(snapshot);
  }
}
