const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;
const grouped = new Intl.NumberFormat('en-US');

/** A size for a person: binary units, three significant digits (`7.81 GiB`). `–` where there is none. */
export function formatBytes(sizeBytes: number | null): string {
  if (sizeBytes === null || !Number.isFinite(sizeBytes) || sizeBytes < 0) return '–';
  if (sizeBytes < 1000) return `${Math.round(sizeBytes)} ${sizeBytes === 1 ? 'byte' : 'bytes'}`;
  let value = sizeBytes;
  let unit = 0;
  // 999.5 and more would need a fourth digit, so it goes to the next unit.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${threeDigits(value)} ${UNITS[unit]}`;
}

function threeDigits(value: number): string {
  // Exact: `20 GiB` says more than `20.0 GiB`.
  if (Number.isInteger(value)) return String(value);
  if (value >= 999.5) return grouped.format(Math.round(value));
  const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return value.toFixed(digits);
}

/** The same size to the byte, for the title: `8,388,608,000 bytes`. */
export function exactBytes(sizeBytes: number | null): string {
  if (sizeBytes === null) return 'not known';
  return `${grouped.format(sizeBytes)} ${sizeBytes === 1 ? 'byte' : 'bytes'}`;
}

/** Two sizes that share a unit where they can: `381 of 614 MiB`. */
export function formatProgress(doneBytes: number, totalBytes: number | null): string {
  const done = formatBytes(doneBytes);
  if (totalBytes === null) return done;
  const total = formatBytes(totalBytes);
  const unit = total.slice(total.indexOf(' '));
  return done.endsWith(unit) ? `${done.slice(0, -unit.length)} of ${total}` : `${done} of ${total}`;
}

/** Bytes a second: `214 MiB/s`. */
export function formatSpeed(bytesPerSecond: number | null): string {
  return bytesPerSecond === null ? '–' : `${formatBytes(bytesPerSecond)}/s`;
}

/** A count with thousands separated: `1,284`. */
export function formatCount(count: number): string {
  return grouped.format(count);
}
