import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyPath } from '../../../src/main/hosts/cli/json-argument.ts';
import { parseDraft } from '../../../src/renderer/src/features/metadata/json-words.ts';
import {
  changeWords,
  type JsonTree,
  keyPathText,
  leftOf,
  pasteChange,
  pathsOfChange,
  removeChange,
  renameChange,
  setChange,
  splitChange,
  valueAt,
} from '../../../src/renderer/src/features/metadata/tree-change.ts';
import { treeKey } from '../../../src/renderer/src/features/metadata/tree-keys.ts';
import { branchKeys, keyOfPath, treeLines } from '../../../src/renderer/src/features/metadata/tree-lines.ts';
import {
  addressProblem,
  unsendable,
} from '../../../src/renderer/src/features/packages/unsendable-metadata.ts';
import { bigPackage } from '../../fixtures/page-harness/fake-packages.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';

const tree: JsonTree = {
  ui: { notes: [{ text: 'one' }, { text: 'two' }], colour: 'teal' },
  'a/b': { deep: { deeper: null } },
  pinned: true,
};
const all = new Set(branchKeys(tree));
const names = (find?: string, expanded = all) =>
  treeLines(tree, expanded, find).lines.map(({ path }) => path.join('.'));

describe('a key that is renamed', () => {
  test('is set with its whole value first, and the old one removed after', () => {
    expect(renameChange(tree, ['ui', 'colour'], 'paint', 'teal')).toEqual({
      set: [{ path: ['ui', 'paint'], value: 'teal' }],
      unset: [['ui', 'colour']],
    });
  });

  test('within a list goes in one request, since a list is sent as a whole', () => {
    const change = renameChange(tree, ['ui', 'notes', '1', 'text'], 'words', 'two');
    expect(change).toEqual({
      set: [{ path: ['ui', 'notes'], value: [{ text: 'one' }, { words: 'two' }] }],
      unset: [],
    });
  });
});

describe('a key that no address can have', () => {
  const odd: JsonTree = { a: { '': { b: 1 }, '..': 2, c: 3 }, '.': 4 };

  test('is sent with the object around it', () => {
    expect(setChange(odd, ['a', '', 'b'], 5)).toEqual({
      set: [{ path: ['a'], value: { '': { b: 5 }, '..': 2, c: 3 } }],
      unset: [],
    });
    expect(removeChange(odd, ['a', '..'])).toEqual({
      set: [{ path: ['a'], value: { '': { b: 1 }, c: 3 } }],
      unset: [],
    });
    expect(renameChange(odd, ['a', ''], 'named', { b: 1 }).set).toEqual([
      { path: ['a'], value: { '..': 2, c: 3, named: { b: 1 } } },
    ]);
    expect(setChange(odd, ['a', 'c'], 4).set).toEqual([{ path: ['a', 'c'], value: 4 }]);
  });

  test('is refused with a word where nothing is around it', () => {
    const reason = 'Project-FiFo cannot address a key that is called "."';
    expect(addressProblem('.')).toBe(reason);
    expect(unsendable(removeChange(odd, ['.']), odd)).toBe(`${reason}. Nothing was sent.`);
    expect(unsendable(renameChange(odd, ['.'], 'dot', 4), odd)).toBe(`${reason}. Nothing was sent.`);
  });
});

describe('a value that would be changed on its way', () => {
  test('is refused where it is typed: rounded numbers, swallowed keys, no end of nesting', () => {
    const problem = (text: string) => {
      const parsed = parseDraft('object', text);
      return 'problem' in parsed ? parsed.problem : undefined;
    };
    expect(problem('{"n": [12345678901234567890]}')).toMatch(/too large to be kept exactly/);
    expect(problem('{"n": [9007199254740991, 1e300, 0.1, "12345678901234567890"]}')).toBeUndefined();
    expect(problem('{"a": {"__proto__": 1}}')).toBe('A key cannot be named __proto__');
    expect(problem(`${'{"a":'.repeat(64)}1${'}'.repeat(64)}`)).toBeUndefined();
    expect(problem(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)).toBe('It nests more than 64 levels');
  });

  test('is neither moved nor deleted where Undo could not bring it back', () => {
    const large: JsonTree = { held: [12345678901234567890n].map(Number), plain: 1 };
    expect(unsendable(renameChange(large, ['held'], 'kept', large['held'] ?? null), large)).toMatch(
      /^A number in kept is too large/,
    );
    expect(unsendable(removeChange(large, ['held']), large)).toMatch(/Undo could not bring it back/);
    const trap = JSON.parse('{"trap": {"__proto__": 1, "beside": 2}}') as JsonTree;
    expect(unsendable(removeChange(trap, ['trap']), trap)).toMatch(/a key named __proto__/);
    expect(unsendable(setChange(trap, ['trap', 'beside'], 3), trap)).toBeUndefined();
    expect(unsendable(setChange(large, ['plain'], 2), large)).toBeUndefined();
  });
});

