import { ByteWorker } from './byte-worker.ts';

/** One hash on one thread of its own; `begin` comes first. */
export class HashLane {
  readonly algo: string;
  readonly #worker: ByteWorker;

  constructor(algo: string) {
    this.algo = algo;
    this.#worker = new ByteWorker(`hash-${algo}`);
  }

  /** Starts anew over `ring`. */
  async begin(ring: SharedArrayBuffer): Promise<void> {
    await this.#worker.ask({ type: 'begin', algo: this.algo, ring });
  }

  /** Goes on with bytes that lie in another ring. */
  async continueIn(ring: SharedArrayBuffer): Promise<void> {
    await this.#worker.ask({ type: 'ring', ring });
  }

  /** Ends when the bytes were hashed and may be overwritten. */
  async update(offset: number, length: number): Promise<void> {
    await this.#worker.ask({ type: 'update', offset, length });
  }

  /** Lower-case hex of everything since `begin`. */
  async digest(): Promise<string> {
    return (await this.#worker.ask({ type: 'digest' })) ?? '';
  }

  close(): Promise<void> {
    return this.#worker.close();
  }
}
