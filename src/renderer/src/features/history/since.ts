const DAY_MS = 86_400_000;
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** Since when changes are told. `time`: a past sync, or any other moment, ISO 8601. */
export type Since =
  | { readonly kind: 'looked' }
  | { readonly kind: 'yesterday' }
  | { readonly kind: 'week' }
  | { readonly kind: 'time'; readonly at: string };

/** The moment that a choice means, ISO 8601. `lookedAt`: when the person looked before this time. */
export function sinceTime(since: Since, lookedAt: string, nowMs: number): string {
  switch (since.kind) {
    case 'looked':
      return lookedAt;
    case 'yesterday':
      return new Date(midnight(midnight(nowMs) - 1)).toISOString();
    case 'week':
      return new Date(nowMs - 7 * DAY_MS).toISOString();
    case 'time':
      return since.at;
  }
}

/** A moment as people say it, as short as it stays true: `14:02`, `Mon`, `12 Oct`. */
export function sinceWord(iso: string, nowMs: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '–';
  if (at >= midnight(nowMs)) return clock.format(at);
  if (at > nowMs - 6 * DAY_MS) return weekday.format(at);
  return day.format(at);
}

/** The same with the clock time: `today, 14:02`, `Mon 16 Nov, 14:02`. */
export function sinceMoment(iso: string, nowMs: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '–';
  if (at >= midnight(nowMs)) return `today, ${clock.format(at)}`;
  const year = new Date(at).getFullYear();
  const suffix = year === new Date(nowMs).getFullYear() ? '' : ` ${year}`;
  return `${weekday.format(at)} ${day.format(at)}${suffix}, ${clock.format(at)}`;
}

/** The last moment before a change: the catalogue as of then has not seen it. */
export function justBefore(iso: string): string {
  return new Date(Date.parse(iso) - 1).toISOString();
}

function midnight(nowMs: number): number {
  return new Date(nowMs).setHours(0, 0, 0, 0);
}
