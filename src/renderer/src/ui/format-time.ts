const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** How long ago, as short as it stays true: `just now`, `9 min ago`, `yesterday`, `12 Oct`, `3 Oct 2024`. */
export function formatRelative(iso: string | null, nowMs: number): string {
  const date = parse(iso);
  if (date === undefined) return '–';
  const seconds = Math.round((nowMs - date.getTime()) / 1000);
  if (seconds < -MINUTE) return formatDay(date, nowMs);
  if (seconds < 10) return 'just now';
  if (seconds < MINUTE) return `${seconds} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  const days = daysBetween(date, new Date(nowMs));
  if (days === 0 || seconds < 6 * HOUR) return `${Math.floor(seconds / HOUR)} h ago`;
  if (days === 1) return 'yesterday';
  if (days < 7) return `${days} days ago`;
  return formatDay(date, nowMs);
}

/** The moment itself, in the person's time zone, for the title: `19 Nov 2026, 16:20`. */
export function formatAbsolute(iso: string | null): string {
  const date = parse(iso);
  return date === undefined ? 'not known' : `${day(date)} ${date.getFullYear()}, ${clock.format(date)}`;
}

/** When rows were last seen: the clock time today, else the day. */
export function formatAsOf(iso: string, nowMs: number): string {
  const date = parse(iso);
  if (date === undefined) return '–';
  return daysBetween(date, new Date(nowMs)) === 0 ? clock.format(date) : formatDay(date, nowMs);
}

/** A duration: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds < 0.05 ? '0' : seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return join(Math.floor(whole / MINUTE), 'min', whole % MINUTE, 's');
  if (whole < DAY) return join(Math.floor(whole / HOUR), 'h', Math.floor((whole % HOUR) / MINUTE), 'min');
  return join(Math.floor(whole / DAY), 'd', Math.floor((whole % DAY) / HOUR), 'h');
}

/** What is left, rounded up so that it never promises too much: `1 s left`. */
export function formatEta(seconds: number | null): string | undefined {
  if (seconds === null) return undefined;
  const whole = Math.max(1, Math.ceil(seconds));
  return `${whole < 10 ? `${whole} s` : formatDuration(whole)} left`;
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

function formatDay(date: Date, nowMs: number): string {
  const sameYear = date.getFullYear() === new Date(nowMs).getFullYear();
  return sameYear ? day(date) : `${day(date)} ${date.getFullYear()}`;
}

function day(date: Date): string {
  return `${date.getDate()} ${MONTHS[date.getMonth()]}`;
}

function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date): number =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(later) - midnight(earlier)) / (DAY * 1000));
}

function parse(iso: string | null): Date | undefined {
  if (iso === null) return undefined;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
