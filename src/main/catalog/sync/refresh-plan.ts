import { type AppError, isAppError } from '#shared/errors/index.ts';

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;
/** Whoever looks gets nothing older than this. */
const FRESH_FOR_MS = 60_000;
/** Nothing but a person asks a service more often. */
const LEAST_BETWEEN_MS = 10_000;

/** When one connection is to be read by itself. Times are of the wall clock, so that sleep passes. */
export interface RefreshPlan {
  /** Milliseconds since 1970; `undefined`: not by itself. */
  readonly dueAt: number | undefined;
  /** Failures in a row. */
  readonly failures: number;
  /** The sign-in failed: only a person can mend that. */
  readonly isRefused: boolean;
  readonly startedAt: number;
  readonly doneAt: number;
}

export interface RefreshPace {
  readonly now: number;
  /** Between two readings; 0: only by hand. */
  readonly everyMs: number;
  /** From 0 up to 1, so that not all clouds are asked at once. */
  readonly chance: number;
}

/** Of a connection that is to be read at once, or (`isKnown`) as if it just was. */
export function newPlan(pace: RefreshPace, isKnown: boolean): RefreshPlan {
  const fresh = {
    failures: 0,
    isRefused: false,
    startedAt: -Infinity,
    doneAt: isKnown ? pace.now : -Infinity,
  };
  return { ...fresh, dueAt: pace.everyMs === 0 ? undefined : isKnown ? usual(pace) : pace.now };
}

export function started(plan: RefreshPlan, now: number): RefreshPlan {
  return { ...plan, startedAt: now, dueAt: undefined };
}

/** After a reading, by whomever. */
export function ended(plan: RefreshPlan, error: AppError | undefined, pace: RefreshPace): RefreshPlan {
  if (error === undefined) {
    return { ...plan, failures: 0, isRefused: false, doneAt: pace.now, dueAt: usual(pace) };
  }
  if (error.code === 'CANCELLED') return { ...plan, dueAt: usual(pace) };
  const isRefused = isAppError(error, 'AUTH_REQUIRED', 'FORBIDDEN', 'TLS_UNTRUSTED');
  const failures = plan.failures + 1;
  const wait = isRefused ? LONGEST_WAIT_MS : Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
  const dueAt = pace.everyMs === 0 ? undefined : pace.now + Math.round(wait * (0.8 + 0.4 * pace.chance));
  return { ...plan, failures, isRefused, dueAt };
}

/** Somebody looks: what is old is due, and what waits for another try, but neither too often. */
export function looked(plan: RefreshPlan, { now, everyMs }: RefreshPace): RefreshPlan {
  if (everyMs === 0 || plan.isRefused || isSoonAfter(plan.startedAt, now)) return plan;
  const isStale = plan.failures > 0 || now - plan.doneAt >= FRESH_FOR_MS || now < plan.doneAt;
  return isStale ? { ...plan, dueAt: now } : plan;
}

/** Another pace: what fails keeps its wait. */
export function repaced(plan: RefreshPlan, pace: RefreshPace): RefreshPlan {
  if (pace.everyMs === 0) return { ...plan, dueAt: undefined };
  if (plan.failures > 0 && plan.dueAt !== undefined) return plan;
  const from = Math.max(plan.doneAt, pace.now - pace.everyMs);
  return { ...plan, dueAt: usual({ ...pace, now: Math.min(from, pace.now) }) };
}

/** A clock that was set back must not put off everything. */
export function isDue({ dueAt }: RefreshPlan, { now, everyMs }: RefreshPace): boolean {
  if (dueAt === undefined) return false;
  return dueAt <= now || dueAt - now > 1.5 * Math.max(everyMs, LONGEST_WAIT_MS);
}

function isSoonAfter(startedAt: number, now: number): boolean {
  return now >= startedAt && now - startedAt < LEAST_BETWEEN_MS;
}

function usual({ now, everyMs, chance }: RefreshPace): number | undefined {
  return everyMs === 0 ? undefined : now + Math.round(everyMs * (0.9 + 0.2 * chance));
}
