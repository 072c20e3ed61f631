import { sameValue } from '#shared/edits/index.ts';
import type { JsonValue, Package } from '#shared/model/index.ts';
import { leafAbove } from '#shared/packages/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { type Race, type RacedField, type Sides, yourFields } from '../edits/lost-race.ts';
import { treeDifferences } from '../edits/tree-differences.ts';
import { treeField } from '../edits/tree-fields.ts';
import {
  type JsonTree,
  pathsOfChange,
  pathWords,
  type TreeChange,
  type TreePath,
  valueAt,
  withChange,
} from '../metadata/tree-change.ts';

/** A change of a package's metadata that somebody else came before. */
export interface PackageRace extends Race {
  readonly change: TreeChange;
  /** The package as the service has it now. */
  readonly now: Package;
}

/** The change, key by key beside what the metadata has become since a person saw it as `base`. */
export function packageRace(base: JsonTree, wanted: TreeChange, now: Package): PackageRace {
  const change = besideLeaves(base, wanted, now.metadata);
  const paths = pathsOfChange(change);
  const after = withChange(base, change);
  const fields = paths.map((path) =>
    racedField(path, valueAt(base, path), valueAt(after, path), valueAt(now.metadata, path)),
  );
  const others = treeDifferences(base, now.metadata)
    .filter((each) => !paths.some((path) => beginsWith(each.path, path)))
    .map((each) => racedField(each.path, each.base, each.now, each.now));
  return { change, now, fields, others };
}

/** Each key is as it was, or as it is wanted already: there is nothing to decide. */
export function isUndisputed({ fields }: Race): boolean {
  return fields.every(({ state }) => state !== 'conflict');
}

/** What is left to send once it is decided, in the order that it was in. May be empty. */
export function decidedChange(race: PackageRace, sides: Sides): TreeChange {
  const yours = yourFields(race, sides);
  const isYours = (path: TreePath): boolean => yours.has(treeField(path));
  const { set, unset } = race.change;
  return { set: set.filter(({ path }) => isYours(path)), unset: unset.filter(isYours) };
}

/** What would be sent, in words; `undefined` where that is nothing. */
export function sentWords({ set, unset }: TreeChange): string | undefined {
  const words = [
    ...keyWords(
      set.map(({ path }) => path),
      '',
    ),
    ...keyWords(unset, 'the deletion of '),
  ];
  return words.length === 0 ? undefined : words.join(' and ');
}

function keyWords(paths: readonly TreePath[], before: string): readonly string[] {
  const [path] = paths;
  if (path === undefined) return [];
  return [`${before}${paths.length === 1 ? visibleText(pathWords(path)) : `${paths.length} keys`}`];
}

function racedField(
  path: TreePath,
  base: JsonValue | undefined,
  wanted: JsonValue | undefined,
  now: JsonValue | undefined,
): RacedField {
  const state = sameValue(now, wanted) ? 'same' : sameValue(now, base) ? 'clean' : 'conflict';
  return { field: treeField(path), base, wanted, now, state };
}

/**
 * Where somebody put a plain value in the place of an object, a key beneath it would take that away unsaid: it
 * becomes a question about the whole of it.
 */
function besideLeaves(base: JsonTree, change: TreeChange, now: JsonTree): TreeChange {
  const leaves = pathsOfChange(change).flatMap((path) => {
    const leaf = leafAbove(now, path);
    return leaf === undefined ? [] : [leaf];
  });
  if (leaves.length === 0) return change;
  const after = withChange(base, change);
  const whole = new Map(leaves.map((path) => [treeField(path), path]));
  const isApart = (path: TreePath): boolean => !leaves.some((leaf) => beginsWith(path, leaf));
  return {
    set: [
      ...change.set.filter(({ path }) => isApart(path)),
      ...[...whole.values()].map((path) => ({ path, value: valueAt(after, path) ?? {} })),
    ],
    unset: change.unset.filter(isApart),
  };
}

function beginsWith(path: TreePath, start: TreePath): boolean {
  return start.every((key, index) => path[index] === key);
}
