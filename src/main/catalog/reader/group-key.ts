import { hash } from 'node:crypto';

/** Longer values are cut, and told apart by a hash of the whole. */
const LONGEST = 512;

/** What a group is called by in a question; '' for images that have no value, or an empty one. */
export function groupKey(value: string | null): string {
  if (value === null || value.length <= LONGEST) return value ?? '';
  return `${value.slice(0, LONGEST).toWellFormed()}…${hash('sha256', value)}`;
}
