import { sameValue } from '#shared/edits/index.ts';
import type { JsonValue } from '#shared/model/index.ts';
import { isAddressable, valueAt } from '#shared/packages/index.ts';

export { valueAt };

export type TreePath = readonly string[];
export type JsonTree = Readonly<Record<string, JsonValue>>;

/** A change of a tree as the services take it: one value, or one key away, each by its way from the root. */
export interface TreeChange {
  readonly set: readonly { readonly path: TreePath; readonly value: JsonValue }[];
  readonly unset: readonly TreePath[];
}

/** A change of several keys of which not all were taken. */
export interface PartialChange {
  readonly written: TreeChange;
  readonly left: TreeChange;
  /** Why the first of those left was not taken; `undefined` where that is said elsewhere. */
  readonly reason: string | undefined;
  /** Somebody else changed the same, and the person went back without a choice: it is asked again. */
  readonly undecided?: true;
}

/** What became of a change. `undefined`: all of it was taken. */
export type ChangeOutcome = PartialChange | undefined;

/**
 * Puts a value at a path. Services know only keys that an address can have, so a list, or an object with
 * another key, is sent as a whole when something in it changes.
 */
export function setChange(tree: JsonTree, path: TreePath, value: JsonValue): TreeChange {
  const whole = wholeAbove(tree, path);
  if (whole === undefined) return { set: [{ path, value }], unset: [] };
  const next = replaced(whole.value, path.slice(whole.path.length), value);
  return { set: [{ path: whole.path, value: next }], unset: [] };
}

/** Takes what stands at a path away. */
export function removeChange(tree: JsonTree, path: TreePath): TreeChange {
  const whole = wholeAbove(tree, path);
  if (whole === undefined) return { set: [], unset: [path] };
  const next = replaced(whole.value, path.slice(whole.path.length), undefined);
  return { set: [{ path: whole.path, value: next }], unset: [] };
}

/**
 * Gives the value at a path another key, and perhaps another value. The new key is set with the whole value
 * first, and the old one removed after: if the second request fails, the value is there twice and never lost.
 */
export function renameChange(tree: JsonTree, path: TreePath, key: string, value: JsonValue): TreeChange {
  const whole = wholeAbove(tree, path);
  const next = [...path.slice(0, -1), key];
  if (whole === undefined) return { set: [{ path: next, value }], unset: [path] };
  const below = (way: TreePath): TreePath => way.slice(whole.path.length);
  const without = replaced(whole.value, below(path), undefined);
  return { set: [{ path: whole.path, value: replaced(without, below(next), value) }], unset: [] };
}

/** Puts each key of `values` beneath a path, beside what is there; one of the same name is replaced. */
export function pasteChange(tree: JsonTree, to: TreePath, values: JsonTree): TreeChange {
  const whole = wholeAbove(tree, [...to, 'key']);
  const entries = Object.entries(values);
  if (whole === undefined)
    return { set: entries.map(([key, value]) => ({ path: [...to, key], value })), unset: [] };
  const held = valueAt(tree, to);
  const merged = { ...(isObject(held) ? held : {}), ...values };
  return setChange(tree, to, merged);
}

/** The tree once a change was taken. */
export function withChange(tree: JsonTree, { set, unset }: TreeChange): JsonTree {
  let next: JsonValue = tree;
  for (const { path, value } of set) next = replaced(next, path, value);
  for (const path of unset) if (valueAt(next, path) !== undefined) next = replaced(next, path, undefined);
  return next as JsonTree;
}

/** What a change still lacks in a tree as it is now. */
export function leftOf(change: TreeChange, tree: JsonTree): TreeChange {
  return {
    set: change.set.filter(({ path, value }) => !sameValue(valueAt(tree, path), value)),
    unset: change.unset.filter((path) => valueAt(tree, path) !== undefined),
  };
}

/** The first `count` requests of a change, and the rest. */
export function splitChange(
  { set, unset }: TreeChange,
  count: number,
): { readonly written: TreeChange; readonly left: TreeChange } {
  const removed = Math.max(0, count - set.length);
  return {
    written: { set: set.slice(0, count), unset: unset.slice(0, removed) },
    left: { set: set.slice(count), unset: unset.slice(removed) },
  };
}

/** The keys that a change is made of, in the order of their requests. */
export function pathsOfChange({ set, unset }: TreeChange): readonly TreePath[] {
  return [...set.map(({ path }) => path), ...unset];
}

/** What a change does, in a few words: `ui / colour set`, `a renamed to b`, `3 keys set`. */
export function changeWords(change: TreeChange): string {
  const { set, unset } = change;
  const [first] = set;
  const [gone] = unset;
  if (set.length === 1 && unset.length === 1 && first !== undefined && gone !== undefined)
    return `${pathWords(gone)} renamed to ${first.path.at(-1)}`;
  if (set.length === 1 && unset.length === 0 && first !== undefined) return `${pathWords(first.path)} set`;
  if (set.length === 0 && unset.length === 1 && gone !== undefined) return `${pathWords(gone)} deleted`;
  const parts = [
    set.length > 0 && `${set.length} keys set`,
    unset.length > 0 && `${unset.length} keys deleted`,
  ];
  return parts.filter((part) => typeof part === 'string').join(', ');
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

function isObject(value: JsonValue | undefined): value is JsonTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As the command line takes it (`argosy package set … a/b=1`): slashes within a key have a backslash before them. */
export function keyPathText(path: TreePath): string {
  return path.map((key) => key.replaceAll(/[\\/=]/g, String.raw`\$&`)).join('/');
}

/** The outermost value on a path that is only sent whole: a list, or an object whose key has no address. */
export function wholeAbove(
  tree: JsonTree,
  path: TreePath,
): { readonly path: TreePath; readonly value: JsonValue } | undefined {
  for (let length = 1; length < path.length; length += 1) {
    const value = valueAt(tree, path.slice(0, length));
    if (value === undefined) return undefined;
    if (Array.isArray(value) || !isAddressable(path[length] ?? ''))
      return { path: path.slice(0, length), value };
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
