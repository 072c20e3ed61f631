import type { Job } from './job.ts';

export interface QueueOptions {
  /** Transfers at once for one connection. */
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
      const { connection } = job.record.spec;
      const busy = [...this.#running].filter(({ record }) => record.spec.connection === connection).length;
      if (busy >= Math.max(1, this.#options.limit())) continue;
      this.remove(job);
      this.#running.add(job);
      job.running = this.#options.start(job).finally(() => {
        this.#running.delete(job);
        job.running = undefined;
        this.pump();
      });
    }
  }

  /** Nothing starts any more. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
  }
}
