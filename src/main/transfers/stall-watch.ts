import { AppError } from '#shared/errors/index.ts';

export interface StallWatchOptions {
  readonly signal: AbortSignal;
  readonly limitMs: number;
  readonly lookEveryMs: number;
  /** How long no byte has moved. */
  readonly idleMs: () => number;
  /** Called at each look, so that a stall can be shown before it is an error. */
  readonly onLook: () => void;
  readonly operation: string;
  readonly what: () => string;
}

/**
 * Runs `work` under a signal that aborts with the given one, and as `STALLED` when no byte moved for the
 * limit. Whatever `work` makes of the abort, the cause is what is thrown.
 */
export async function withStallWatch<Value>(
  options: StallWatchOptions,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const stall = new AbortController();
  const timer = setInterval(() => {
    options.onLook();
    if (options.idleMs() < options.limitMs) return;
    const seconds = Math.round(options.limitMs / 1000);
    stall.abort(
      new AppError('STALLED', `No byte of ${options.what()} moved for ${seconds} seconds.`, {
        operation: options.operation,
        hint: 'The network or the service hangs. A new try may help.',
        retry: 'safe',
      }),
    );
  }, options.lookEveryMs);
  try {
    return await work(AbortSignal.any([options.signal, stall.signal]));
  } catch (error) {
    if (stall.signal.aborted && !options.signal.aborted) throw stall.signal.reason;
    throw error;
  } finally {
    clearInterval(timer);
  }
}
