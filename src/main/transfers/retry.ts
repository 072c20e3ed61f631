import { isAppError } from '#shared/errors/index.ts';

const LONGEST_WAIT_MS = 5 * 60_000;
const LONGEST_BACK_OFF_MS = 60_000;

/** Can the same try help later? The network and a service that is down: yes. What was refused: no. */
export function isPassing(error: unknown): boolean {
  if (!isAppError(error)) return false;
  return error.retry === 'safe' || isAppError(error, 'UNREACHABLE', 'TIMEOUT', 'STALLED', 'UNAVAILABLE');
}

/**
 * How long to wait after try number `failures` failed: doubling from `firstMs`, spread by up to a quarter so
 * that many clients do not come back at once. What the service asked for (`Retry-After`, in the error's
 * context as `retryAfter`) is the least.
 */
export function retryDelayMs(
  failures: number,
  firstMs: number,
  error: unknown,
  random: () => number = Math.random,
): number {
  const backOff = Math.min(LONGEST_BACK_OFF_MS, firstMs * 2 ** (failures - 1));
  const spread = backOff * (0.75 + random() * 0.5);
  const asked = isAppError(error) ? error.context?.['retryAfter'] : undefined;
  return Math.round(Math.min(LONGEST_WAIT_MS, Math.max(spread, askedMs(String(asked ?? '')))));
}

/** `Retry-After` is a number of seconds or a date (RFC 9110 §10.2.3); what is neither asks for nothing. */
function askedMs(header: string): number {
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header) - Date.now();
  return Number.isNaN(until) ? 0 : Math.max(0, until);
}
