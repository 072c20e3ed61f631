import { randomUUID, webcrypto } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { access, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Size of a Pithos block, as `X-Container-Block-Size` tells it. */
export const blockBytes = 4 * 1024 * 1024;

/** Blocks that no upload came back for are forgotten after a day, when the store is opened. */
const forgottenAfterMs = 24 * 3600 * 1000;

/**
 * Uploaded blocks by their hash, waiting to become part of an object. As in Pithos the zeros at a block's
 * end are neither hashed nor kept, so a block of zeros is an empty file and all of them are one.
 */
export class PithosBlocks {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      const isPartial = name.startsWith('partial-');
      if (isPartial || Date.now() - statSync(path).mtimeMs > forgottenAfterMs) rmSync(path, { force: true });
    }
  }

  /** Keeps a block and returns its hash. */
  async put(block: Uint8Array): Promise<string> {
    const kept = withoutEndingZeros(block);
    const hash = await sha256(kept);
    if (await this.has(hash)) return hash;
    const partial = join(this.#directory, `partial-${randomUUID()}`);
    await writeFile(partial, kept);
    await rename(partial, this.#path(hash));
    return hash;
  }

  async has(hash: string): Promise<boolean> {
    return access(this.#path(hash)).then(
      () => true,
      () => false,
    );
  }

  /** The bytes of a hash map: each block cut or filled with zeros to its place in `sizeBytes`. */
  async *read(hashes: readonly string[], sizeBytes: number): AsyncGenerator<Buffer> {
    for (const [index, hash] of hashes.entries()) {
      const wanted = Math.min(blockBytes, sizeBytes - index * blockBytes);
      const kept = await readFile(this.#path(hash));
      yield kept.subarray(0, wanted);
      if (kept.length < wanted) yield Buffer.alloc(wanted - kept.length);
    }
  }

  #path(hash: string): string {
    if (!isBlockHash(hash)) throw new Error('a block hash that is not a file name');
    return join(this.#directory, hash);
  }
}

export function isBlockHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** The hash of a block as Pithos computes it. */
export function blockHash(block: Uint8Array): Promise<string> {
  return sha256(withoutEndingZeros(block));
}

/** The hash of an object: a tree over its blocks' hashes, filled up with zeros to a power of two. */
export async function objectHash(hashes: readonly string[]): Promise<string> {
  if (hashes.length === 0) return sha256(new Uint8Array());
  let level: Buffer[] = hashes.map((hash) => Buffer.from(hash, 'hex'));
  let width = 1;
  while (width < level.length) width *= 2;
  while (level.length < width) level.push(Buffer.alloc(32));
  while (level.length > 1) {
    const next: Buffer[] = [];
    for (let index = 0; index < level.length; index += 2) {
      next.push(Buffer.from(await sha256(Buffer.concat(level.slice(index, index + 2))), 'hex'));
    }
    level = next;
  }
  return level[0]?.toString('hex') ?? '';
}

/** The same bytes in blocks; only the last may be shorter. */
export async function* inBlocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let block = Buffer.alloc(blockBytes);
  let filled = 0;
  for await (const chunk of source) {
    for (let offset = 0; offset < chunk.length; ) {
      const part = chunk.subarray(offset, offset + blockBytes - filled);
      block.set(part, filled);
      filled += part.length;
      offset += part.length;
      if (filled < blockBytes) continue;
      yield block;
      block = Buffer.alloc(blockBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

function withoutEndingZeros(block: Uint8Array): Uint8Array {
  let end = block.length;
  while (end > 0 && block[end - 1] === 0) end -= 1;
  return block.subarray(0, end);
}

/** On the thread pool, so that large blocks do not hold up other calls. */
async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex');
}
