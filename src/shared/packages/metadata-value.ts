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
