import { createHash, type Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { HashReply, HashRequest } from './hash-messages.ts';

let hash: Hash | undefined;
let ring: Uint8Array = new Uint8Array(0);

/** Hashes slots of a shared ring, so that the bytes themselves are never copied to this thread. */
function serve(request: HashRequest): HashReply {
  if (request.type === 'begin') {
    hash = createHash(request.algo);
    ring = new Uint8Array(request.ring);
    return { digest: null };
  }
  if (request.type === 'ring') {
    ring = new Uint8Array(request.ring);
    return { digest: null };
  }
  if (hash === undefined) throw new Error('No hash was begun.');
  if (request.type === 'digest') return { digest: hash.copy().digest('hex') };
  hash.update(ring.subarray(request.offset, request.offset + request.length));
  return { digest: null };
}

parentPort?.on('message', (request: HashRequest) => parentPort?.postMessage(serve(request)));
