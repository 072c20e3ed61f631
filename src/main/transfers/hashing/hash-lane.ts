import { Worker } from 'node:worker_threads';
import { AppError } from '#shared/errors/index.ts';
import { workerEntry } from '../../worker-entry.ts';
import type { HashReply, HashRequest } from './hash-messages.ts';

interface Waiter {
  resolve(reply: HashReply): void;
  reject(error: Error): void;
}

/** One hash on one thread of its own; `begin` comes first. Requests are answered in the order in which they were made. */
export class HashLane {
  readonly algo: string;
  readonly #worker: Worker;
  readonly #waiters: Waiter[] = [];
  #fault: Error | undefined;

  constructor(algo: string) {
    this.algo = algo;
    this.#worker = new Worker(workerEntry(import.meta.url, 'hash-worker'), {
      name: `hash-${algo}`,
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 32 },
    });
    this.#worker.on('message', (reply: HashReply) => this.#waiters.shift()?.resolve(reply));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('The hash worker ended.')));
  }

  /** Starts anew over `ring`. */
  async begin(ring: SharedArrayBuffer): Promise<void> {
    await this.#ask({ type: 'begin', algo: this.algo, ring });
  }

  /** Goes on with bytes that lie in another ring. */
  async continueIn(ring: SharedArrayBuffer): Promise<void> {
    await this.#ask({ type: 'ring', ring });
  }

  /** Ends when the bytes were hashed and may be overwritten. */
  async update(offset: number, length: number): Promise<void> {
    await this.#ask({ type: 'update', offset, length });
  }

  /** Lower-case hex of everything since `begin`. */
  async digest(): Promise<string> {
    const { digest } = await this.#ask({ type: 'digest' });
    return digest ?? '';
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(request: HashRequest): Promise<HashReply> {
    return new Promise((resolve, reject) => {
      if (this.#fault) return reject(this.#fault);
      this.#waiters.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  #fail(cause: Error): void {
    this.#fault ??= new AppError('INTERNAL', `The ${this.algo} of the bytes could not be computed.`, {
      operation: 'transfers.hash',
      cause,
    });
    for (const waiter of this.#waiters.splice(0)) waiter.reject(this.#fault);
  }
}
