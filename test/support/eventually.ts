import { vi } from 'vitest';

/** Waits until `probe` throws nothing any more. On a busy machine that may take seconds, and nothing is wrong. */
export const eventually = <Result>(
  probe: () => Result | Promise<Result>,
  options: { readonly interval?: number } = {},
): Promise<Result> => vi.waitFor(probe, { timeout: 15_000, ...options });
