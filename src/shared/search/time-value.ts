/** From the first to the last millisecond of what was named; an age is a moment. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly isAge: boolean;
}
interface Ends {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const AGE_UNITS_MS: Readonly<Record<string, number>> = {
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  y: 365 * DAY_MS,
};
const AGE = /^(\d+(?:\.\d*)?|\.\d+)\s*([mhdwy])$/i;
const DATE = /^(\d{4})(?:-(\d{1,2})?)?(?:-(\d{1,2})?)?$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/i;
const COMPARED = /^(>=|<=|>|<|=)?\s*(.*)$/s;

/**
 * What a time asks. Ages: `<7d` and `7d` younger, `>30d` older (m minutes, h hours, d days, w weeks, y years).
 * Dates: `2026-11-01` that day, also `2026-11`, `2026`, `today`, `yesterday`, `2026-11-01T12:30`; `>` after it,
 * `<` before it, `>=` and `<=` with it. `a..b`, `a..`, `..b` from one to the other, both with it; `*` any time.
 * Days are those of the zone that the process runs in. `'nothing'` while there is no time yet, `undefined`
 * where it is none.
 */
export function timeValue(text: string, nowMs: number): Ends | 'nothing' | undefined {
  const value = text.trim();
  if (value === '*') return { from: undefined, to: undefined };
  const range = value.split('..');
  if (range.length === 2) return rangeOf(range[0] ?? '', range[1] ?? '', nowMs);
  const [, sign = '', rest = ''] = COMPARED.exec(value) ?? [];
  if (rest === '') return 'nothing';
  const stretch = stretchOf(rest, nowMs);
  if (stretch === undefined) return undefined;
  if (stretch.isAge)
    return sign.startsWith('>')
      ? { from: undefined, to: stretch.end }
      : { from: stretch.start, to: undefined };
  if (sign === '>') return { from: stretch.end + 1, to: undefined };
  if (sign === '>=') return { from: stretch.start, to: undefined };
  if (sign === '<') return { from: undefined, to: stretch.start - 1 };
  if (sign === '<=') return { from: undefined, to: stretch.end };
  return { from: stretch.start, to: stretch.end };
}

function rangeOf(first: string, last: string, nowMs: number): Ends | 'nothing' | undefined {
  if (first.trim() === '' && last.trim() === '') return 'nothing';
  const start = first.trim() === '' ? undefined : (stretchOf(first, nowMs) ?? null);
  const end = last.trim() === '' ? undefined : (stretchOf(last, nowMs) ?? null);
  if (start === null || end === null) return undefined;
  if (start !== undefined && end !== undefined)
    return { from: Math.min(start.start, end.start), to: Math.max(start.end, end.end) };
  const one = start ?? end;
  if (one === undefined) return 'nothing';
  // `7d..` is "seven days old or older", which ends at that moment; `2026-11-01..` begins there.
  const beginsThere = (start !== undefined) !== one.isAge;
  return beginsThere ? { from: one.start, to: undefined } : { from: undefined, to: one.end };
}

function stretchOf(text: string, nowMs: number): Stretch | undefined {
  const value = text.trim();
  const age = AGE.exec(value);
  if (age !== null) {
    const at = nowMs - Number(age[1]) * (AGE_UNITS_MS[(age[2] ?? '').toLowerCase()] ?? 0);
    return Number.isFinite(at) ? { start: at, end: at, isAge: true } : undefined;
  }
  if (/^(today|yesterday)$/i.test(value)) {
    const now = new Date(nowMs);
    const back = value.toLowerCase() === 'today' ? 0 : 1;
    return days(now.getFullYear(), now.getMonth(), now.getDate() - back);
  }
  return MOMENT.test(value) ? moment(value) : date(value);
}

function moment(value: string): Stretch | undefined {
  const start = Date.parse(value.toUpperCase());
  if (Number.isNaN(start)) return undefined;
  const [, seconds, fraction] = MOMENT.exec(value) ?? [];
  const lengthMs = seconds === undefined ? MINUTE_MS : fraction === undefined ? 1000 : 1;
  return { start, end: start + lengthMs - 1, isAge: false };
}

/** A day, a month or a year; a dash at the end is the beginning of more. */
function date(value: string): Stretch | undefined {
  const found = DATE.exec(value);
  if (found === null) return undefined;
  const [year, month, day] = [Number(found[1]), found[2], found[3]];
  if (year < 1970 || (month === undefined && day !== undefined)) return undefined;
  if (month === undefined) return stretch(new Date(year, 0, 1), new Date(year + 1, 0, 1));
  const index = Number(month) - 1;
  if (index < 0 || index > 11) return undefined;
  if (day === undefined) return stretch(new Date(year, index, 1), new Date(year, index + 1, 1));
  if (Number(day) < 1 || new Date(year, index, Number(day)).getMonth() !== index) return undefined;
  return days(year, index, Number(day));
}

function days(year: number, month: number, day: number): Stretch {
  return stretch(new Date(year, month, day), new Date(year, month, day + 1));
}

function stretch(from: Date, until: Date): Stretch {
  return { start: from.getTime(), end: until.getTime() - 1, isAge: false };
}
