import type { TransferSpec } from '#shared/model/index.ts';
import type { Job } from './job.ts';

/** The connections that a transfer uses. */
export function connectionsOf(spec: TransferSpec): readonly string[] {
  return spec.kind === 'copy' ? [spec.connection, spec.from.connection] : [spec.connection];
}

export interface QueueOptions {
  /** Transfers at once for one connection; a copy counts for both of its ends. */
  readonly limit: () => number;
  /** Starts a job; ends when the job is over. Never rejects. */
  readonly start: (job: Job) => Promise<void>;
}

/** First come, first served, so many at once for each connection. */
export class TransferQueue {
  readonly #options: QueueOptions;
  readonly #waiting: Job[] = [];
  readonly #running = new Set<Job>();
  #closed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  add(job: Job): void {
    if (!this.#waiting.includes(job)) this.#waiting.push(job);
    this.pump();
  }

  /** Takes out a job that has not begun. */
  remove(job: Job): void {
    const index = this.#waiting.indexOf(job);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  /** Starts what may start. Called by itself; also when the limit was raised. */
  pump(): void {
    for (const job of [...this.#waiting]) {
      if (this.#closed) return;
      const limit = Math.max(1, this.#options.limit());
      if (connectionsOf(job.record.spec).some((connection) => this.#busy(connection) >= limit)) continue;
      this.remove(job);
      this.#running.add(job);
      job.running = this.#options.start(job).finally(() => {
        this.#running.delete(job);
        job.running = undefined;
        this.pump();
      });
    }
  }

  #busy(connection: string): number {
    return [...this.#running].filter(({ record }) => connectionsOf(record.spec).includes(connection)).length;
  }

  /** Nothing starts any more. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
  }
}
