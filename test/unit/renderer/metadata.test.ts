import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyEdit, slashProblem } from '../../../src/renderer/src/features/inspector/property-tree.ts';
import {
  draftOf,
  jsonType,
  parseDraft,
  typeWord,
} from '../../../src/renderer/src/features/metadata/json-words.ts';
import {
  inverseChange,
  type JsonTree,
  removeChange,
  setChange,
  type TreeChange,
  type TreePath,
  valueAt,
} from '../../../src/renderer/src/features/metadata/tree-change.ts';
import { metadataPath } from '../../../src/shared/contract/index.ts';
import type { JsonValue } from '../../../src/shared/model/index.ts';

/** What a service does with a change: one key a request, by its way through objects (fifo.md §4). */
function apply(tree: JsonTree, { set, unset }: TreeChange): JsonTree {
  let next = tree;
  for (const { path, value } of set) next = put(next, path, value);
  for (const path of unset) next = put(next, path, undefined);
  return next;
}

function put(tree: JsonTree, [key = '', ...rest]: TreePath, value: JsonValue | undefined): JsonTree {
  const { [key]: held, ...others } = tree;
  if (rest.length > 0) return { ...tree, [key]: put((held ?? {}) as JsonTree, rest, value) };
  return value === undefined ? others : { ...tree, [key]: value };
}

const tree: JsonTree = {
  ui: {
    notes: [
      { text: 'one', at: 1 },
      { text: 'two', at: 2 },
    ],
    colour: 'teal',
  },
  pinned: true,
};
const keys = fc.constantFrom('a', 'b', 'c/d', 'e f');
const trees = fc.letrec<{ tree: JsonTree; value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonValue>(1, 'x', null, true),
    tie('tree'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  tree: fc.dictionary(keys, tie('value'), { maxKeys: 3, noNullPrototype: true }),
}));

function pathsOf(value: JsonValue, at: TreePath = []): readonly TreePath[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const path = [...at, key];
    return [path, ...pathsOf(child as JsonValue, path)];
  });
}

describe('a change of a tree', () => {
  test('goes by keys; a list is sent as a whole', () => {
    expect(setChange(tree, ['ui', 'colour'], 'red')).toEqual({
      set: [{ path: ['ui', 'colour'], value: 'red' }],
      unset: [],
    });
    expect(setChange(tree, ['ui', 'notes', '1', 'at'], 3).set).toEqual([
      {
        path: ['ui', 'notes'],
        value: [
          { text: 'one', at: 1 },
          { text: 'two', at: 3 },
        ],
      },
    ]);
    expect(setChange(tree, ['ui', 'notes', '2'], 'three').set[0]?.value).toHaveLength(3);
    expect(removeChange(tree, ['ui', 'notes', '0']).set).toEqual([
      { path: ['ui', 'notes'], value: [{ text: 'two', at: 2 }] },
    ]);
    expect(removeChange(tree, ['pinned'])).toEqual({ set: [], unset: [['pinned']] });
  });

  test('does what it says, and its inverse gives the tree back, at any depth', () => {
    fc.assert(
      fc.property(trees.tree, fc.nat(), fc.boolean(), (any, pick, removes) => {
        const paths = pathsOf(any);
        const path = paths[pick % Math.max(1, paths.length)] ?? ['new'];
        const change = removes && paths.length > 0 ? removeChange(any, path) : setChange(any, path, 'set');
        const after = apply(any, change);
        if (change.unset.length === 0 && !removes) expect(valueAt(after, path)).toBe('set');
        expect(apply(after, inverseChange(any, change))).toEqual(any);
        for (const { path: sent } of change.set) expect(metadataPath.safeParse(sent).success).toBe(true);
      }),
    );
  });

  test('of an image goes by ways with slashes, and around keys that have some', () => {
    const properties = { ui: { 'a/b': { c: 1, d: 2 }, plain: 1 } };
    expect(propertyEdit(properties, setChange(properties, ['ui', 'plain'], 2))).toEqual({
      setProperties: { 'ui/plain': 2 },
    });
    expect(propertyEdit(properties, setChange(properties, ['ui', 'a/b', 'c'], 9))).toEqual({
      setProperties: { ui: { 'a/b': { c: 9, d: 2 }, plain: 1 } },
    });
    expect(propertyEdit(properties, removeChange(properties, ['ui', 'a/b', 'c']))).toEqual({
      setProperties: { ui: { 'a/b': { d: 2 }, plain: 1 } },
    });
    expect(propertyEdit(properties, removeChange(properties, ['ui', 'plain']))).toEqual({
      unsetProperties: ['ui/plain'],
    });
    expect(slashProblem('a/b')).toMatch(/slash/);
  });
});

describe('a value as typed', () => {
  test('is read back as it was', () => {
    fc.assert(
      fc.property(trees.value, (value) => {
        expect(parseDraft(jsonType(value), draftOf(value))).toEqual({ value });
      }),
    );
  });

  test('is refused with the reason', () => {
    expect(parseDraft('number', 'many')).toEqual({ problem: 'It is not a number' });
    expect(parseDraft('number', '1e999')).toEqual({ problem: 'It is too large for a number' });
    expect(parseDraft('number', '0x10')).toEqual({ problem: 'It is not a number' });
    expect(parseDraft('number', '9007199254740993')).toEqual({
      problem: 'It is too large to be kept exactly: make it a text',
    });
    expect(parseDraft('list', '{}')).toEqual({ problem: 'A list begins with [' });
    expect(parseDraft('object', '{"__proto__":{}}')).toEqual({ problem: 'A key cannot be named __proto__' });
    expect(parseDraft('object', '{')).toEqual({ problem: 'It is not JSON' });
  });

  test('says its type', () => {
    expect(['x', 1, true, null, [1], { a: 1, b: 2 }].map(typeWord)).toEqual([
      'text',
      'number',
      'true/false',
      'null',
      '1 item',
      '2 keys',
    ]);
  });
});