describe('several keys at once', () => {
  test('are a request each, and one request within a list', () => {
    expect(pathsOfChange(pasteChange(tree, ['ui'], { a: 1, b: null }))).toEqual([
      ['ui', 'a'],
      ['ui', 'b'],
    ]);
    expect(pasteChange(tree, ['ui', 'notes', '0'], { b: 2 }).set).toEqual([
      { path: ['ui', 'notes'], value: [{ text: 'one', b: 2 }, { text: 'two' }] },
    ]);
  });

  test('are split where the service stopped, removals last', () => {
    const change = {
      set: [
        { path: ['a'], value: 1 },
        { path: ['b'], value: 2 },
      ],
      unset: [['c'], ['d']],
    };
    for (let count = 0; count <= 4; count += 1) {
      const { written, left } = splitChange(change, count);
      expect(pathsOfChange(written).map(String)).toEqual(['a', 'b', 'c', 'd'].slice(0, count));
      expect(pathsOfChange(left).map(String)).toEqual(['a', 'b', 'c', 'd'].slice(count));
    }
  });

  test('of which some are there already leave the rest', () => {
    const change = {
      set: [
        { path: ['pinned'], value: true },
        { path: ['b'], value: 2 },
      ],
      unset: [['x'], ['ui']],
    };
    expect(leftOf(change, tree)).toEqual({ set: [{ path: ['b'], value: 2 }], unset: [['ui']] });
  });
});

test('what was done is said in a few words', () => {
  expect(changeWords(renameChange(tree, ['ui', 'colour'], 'paint', 'x'))).toBe(
    'ui / colour renamed to paint',
  );
  expect(changeWords({ set: [], unset: [['ui']] })).toBe('ui deleted');
  expect(changeWords(pasteChange(tree, [], { a: 1, b: 2 }))).toBe('2 keys set');
});

test('a copied path is what the command line takes', () => {
  const keys = fc.array(
    fc.string({ minLength: 1, maxLength: 12 }).filter((key) => key !== '__proto__'),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(keys, (path) => {
      expect(keyPath(keyPathText(path))).toEqual(path);
    }),
  );
});

describe('the lines of a tree', () => {
  test('are what is open, each with its place among its siblings', () => {
    expect(names(undefined, new Set())).toEqual(['ui', 'a/b', 'pinned']);
    const { lines } = treeLines(tree, all);
    expect(lines.map(({ path }) => valueAt(tree, path))).toEqual(lines.map(({ value }) => value));
    expect(lines.find(({ path }) => path.join('.') === 'ui.notes.1')).toMatchObject({
      ...{ level: 3, place: 2, siblings: 2, inList: true, branch: true, open: true },
      key: keyOfPath(['ui', 'notes', '1']),
    });
  });

  test('found are in sight with the way that leads to them', () => {
    expect(names('two', new Set())).toEqual(['ui', 'ui.notes', 'ui.notes.1', 'ui.notes.1.text']);
    expect(treeLines(tree, new Set(), 'TEXT').found).toBe(2);
    expect(names('no such thing')).toEqual([]);
  });

  test('are moved through, opened and left by the keys of a tree', () => {
    const { lines } = treeLines(tree, new Set([keyOfPath(['ui'])]));
    const press = (key: string, at: number) =>
      treeKey({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }, lines, at);
    expect(lines.map(({ path }) => path.at(-1))).toEqual(['ui', 'notes', 'colour', 'a/b', 'pinned']);
    expect(press('ArrowRight', 0)).toEqual({ go: 1 });
    expect(press('ArrowRight', 1)).toEqual({ open: true });
    expect(press('ArrowLeft', 2)).toEqual({ go: 0 });
    expect(press('ArrowLeft', 0)).toEqual({ open: false });
    expect(press('ArrowLeft', 3)).toBeUndefined();
    expect(press('End', 0)).toEqual({ go: 4 });
    expect(press('ArrowDown', 4)).toEqual({ go: 4 });
  });

  test('of ten thousand keys are reckoned in a moment', async () => {
    const { metadata } = bigPackage();
    const tookMs = await cpuMsOf(() => {
      const { lines } = treeLines(metadata, new Set(branchKeys(metadata)));
      expect(lines).toHaveLength(100 + 9900);
      // unit-42-7 and unit-42-70 to unit-42-79, and what holds them.
      expect(treeLines(metadata, new Set(), 'unit-42-7').lines).toHaveLength(12);
    });
    // A quarter of a second is generous; copying on each step would take minutes.
    expect(tookMs).toBeLessThan(250);
  });
});
