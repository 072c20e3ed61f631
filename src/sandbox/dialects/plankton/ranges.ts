import { PlanktonFault } from './faults.ts';

export interface Part {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** More parts in one request than any honest client asks for. */
const partLimit = 64;

/**
 * The parts of a Range header; undefined where there is none or it is not one of bytes, as HTTP has it.
 * @throws PlanktonFault 416 where none of the ranges lies in the data.
 */
export function parseRanges(header: string | undefined, sizeBytes: number): readonly Part[] | undefined {
  const list = /^\s*bytes\s*=(.*)$/i.exec(header ?? '')?.[1]?.split(',');
  if (list === undefined) return undefined;
  const parts: Part[] = [];
  for (const text of list) {
    const [, first, last] = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(text) ?? [];
    if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
    const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
    const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
    if (first !== '' && last !== '' && Number(last) < start) return undefined;
    if (start <= end && start < sizeBytes) parts.push({ start, end });
  }
  if (parts.length === 0 || parts.length > partLimit) {
    throw new PlanktonFault(416, 'Requested range exceeds object limits', {
      headers: { 'Content-Range': `bytes */${sizeBytes}` },
    });
  }
  return parts;
}
