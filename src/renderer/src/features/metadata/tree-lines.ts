import type { JsonValue } from '#shared/model/index.ts';
import { childrenOf, leafText } from './json-words.ts';
import type { JsonTree, TreePath } from './tree-change.ts';

/** One row of the tree as it is on show. */
export interface TreeLine {
  /** The path as JSON: its own in the tree. */
  readonly key: string;
  readonly path: TreePath;
  readonly value: JsonValue;
  /** 1 at the root. */
  readonly level: number;
  /** Among its siblings on show, from 1, and how many those are. */
  readonly place: number;
  readonly siblings: number;
  /** Has parts; then whether they are on show. */
  readonly branch: boolean;
  readonly open: boolean;
  /** Its name is a place in a list. */
  readonly inList: boolean;
}

/** The lines on show, and how many of them are what was looked for. */
export interface TreeLines {
  readonly lines: readonly TreeLine[];
  readonly found: number;
}

/**
 * The tree as rows, from the top. With `find`, only what has it in its key or value stands there, with the
 * ways that lead to it, and what a person opens beneath it.
 */
export function treeLines(tree: JsonTree, expanded: ReadonlySet<string>, find = ''): TreeLines {
  const wanted = find.trim().toLowerCase();
  const walk: Walk = { expanded, wanted, found: 0 };
  const lines = linesBelow(walk, { path: [], key: '[]', value: tree, level: 0, within: wanted === '' });
  return { lines, found: walk.found };
}

interface Walk {
  readonly expanded: ReadonlySet<string>;
  readonly wanted: string;
  found: number;
}
interface Parent {
  readonly path: TreePath;
  readonly key: string;
  readonly value: JsonValue;
  readonly level: number;
  /** Everything in it may be shown: nothing is looked for, or it is what was. */
  readonly within: boolean;
}

function linesBelow(walk: Walk, parent: Parent): TreeLine[] {
  const { expanded, wanted } = walk;
  const inList = Array.isArray(parent.value);
  const shown: { line: Omit<TreeLine, 'place' | 'siblings'>; below: TreeLine[] }[] = [];
  for (const [name, value] of childrenOf(parent.value)) {
    const path = [...parent.path, name];
    const key = keyBelow(parent.key, name);
    const matches = wanted !== '' && `${name} ${leafText(value)}`.toLowerCase().includes(wanted);
    if (matches) walk.found += 1;
    const branch = childrenOf(value).length > 0;
    const opened = expanded.has(key);
    const within = parent.within || matches;
    const below =
      branch && (wanted !== '' || opened)
        ? linesBelow(walk, { path, key, value, level: parent.level + 1, within: opened && within })
        : [];
    if (!within && below.length === 0) continue;
    const line = { key, path, value, level: parent.level + 1, branch, open: below.length > 0, inList };
    shown.push({ line, below });
  }
  const lines: TreeLine[] = [];
  for (const [index, { line, below }] of shown.entries()) {
    lines.push({ ...line, place: index + 1, siblings: shown.length });
    // Not spread into `push`: there may be more than a call takes arguments.
    for (const each of below) lines.push(each);
  }
  return lines;
}

/** The key of a part: `["a"]` and `b` is `["a","b"]`. */
function keyBelow(key: string, name: string): string {
  return `${key.slice(0, -1)}${key === '[]' ? '' : ','}${JSON.stringify(name)}]`;
}

export function keyOfPath(path: TreePath): string {
  return JSON.stringify(path);
}

/** The keys of all branches with something in them, down to a depth, from a part of the tree on. */
export function branchKeys(
  tree: JsonValue,
  depth = Number.POSITIVE_INFINITY,
  at: TreePath = [],
): readonly string[] {
  const keys: string[] = [];
  const walk = (value: JsonValue, key: string, left: number): void => {
    if (left < 1) return;
    for (const [name, child] of childrenOf(value)) {
      if (childrenOf(child).length === 0) continue;
      const below = keyBelow(key, name);
      keys.push(below);
      walk(child, below, left - 1);
    }
  };
  walk(tree, keyOfPath(at), depth);
  return keys;
}
