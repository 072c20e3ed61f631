import type { ProfileInput } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import type { ConnectionProfile } from '#shared/model/index.ts';

/**
 * A stored secret goes only where its owner meant it to go. Whoever changes an address to another origin
 * must give the secret again; otherwise a page that was taken over could have it sent anywhere.
 * Throws `AUTH_REQUIRED`.
 */
export function assertSameDestination(
  existing: ConnectionProfile,
  input: ProfileInput,
  operation: string,
): void {
  const known = new Set(originsOf(existing.settings));
  const foreign = originsOf(input.settings).find((origin) => !known.has(origin));
  if (foreign === undefined && existing.kind === input.kind) return;
  throw new AppError(
    'AUTH_REQUIRED',
    `The stored secret was not given for ${foreign ?? `a ${input.kind} service`}.`,
    {
      operation,
      hint: 'Enter the secret again to use it there.',
    },
  );
}

/** The origins that a profile's requests go to, in a fixed form. */
function originsOf(settings: object): readonly string[] {
  return Object.values(settings).flatMap((value) =>
    typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)
      ? [new URL(value).origin]
      : [],
  );
}
