import { createHash, type Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { LaneReply, LaneRequest } from './hash-lanes.ts';

/** Worker entry: hashes slots of shared memory for any number of jobs, each in the order sent. */
const jobs = new Map<number, { readonly buffer: Uint8Array; readonly hashes: readonly [string, Hash][] }>();
const reply = (message: LaneReply) => parentPort?.postMessage(message);

parentPort?.on('message', (message: LaneRequest) => {
  if (message.kind === 'open') {
    const hashes = message.algorithms.map((name): [string, Hash] => [name, createHash(name)]);
    jobs.set(message.job, { buffer: new Uint8Array(message.memory), hashes });
    return;
  }
  const job = jobs.get(message.job);
  if (job === undefined) return;
  if (message.kind === 'update') {
    const bytes = job.buffer.subarray(message.offset, message.offset + message.length);
    for (const [, hash] of job.hashes) hash.update(bytes);
    reply({ kind: 'updated', job: message.job, ticket: message.ticket });
    return;
  }
  jobs.delete(message.job);
  if (message.kind === 'finish') {
    reply({
      kind: 'digests',
      job: message.job,
      digests: job.hashes.map(([name, hash]) => [name, hash.digest('hex')]),
    });
  }
});
