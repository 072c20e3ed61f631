import { fault, GlanceFault } from './faults.ts';

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * The one range of a Range header, or undefined without a header.
 * @throws GlanceFault 400 for several ranges, 416 for junk or a start beyond the data (glance-v2.md §4).
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  if (header.includes(',')) {
    throw fault(
      400,
      'Requests with multiple ranges are not supported in Glance. You may make multiple single-range requests instead.',
    );
  }
  const parts = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header);
  const [, first = '', last = ''] = parts ?? [];
  if (parts === null || (first === '' && last === '')) throw invalid('Invalid Range header.');
  if (first === '') {
    // A suffix longer than the data, and one of nothing, both mean the whole.
    const suffix = Number(last);
    const start = suffix > 0 && suffix < sizeBytes ? sizeBytes - suffix : 0;
    return { start, end: sizeBytes - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) throw invalid('Invalid Range header.');
  if (start >= sizeBytes) {
    throw invalid(
      `Invalid start position in Range header. Start position MUST be in the inclusive range [0, ${sizeBytes - 1}].`,
    );
  }
  return { start, end: last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) };
}

function invalid(detail: string): GlanceFault {
  return new GlanceFault(416, { detail });
}
