import type { JsonValue } from '../model/index.ts';

/** What stands at the end of a path; `undefined` where nothing does. Items of a list go by their place. */
export function valueAt(tree: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  let value = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, JsonValue>>)[key];
  }
  return value;
}

/**
 * The way to the first value above the end of a path that is there and is no object; `undefined` where none is.
 * To set something beneath it would put an object in its place (fifo.md §4).
 */
export function leafAbove(tree: JsonValue, path: readonly string[]): readonly string[] | undefined {
  for (let length = 1; length < path.length; length += 1) {
    const value = valueAt(tree, path.slice(0, length));
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return path.slice(0, length);
  }
  return undefined;
}

/** Keys become steps of an address, in which these would lead elsewhere (fifo.md §4). */
export function isAddressable(key: string): boolean {
  return key !== '' && key !== '.' && key !== '..' && key.isWellFormed();
}

/** From here on JSON writes whole numbers with an exponent. */
const LARGEST_WRITTEN = 1e21;

/** Is there a whole number in it that may have been rounded when it was read, and would be changed if written? */
export function isInexact(value: JsonValue): boolean {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < LARGEST_WRITTEN;
  return typeof value === 'object' && value !== null && Object.values(value).some(isInexact);
}
