/** Milliseconds since 1970 of an ISO 8601 text; NaN for `null` and what is no time. */
export function parseTime(iso: string | null): number {
  if (iso === null) return Number.NaN;
  // Nearly all look like `2026-01-31T10:20:30Z`, and `Date.parse` would take a good part of a load's time.
  if (iso.length === 20 && iso[19] === 'Z' && iso[10] === 'T') {
    const [year, month, day] = [digits(iso, 0) * 100 + digits(iso, 2), digits(iso, 5), digits(iso, 8)];
    const [hour, minute, second] = [digits(iso, 11), digits(iso, 14), digits(iso, 17)];
    const plain =
      month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour < 24 && minute < 60 && second < 60;
    const marked = iso[4] === '-' && iso[7] === '-' && iso[13] === ':' && iso[16] === ':';
    if (plain && marked && year >= 1900) return Date.UTC(year, month - 1, day, hour, minute, second);
  }
  return Date.parse(iso);
}

/** The number of two digits; NaN if they are none. */
function digits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
