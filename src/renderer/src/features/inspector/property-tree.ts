import type { Image, ImageEdit, JsonValue } from '#shared/model/index.ts';
import { type TreeChange, type TreePath, valueAt } from '../metadata/tree-change.ts';

type Properties = Image['properties'];

/**
 * A change of the tree as an edit of an image, whose keys are ways with slashes. A key with a slash of its own
 * cannot be part of such a way: then the value around it is sent as a whole.
 */
export function propertyEdit(properties: Properties, change: TreeChange): ImageEdit {
  const set: Record<string, JsonValue> = {};
  const unset: string[] = [];
  for (const { path, value } of change.set) {
    const way = reachable(path);
    set[keyOf(way)] = changedAt(valueAt(properties, way), path.slice(way.length), value);
  }
  for (const path of change.unset) {
    const way = reachable(path);
    if (way.length === path.length) unset.push(keyOf(way));
    else set[keyOf(way)] = changedAt(valueAt(properties, way), path.slice(way.length), undefined);
  }
  return {
    ...(Object.keys(set).length > 0 ? { setProperties: set } : {}),
    ...(unset.length > 0 ? { unsetProperties: unset } : {}),
  };
}

/** Why a new key cannot be. */
export function slashProblem(key: string): string | undefined {
  return key.includes('/') ? 'A key cannot have a slash here' : undefined;
}

/** The longest beginning of a path whose keys have no slash; a first key stands alone as it is. */
function reachable(path: TreePath): TreePath {
  if (path[0]?.includes('/')) return path.slice(0, 1);
  const stop = path.findIndex((key) => key.includes('/'));
  return stop < 0 ? path : path.slice(0, stop);
}

function keyOf(path: TreePath): string {
  return path.join('/');
}

function changedAt(
  held: JsonValue | undefined,
  [key, ...rest]: TreePath,
  value: JsonValue | undefined,
): JsonValue {
  if (key === undefined) return value ?? null;
  const parts = typeof held === 'object' && held !== null && !Array.isArray(held) ? held : {};
  const { [key]: below, ...others } = parts as Properties;
  if (rest.length === 0 && value === undefined) return others;
  return { ...parts, [key]: changedAt(below, rest, value) };
}
