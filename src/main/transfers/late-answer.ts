/** How long a request that makes an image may go on after a cancel, so that its answer is not lost. */
export const LATE_ANSWER_MS = 5_000;

/**
 * Runs `work` under a signal that follows the abort of `signal` after `graceMs()`: who makes something on the
 * other side must hear what it is called, or it cannot be removed.
 */
export async function withLateAnswer<Value>(
  signal: AbortSignal,
  graceMs: () => number,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  signal.throwIfAborted();
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    const wait = graceMs();
    if (wait === 0) late.abort(signal.reason);
    else timer = setTimeout(() => late.abort(signal.reason), wait);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await work(late.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
