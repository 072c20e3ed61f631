import { Worker } from 'node:worker_threads';
import { AppError } from '#shared/errors/index.ts';
import { workerEntry } from '../../worker-entry.ts';
import type { ByteReply, ByteRequest } from './hash-messages.ts';

interface Waiter {
  resolve(digest: string | null): void;
  reject(error: Error): void;
}

/** One thread that hashes or writes what lies in shared memory. It answers in the order of the requests. */
export class ByteWorker {
  readonly #worker: Worker;
  readonly #waiters: Waiter[] = [];
  #fault: Error | undefined;

  constructor(name: string) {
    this.#worker = new Worker(workerEntry(import.meta.url, 'hash-worker'), {
      name,
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 32 },
    });
    this.#worker.on('message', (reply: ByteReply) => this.#take(reply));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('The worker ended.')));
  }

  /** Rejects with the system's error (with its `code`) where there is one. */
  ask(request: ByteRequest): Promise<string | null> {
    return new Promise((resolve, reject) => {
      if (this.#fault) return reject(this.#fault);
      this.#waiters.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(reply: ByteReply): void {
    const waiter = this.#waiters.shift();
    if ('digest' in reply) waiter?.resolve(reply.digest);
    else waiter?.reject(Object.assign(new Error(reply.failure.message), { code: reply.failure.code }));
  }

  #fail(cause: Error): void {
    this.#fault ??= new AppError('INTERNAL', 'A thread that hashes or writes the bytes ended.', {
      operation: 'transfers.bytes',
      cause,
    });
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#fault);
  }
}
