import { randomUUID } from 'node:crypto';
import { constants, createReadStream, mkdirSync, rmSync } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type WrittenBlob, writeBlob } from './blob-writer.ts';
import { HashLanes } from './hash-lanes.ts';
import type { SmallBlobRows } from './small-blob-rows.ts';

/** The stores a service of this sandbox has; the first is the default. */
export const storeNames = ['main', 'second'] as const;
export type StoreName = (typeof storeNames)[number];

export function isStoreName(name: unknown): name is StoreName {
  return storeNames.some((known) => known === name);
}

/** Where bytes of an image can lie: in a store, or staged for an import. */
export type Place = StoreName | 'staging';

/** Bytes that are on disk but not yet anybody's: `keep` or `discard` them. */
export interface PendingBlob extends WrittenBlob {
  /** Gives the bytes their final name, replacing what was there. */
  keep(place: Place, imageId: string): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Image bytes on disk: complete under their final name or not there at all. The bytes of seeded images in bulk
 * are rows instead of files.
 */
export class Blobs {
  readonly #directory: string;
  readonly #small: SmallBlobRows;
  readonly #lanes = new HashLanes();

  /** Opens the folder and removes what an earlier process left half-written. */
  constructor(directory: string, small: SmallBlobRows) {
    this.#directory = directory;
    this.#small = small;
    rmSync(join(directory, 'partial'), { recursive: true, force: true });
    for (const place of [...storeNames, 'staging', 'partial']) {
      mkdirSync(join(directory, place), { recursive: true });
    }
  }

  /** Writes and hashes a stream under a temporary name; nothing is left of it when it fails. */
  async receive(source: AsyncIterable<Uint8Array>, limitBytes?: number): Promise<PendingBlob> {
    const path = join(this.#directory, 'partial', randomUUID());
    try {
      const written = await writeBlob(source, path, this.#lanes, limitBytes);
      return {
        ...written,
        keep: async (place, imageId) => {
          await rename(path, this.#path(place, imageId));
          this.#small.remove(place, imageId);
        },
        discard: () => rm(path, { force: true }),
      };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** The bytes from `start` to `end` inclusive. */
  read(place: Place, imageId: string, start: number, end: number): Readable {
    const small = this.#small.get(place, imageId);
    if (small !== undefined) return Readable.from(small.bytes(start, end), { objectMode: false });
    return createReadStream(this.#path(place, imageId), { start, end, highWaterMark: 1024 * 1024 });
  }

  /** Up to `length` first bytes. */
  async head(place: Place, imageId: string, length: number): Promise<Buffer> {
    const small = this.#small.get(place, imageId);
    if (small !== undefined) return Buffer.concat([...small.bytes(0, length - 1)]);
    const file = await open(this.#path(place, imageId), 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  async copy(from: Place, to: Place, imageId: string): Promise<void> {
    if (this.#small.copy(from, to, imageId)) return;
    const path = join(this.#directory, 'partial', randomUUID());
    await copyFile(this.#path(from, imageId), path, constants.COPYFILE_FICLONE);
    await rename(path, this.#path(to, imageId));
    this.#small.remove(to, imageId);
  }

  async remove(place: Place, imageId: string): Promise<void> {
    this.#small.remove(place, imageId);
    await rm(this.#path(place, imageId), { force: true });
  }

  async close(): Promise<void> {
    await this.#lanes.close();
  }

  #path(place: Place, imageId: string): string {
    // Ids are checked to be UUIDs before an image exists; this keeps the promise local.
    if (!/^[\w-]{1,64}$/.test(imageId)) throw new Error('an image id that is not a file name');
    return join(this.#directory, place, imageId);
  }
}
