import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { BlockTreeHash, treeBlockBytes } from './block-tree-hash.ts';
import type { ByteReply, ByteRequest } from './hash-messages.ts';

/** Larger writes make ext4 look for large runs of free memory, at three times the cost. */
const PIECE_BYTES = 128 * 1024;

/** A hash of all bytes so far, to which more may be added. */
interface RunningHash {
  update(bytes: Uint8Array): void;
  digest(): string;
}

let hash: RunningHash | undefined;
let ring: Uint8Array = new Uint8Array(0);

/** Hashes or writes slots of a shared ring, so that the bytes themselves are never copied to this thread. */
function serve(request: ByteRequest): string | null {
  switch (request.type) {
    case 'begin':
      hash = runningHash(request.algo);
      ring = new Uint8Array(request.ring);
      return null;
    case 'ring':
      ring = new Uint8Array(request.ring);
      return null;
    case 'update':
      begun().update(ring.subarray(request.offset, request.offset + request.length));
      return null;
    case 'digest':
      return begun().digest();
    case 'write':
      write(request);
      return null;
  }
}

function runningHash(algo: string): RunningHash {
  const blockBytes = treeBlockBytes(algo);
  if (blockBytes !== undefined) return new BlockTreeHash(blockBytes);
  const plain = createHash(algo);
  return { update: (bytes) => void plain.update(bytes), digest: () => plain.copy().digest('hex') };
}

function begun(): RunningHash {
  if (hash === undefined) throw new Error('No hash was begun.');
  return hash;
}

function write({ file, buffer, offset, length, position }: ByteRequest & { type: 'write' }): void {
  const bytes = new Uint8Array(buffer, offset, length);
  let written = 0;
  while (written < length) {
    written += writeSync(file, bytes, written, Math.min(PIECE_BYTES, length - written), position + written);
  }
}

function answer(request: ByteRequest): ByteReply {
  try {
    return { digest: serve(request) };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    return { failure: { message, code: code ?? null } };
  }
}

parentPort?.on('message', (request: ByteRequest) => parentPort?.postMessage(answer(request)));
