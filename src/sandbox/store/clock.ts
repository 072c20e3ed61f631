let last = 0;

/** Microseconds since 1970, UTC, strictly increasing in a process so that sorting by age is exact. */
export function nowMicroseconds(): number {
  last = Math.max(last + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000));
  return last;
}

/** `2026-01-02T03:04:05Z` */
export function isoSeconds(microseconds: number): string {
  return `${new Date(microseconds / 1000).toISOString().slice(0, 19)}Z`;
}

/** `2026-01-02T03:04:05.123456`, without a zone as Python's isoformat of a naive UTC time. */
export function isoMicroseconds(microseconds: number): string {
  const fraction = String(microseconds % 1_000_000).padStart(6, '0');
  return `${new Date(microseconds / 1000).toISOString().slice(0, 19)}.${fraction}`;
}
