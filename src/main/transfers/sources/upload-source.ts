import type { RandomAccess } from '#shared/model/index.ts';

/** Reads a source from some offset to its end. */
export interface SourceReader {
  /**
   * Fills `target` with the next bytes; fewer only at the end of the source. Calls may overlap and take the
   * bytes in the order of the calls.
   */
  fill(target: Uint8Array): Promise<number>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

/** Where an upload's bytes come from. It can be read several times, from any offset. */
export interface UploadSource {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** For the inspection of the headers. */
  randomAccess(signal: AbortSignal): RandomAccess;
  /** All bytes from `offset` on, or `lengthBytes` of them. */
  reader(offset: number, signal: AbortSignal, lengthBytes?: number): Promise<SourceReader>;
  /** Throws `CONFLICT` if it is not any more what was chosen. */
  assertUnchanged(): Promise<void>;
  close(): Promise<void>;
}
