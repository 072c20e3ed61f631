import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Digests, HashJob, HashLanes } from './hash-lanes.ts';

/** More bytes came than a blob may have. */
export class BlobTooLarge extends Error {}

export interface WrittenBlob extends Digests {
  readonly sizeBytes: number;
}

const slotBytes = 1024 * 1024;
const slotCount = 4;

/**
 * Writes a stream to a new file while hashing it. Memory stays at four slots of 1 MiB: bytes are copied
 * once into shared memory, from where the thread pool writes them and two workers hash them side by
 * side. A blob that ends within the first slot is hashed here, cheaper than a worker's attention.
 * The file is left as it is on an error; the caller removes it.
 * @throws BlobTooLarge above `limitBytes`; whatever the source or the disk throws.
 */
export async function writeBlob(
  source: AsyncIterable<Uint8Array>,
  path: string,
  lanes: HashLanes,
  limitBytes = Infinity,
): Promise<WrittenBlob> {
  const file = await open(path, 'wx');
  const writer = new SlotWriter(file, lanes);
  try {
    for await (const chunk of source) {
      if (writer.sizeBytes + chunk.length > limitBytes)
        throw new BlobTooLarge(`more than ${limitBytes} bytes`);
      await writer.write(chunk);
    }
    return { ...(await writer.finish()), sizeBytes: writer.sizeBytes };
  } finally {
    writer.abandon();
    await file.close();
  }
}

class SlotWriter {
  sizeBytes = 0;
  readonly #file: FileHandle;
  readonly #lanes: HashLanes;
  readonly #memory = new SharedArrayBuffer(slotBytes * slotCount);
  readonly #bytes = new Uint8Array(this.#memory);
  /** What each slot still waits for; a slot is filled only after it. */
  readonly #busy: Promise<void>[] = Array.from({ length: slotCount }, () => Promise.resolve());
  #job: HashJob | undefined;
  #slot = 0;
  #filled = 0;
  #failure: unknown;

  constructor(file: FileHandle, lanes: HashLanes) {
    this.#file = file;
    this.#lanes = lanes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let offset = 0; offset < chunk.length; ) {
      if (this.#filled === 0) await this.#ready();
      const part = chunk.subarray(offset, offset + slotBytes - this.#filled);
      this.#bytes.set(part, this.#slot * slotBytes + this.#filled);
      this.#filled += part.length;
      this.sizeBytes += part.length;
      offset += part.length;
      if (this.#filled === slotBytes) this.#flush();
    }
  }

  async finish(): Promise<Digests> {
    if (this.#job === undefined) return this.#finishSmall();
    if (this.#filled > 0) this.#flush();
    await Promise.all(this.#busy);
    if (this.#failure !== undefined) throw this.#failure;
    const digests = await this.#job.digests();
    this.#job = undefined;
    return digests;
  }

  abandon(): void {
    this.#job?.abandon();
  }

  async #ready(): Promise<void> {
    await this.#busy[this.#slot];
    if (this.#failure !== undefined) throw this.#failure;
  }

  #flush(): void {
    this.#job ??= this.#lanes.open(this.#memory);
    const offset = this.#slot * slotBytes;
    const length = this.#filled;
    const position = this.sizeBytes - length;
    const work = Promise.all([this.#writeAll(offset, length, position), this.#job.update(offset, length)]);
    this.#busy[this.#slot] = work.then(
      () => undefined,
      (error: unknown) => {
        this.#failure ??= error;
      },
    );
    this.#slot = (this.#slot + 1) % slotCount;
    this.#filled = 0;
  }

  async #writeAll(offset: number, length: number, position: number): Promise<void> {
    for (let done = 0; done < length; ) {
      const { bytesWritten } = await this.#file.write(
        this.#bytes,
        offset + done,
        length - done,
        position + done,
      );
      done += bytesWritten;
    }
  }

  async #finishSmall(): Promise<Digests> {
    const bytes = this.#bytes.subarray(0, this.#filled);
    await this.#writeAll(0, this.#filled, 0);
    const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    return { md5: digest('md5'), sha256: digest('sha256'), sha512: digest('sha512') };
  }
}
