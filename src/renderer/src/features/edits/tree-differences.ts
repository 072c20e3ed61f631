import { sameValue } from '#shared/edits/index.ts';
import type { JsonValue } from '#shared/model/index.ts';
import { isContainer } from '../metadata/json-words.ts';
import { type TreePath, valueAt } from '../metadata/tree-change.ts';

/** A place in which a tree is not what it was; `undefined`: nothing is, or was, there. */
export interface TreeDifference {
  readonly path: TreePath;
  readonly base: JsonValue | undefined;
  readonly now: JsonValue | undefined;
}

/** Where two trees differ, as deep as can be told: a list that grew or shrank differs as a whole. */
export function treeDifferences(
  base: JsonValue | undefined,
  now: JsonValue | undefined,
  path: TreePath = [],
): readonly TreeDifference[] {
  if (sameValue(base, now)) return [];
  if (base === undefined || now === undefined || !haveSameParts(base, now)) return [{ path, base, now }];
  const keys = new Set([...Object.keys(base as object), ...Object.keys(now as object)]);
  return [...keys].flatMap((key) =>
    treeDifferences(valueAt(base, [key]), valueAt(now, [key]), [...path, key]),
  );
}

function haveSameParts(one: JsonValue, other: JsonValue): boolean {
  if (!isContainer(one) || !isContainer(other)) return false;
  if (Array.isArray(one) || Array.isArray(other))
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length;
  return true;
}
