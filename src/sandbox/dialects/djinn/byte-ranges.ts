export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** `invalid` and `no-overlap` are both 416; the second tells the size. */
export type ParsedRanges = readonly ByteRange[] | 'invalid' | 'no-overlap';

/**
 * The ranges of a Range header as Go's ServeContent reads them. An empty list means the whole: there is
 * no header, nothing in it, or more asked than there is.
 */
export function parseRanges(header: string | undefined, sizeBytes: number): ParsedRanges {
  if (header === undefined) return [];
  if (!header.startsWith('bytes=')) return 'invalid';
  const ranges: ByteRange[] = [];
  let isMissed = false;
  for (const part of header.slice('bytes='.length).split(',')) {
    const text = part.trim();
    if (text === '') continue;
    const found = /^(\d*)\s*-\s*(\d*)$/.exec(text);
    const [, first = '', last = ''] = found ?? [];
    if (found === null || (first === '' && last === '')) return 'invalid';
    const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
    const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
    if (first !== '' && last !== '' && Number(last) < start) return 'invalid';
    if (start >= sizeBytes) isMissed = true;
    else ranges.push({ start, end });
  }
  if (ranges.length === 0 && isMissed) return sizeBytes === 0 ? [] : 'no-overlap';
  const askedBytes = ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0);
  return askedBytes > sizeBytes ? [] : ranges;
}
