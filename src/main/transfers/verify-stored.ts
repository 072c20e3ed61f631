import { AppError } from '#shared/errors/index.ts';
import type { Receipt } from '#shared/model/index.ts';
import type { ServiceProgress } from '../providers/provider.ts';
import { type Digests, knownAlgorithm } from './hashing/byte-hasher.ts';
import { operationOf } from './record.ts';
import type { RunContext } from './run-context.ts';
import { verdictOn } from './verdict.ts';

const HINT = 'The image was removed. Try again; if it happens again, the network or the store is damaged.';

/** What left this machine. */
export interface Left {
  readonly bytes: number;
  readonly digests: Digests;
  /** Reads the bytes once more for another algorithm, where they can be had again. */
  readonly digestsOf?: (algo: string) => Promise<Digests>;
}

/**
 * Compares what the service says it stores with what left: by its hash, or by the size where there is none to
 * compare. Where the provider packed the bytes on the way, its own hash of them counts. Throws `CORRUPT`.
 */
export async function verifyStored(
  { job }: RunContext,
  { document, hash }: ServiceProgress,
  left: Left,
): Promise<Receipt['hash']> {
  const { title, ticket, spec } = job.record;
  const { image } = document;
  const operation = operationOf(job.record);
  const what = `${image.connection} stored something else than what was sent for ${title}`;
  const { sentHash } = ticket ?? {};
  if (sentHash !== undefined) {
    return verdictOn(hash, new Map([[nameOf(sentHash.algo), sentHash.value.toLowerCase()]]), {
      operation,
      what,
      hint: HINT,
    });
  }
  const algo = hash === null ? undefined : knownAlgorithm(hash.algo);
  const isMissing = algo !== undefined && !left.digests.has(algo);
  const digests = isMissing && left.digestsOf ? await left.digestsOf(algo) : left.digests;
  const verdict = verdictOn(hash, digests, { operation, what, hint: HINT });
  const stored = image.sizeBytes;
  if (verdict?.verified || stored === null || stored === left.bytes) return verdict;
  throw new AppError('CORRUPT', `${spec.connection} stored ${stored} of ${left.bytes} bytes of ${title}.`, {
    operation,
    hint: 'The image was removed. Try again.',
  });
}

function nameOf(algo: string): string {
  return knownAlgorithm(algo) ?? algo.toLowerCase();
}
