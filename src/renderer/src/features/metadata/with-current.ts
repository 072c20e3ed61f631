import { defaultRangeExtractor, type Range } from '@tanstack/react-virtual';

/** The lines in sight and the one that the keyboard stands on: wherever the list is scrolled, the focus is kept. */
export function withCurrent(range: Range, current: number): number[] {
  const indexes = defaultRangeExtractor(range);
  if (current < 0 || current >= range.count || indexes.includes(current)) return indexes;
  return [...indexes, current].toSorted((one, other) => one - other);
}
