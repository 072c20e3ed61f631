import { AppError } from '#shared/errors/index.ts';
import type { Checksum, Receipt } from '#shared/model/index.ts';
import { type Digests, knownAlgorithm } from './hashing/byte-hasher.ts';

/**
 * Compares the service's hash with ours. `verified` only when both were there and equal; a hash that cannot
 * be compared is kept with `verified: false`, no hash is `null`. Throws `CORRUPT` when they differ.
 */
export function verdictOn(
  reported: Checksum | null,
  digests: Digests,
  about: { readonly operation: string; readonly what: string; readonly hint: string },
): Receipt['hash'] {
  if (reported === null) return null;
  // A service's own algorithm (a tree of hashes) is known by its word only.
  const own = digests.get(knownAlgorithm(reported.algo) ?? reported.algo.toLowerCase());
  const value = reported.value.toLowerCase();
  if (own === undefined) return { algo: reported.algo, value, verified: false };
  if (own === value) return { algo: reported.algo, value, verified: true };
  throw new AppError('CORRUPT', `${about.what}: the ${reported.algo} hashes differ.`, {
    operation: about.operation,
    hint: about.hint,
    context: { algo: reported.algo, reported: value, computed: own },
  });
}

/** What must be hashed so that the service's hash can be compared: its algorithm, and always SHA-256. */
export function algorithmsFor(serviceAlgo: string | null): readonly string[] {
  const known = serviceAlgo === null ? undefined : knownAlgorithm(serviceAlgo);
  return known === undefined ? ['sha256'] : [...new Set([known, 'sha256'])];
}
