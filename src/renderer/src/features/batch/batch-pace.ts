/** How fast a pass over items goes. Times in milliseconds of one clock. */
export interface Pace {
  readonly startedMs: number;
  readonly total: number;
  readonly settled: number;
  /** Since when the speed is reckoned, and how many were settled then: the last seconds count. */
  readonly sinceMs: number;
  readonly settledThen: number;
  readonly lastMs: number;
  /** Items a second over the stretch before, until this one says enough. */
  readonly before: number | undefined;
}

const STRETCH_MS = 5_000;
/** A speed of less than that says nothing. */
const LEAST_MS = 500;

export function beginPace(nowMs: number, total: number): Pace {
  return {
    startedMs: nowMs,
    total,
    settled: 0,
    sinceMs: nowMs,
    settledThen: 0,
    lastMs: nowMs,
    before: undefined,
  };
}

/** One more has its outcome. */
export function withSettled(pace: Pace, nowMs: number): Pace {
  const settled = pace.settled + 1;
  const next = { ...pace, settled, lastMs: nowMs };
  if (nowMs - pace.sinceMs < STRETCH_MS) return next;
  return { ...next, sinceMs: nowMs, settledThen: settled, before: speedOf(next) };
}

/** Items a second, lately; `undefined` while too little is known. */
export function speedOf(pace: Pace): number | undefined {
  const ms = pace.lastMs - pace.sinceMs;
  if (ms < LEAST_MS) return pace.before;
  return ((pace.settled - pace.settledThen) * 1000) / ms;
}

/** Seconds that it will still take; `null` while that is not known. */
export function secondsLeft(pace: Pace): number | null {
  const speed = speedOf(pace);
  return speed === undefined || speed === 0 ? null : (pace.total - pace.settled) / speed;
}
