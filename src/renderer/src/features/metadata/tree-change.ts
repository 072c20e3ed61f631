import type { JsonValue } from '#shared/model/index.ts';

export type TreePath = readonly string[];
export type JsonTree = Readonly<Record<string, JsonValue>>;

/** A change of a tree as the services take it: one value, or one key away, each by its way from the root. */
export interface TreeChange {
  readonly set: readonly { readonly path: TreePath; readonly value: JsonValue }[];
  readonly unset: readonly TreePath[];
}

/** What stands at the end of a path; `undefined` where nothing does. Items of a list go by their place. */
export function valueAt(tree: JsonValue | undefined, path: TreePath): JsonValue | undefined {
  let value = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonTree)[key];
  }
  return value;
}

/** Puts a value at a path. Services know keys only, so a list is sent as a whole when something in it changes. */
export function setChange(tree: JsonTree, path: TreePath, value: JsonValue): TreeChange {
  const list = listAbove(tree, path);
  if (list === undefined) return { set: [{ path, value }], unset: [] };
  const next = replaced(list.value, path.slice(list.path.length), value);
  return { set: [{ path: list.path, value: next }], unset: [] };
}

/** Takes what stands at a path away. */
export function removeChange(tree: JsonTree, path: TreePath): TreeChange {
  const list = listAbove(tree, path);
  if (list === undefined) return { set: [], unset: [path] };
  const next = replaced(list.value, path.slice(list.path.length), undefined);
  return { set: [{ path: list.path, value: next }], unset: [] };
}

/** The change that takes `change` back, for a tree that was as `before`. */
export function inverseChange(before: JsonTree, change: TreeChange): TreeChange {
  const touched = [...change.set.map(({ path }) => path), ...change.unset];
  const had = touched.flatMap((path) => {
    const value = valueAt(before, path);
    return value === undefined ? [] : [{ path, value }];
  });
  const hadNot = touched.filter((path) => valueAt(before, path) === undefined);
  return { set: had, unset: hadNot };
}

/** In words: `jingles / colour`. */
export function pathWords(path: TreePath): string {
  return path.join(' / ');
}

/** The outermost list that a path leads into. */
function listAbove(
  tree: JsonTree,
  path: TreePath,
): { readonly path: TreePath; readonly value: readonly JsonValue[] } | undefined {
  for (let length = 1; length < path.length; length += 1) {
    const value = valueAt(tree, path.slice(0, length));
    if (Array.isArray(value)) return { path: path.slice(0, length), value: value as readonly JsonValue[] };
  }
  return undefined;
}

/** A copy with another value at the end of a path, or without it. */
function replaced(parent: JsonValue, [key, ...rest]: TreePath, value: JsonValue | undefined): JsonValue {
  if (key === undefined) return value ?? null;
  const below = rest.length === 0 ? value : replaced(valueAt(parent, [key]) ?? {}, rest, value);
  if (Array.isArray(parent)) {
    const items = [...(parent as readonly JsonValue[])];
    items.splice(Number(key), 1, ...(below === undefined ? [] : [below]));
    return items;
  }
  const { [key]: _held, ...others } = parent as JsonTree;
  // A key that was there keeps its place.
  if (below === undefined) return others;
  return { ...(parent as JsonTree), [key]: below };
}
