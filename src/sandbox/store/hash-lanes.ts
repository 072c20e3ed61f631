import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

export type Digests = Readonly<Record<'md5' | 'sha256' | 'sha512', string>>;

export type LaneRequest =
  | {
      readonly kind: 'open';
      readonly job: number;
      readonly algorithms: readonly string[];
      readonly memory: SharedArrayBuffer;
    }
  | {
      readonly kind: 'update';
      readonly job: number;
      readonly ticket: number;
      readonly offset: number;
      readonly length: number;
    }
  | { readonly kind: 'finish' | 'abandon'; readonly job: number };

export type LaneReply =
  | { readonly kind: 'updated'; readonly job: number; readonly ticket: number }
  | {
      readonly kind: 'digests';
      readonly job: number;
      readonly digests: readonly (readonly [string, string])[];
    };

/** md5 alone is about as slow as both SHAs together, so two lanes share the work evenly. */
const laneAlgorithms = [['md5'], ['sha256', 'sha512']] as const;

interface Waiting {
  readonly resolve: (reply: LaneReply) => void;
  readonly reject: (error: Error) => void;
}

class Lane {
  readonly #worker: Worker;
  readonly #waiting = new Map<string, Waiting>();

  constructor() {
    // From source and in the build alike the worker's file lies beside this module, with its extension.
    const file = `./sandbox-hash-worker${extname(fileURLToPath(import.meta.url))}`;
    this.#worker = new Worker(new URL(file, import.meta.url), { name: 'sandbox-hash' });
    this.#worker.on('message', (reply: LaneReply) => this.#settle(reply));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the hashing worker ended')));
    this.#worker.unref();
  }

  post(request: LaneRequest): void {
    this.#worker.postMessage(request);
  }

  ask(request: LaneRequest, key: string): Promise<LaneReply> {
    return new Promise((resolve, reject) => {
      // An idle lane does not keep the process alive; one that is awaited does.
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(key, { resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(reply: LaneReply): void {
    const key = reply.kind === 'updated' ? `${reply.job}/${reply.ticket}` : `${reply.job}`;
    this.#waiting.get(key)?.resolve(reply);
    this.#waiting.delete(key);
    if (this.#waiting.size === 0) this.#worker.unref();
  }

  #fail(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

/** Hashes one blob over both lanes, from memory that the caller fills slot by slot. */
export class HashJob {
  readonly #lanes: readonly Lane[];
  readonly #job: number;
  #ticket = 0;

  constructor(lanes: readonly Lane[], job: number, memory: SharedArrayBuffer) {
    this.#lanes = lanes;
    this.#job = job;
    for (const [index, lane] of lanes.entries()) {
      lane.post({ kind: 'open', job, algorithms: laneAlgorithms[index] ?? [], memory });
    }
  }

  /** Resolves once both lanes have read the slot, which may then be filled again. */
  async update(offset: number, length: number): Promise<void> {
    const ticket = this.#ticket++;
    const request = { kind: 'update', job: this.#job, ticket, offset, length } as const;
    await Promise.all(this.#lanes.map((lane) => lane.ask(request, `${this.#job}/${ticket}`)));
  }

  async digests(): Promise<Digests> {
    const replies = await Promise.all(
      this.#lanes.map((lane) => lane.ask({ kind: 'finish', job: this.#job }, `${this.#job}`)),
    );
    const digests = Object.fromEntries(
      replies.flatMap((reply) => (reply.kind === 'digests' ? reply.digests : [])),
    );
    return { md5: digests['md5'] ?? '', sha256: digests['sha256'] ?? '', sha512: digests['sha512'] ?? '' };
  }

  abandon(): void {
    for (const lane of this.#lanes) lane.post({ kind: 'abandon', job: this.#job });
  }
}

/** The two hashing workers, started with the first blob that is worth them. */
export class HashLanes {
  #lanes: readonly Lane[] | undefined;
  #jobs = 0;

  open(memory: SharedArrayBuffer): HashJob {
    this.#lanes ??= laneAlgorithms.map(() => new Lane());
    this.#jobs += 1;
    return new HashJob(this.#lanes, this.#jobs, memory);
  }

  async close(): Promise<void> {
    await Promise.all((this.#lanes ?? []).map((lane) => lane.close()));
    this.#lanes = undefined;
  }
}
