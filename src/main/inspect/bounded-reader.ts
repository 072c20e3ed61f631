import { AppError, toAppError } from '#shared/errors/app-error.ts';
import type { RandomAccess } from '#shared/model/inspection.ts';
import { HeaderProblem } from './header-problem.ts';

export const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 1024;

/** What one inspection may take from its source at most. A remote source pays for each read. */
export const MAX_READ_BYTES = 4 * 1024 * 1024;
export const MAX_READS = 64;

/** Small reads fetch this much, because the next field is usually a neighbour. */
const LEAST_FETCH_BYTES = 4096;

interface Chunk {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * Reads an image's headers within fixed limits, whatever sizes the headers claim. The first 64 KiB and the
 * last KiB are read once; everything fetched is kept (at most 4 MiB), so overlapping reads cost nothing.
 */
export class BoundedReader {
  readonly sizeBytes: number;
  readonly #source: RandomAccess;
  readonly #reachBytes: number;
  readonly #signal: AbortSignal | undefined;
  readonly #chunks: Chunk[] = [];
  #bytesLeft = MAX_READ_BYTES;
  #readsLeft = MAX_READS;

  constructor(source: RandomAccess, signal?: AbortSignal) {
    this.sizeBytes = source.sizeBytes;
    this.#source = source;
    this.#reachBytes = source.reachBytes ?? Number.POSITIVE_INFINITY;
    this.#signal = signal;
  }

  head(): Promise<Uint8Array> {
    return this.read(0, HEAD_BYTES);
  }

  /** Nothing where the end is out of reach. */
  tail(): Promise<Uint8Array> {
    if (this.#reachBytes < this.sizeBytes) return Promise.resolve(new Uint8Array(0));
    return this.read(Math.max(0, this.sizeBytes - TAIL_BYTES), TAIL_BYTES);
  }

  /**
   * Bytes from `offset`, fewer than `length` only at the end of the source (none at all beyond it).
   * Throws a `HeaderProblem` of kind `limit` when the inspection has read enough, of kind `reach` for bytes that
   * the source cannot give, an `AppError` when the source fails or the signal was aborted.
   */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const wanted = Math.min(length, this.sizeBytes - offset);
    if (!(wanted > 0) || offset < 0) return new Uint8Array(0);
    const known = this.#chunks.find((chunk) => covers(chunk, offset, wanted));
    if (known !== undefined)
      return known.bytes.subarray(offset - known.offset, offset - known.offset + wanted);
    const within = Math.min(this.sizeBytes, this.#reachBytes) - offset;
    if (within < wanted) throw new HeaderProblem('reach', 'the source gives only its beginning');
    const bytes = await this.#fetch(offset, Math.min(Math.max(wanted, LEAST_FETCH_BYTES), within));
    return bytes.subarray(0, wanted);
  }

  /** As `read`, but bytes that are not there are a `HeaderProblem` of kind `truncated`. */
  async readExactly(offset: number, length: number): Promise<Uint8Array> {
    const bytes = await this.read(offset, length);
    if (bytes.length < length) {
      throw new HeaderProblem('truncated', `wants ${length} bytes at ${offset} of ${this.sizeBytes}`);
    }
    return bytes;
  }

  async #fetch(offset: number, length: number): Promise<Uint8Array> {
    if (length > this.#bytesLeft || this.#readsLeft === 0) {
      throw new HeaderProblem('limit', 'the inspection has read as much as it may');
    }
    if (this.#signal?.aborted === true) {
      throw new AppError('CANCELLED', 'The inspection was cancelled.', { operation: 'images.inspect' });
    }
    this.#bytesLeft -= length;
    this.#readsLeft -= 1;
    const bytes = await this.#ask(offset, length);
    this.#chunks.push({ offset, bytes });
    return bytes;
  }

  async #ask(offset: number, length: number): Promise<Uint8Array> {
    try {
      const bytes = await this.#source.read(offset, length, this.#signal);
      return bytes.subarray(0, length);
    } catch (error) {
      if (error instanceof HeaderProblem) throw error;
      throw toAppError(error, 'images.inspect');
    }
  }
}

function covers(chunk: Chunk, offset: number, length: number): boolean {
  return chunk.offset <= offset && chunk.offset + chunk.bytes.length >= offset + length;
}
