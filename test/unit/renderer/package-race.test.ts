import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { treeDifferences } from '../../../src/renderer/src/features/edits/tree-differences.ts';
import { partWords, pathOfField, treeField } from '../../../src/renderer/src/features/edits/tree-fields.ts';
import {
  type JsonTree,
  removeChange,
  renameChange,
  setChange,
  valueAt,
  withChange,
} from '../../../src/renderer/src/features/metadata/tree-change.ts';
import {
  decidedChange,
  isUndisputed,
  packageRace,
  sentWords,
} from '../../../src/renderer/src/features/packages/package-race.ts';
import type { JsonValue, Package } from '../../../src/shared/model/index.ts';
import { fakePackages } from '../../fixtures/page-harness/fake-packages.ts';

const packageWith = (metadata: JsonTree): Package => {
  const [first] = fakePackages();
  if (first === undefined) throw new Error('There is always a first.');
  return { ...first, metadata };
};
const base: JsonTree = { ui: { colour: 'teal', size: 1 }, kept: true, list: [1, 2] };
const side = (path: readonly string[], which: 'yours' | 'theirs') => ({ [treeField(path)]: which });

describe('a change of metadata that somebody else came before', () => {
  test('is a question only where both changed the same key to different values', () => {
    const change = {
      set: [
        { path: ['ui', 'colour'], value: 'blue' },
        { path: ['ui', 'size'], value: 2 },
        { path: ['fresh'], value: null },
      ],
      unset: [['kept']],
    };
    const race = packageRace(
      base,
      change,
      packageWith({ ui: { colour: 'red', size: 2 }, kept: true, list: [1, 3] }),
    );
    expect(race.fields.map(({ state }) => state)).toEqual(['conflict', 'same', 'clean', 'clean']);
    expect(race.fields[0]).toMatchObject({ base: 'teal', wanted: 'blue', now: 'red' });
    expect(race.others.map(({ field }) => pathOfField(field))).toEqual([['list', '1']]);
    expect(isUndisputed(race)).toBe(false);
    const theirs = decidedChange(race, side(['ui', 'colour'], 'theirs'));
    expect(theirs).toEqual({ set: [{ path: ['fresh'], value: null }], unset: [['kept']] });
    expect(sentWords(theirs)).toBe('fresh and the deletion of kept');
    expect(decidedChange(race, side(['ui', 'colour'], 'yours')).set[0]).toEqual(change.set[0]);
  });

  test('of a branch that is deleted or renamed asks where anything beneath it changed', () => {
    const now = packageWith({ ...base, ui: { colour: 'teal', size: 9 } });
    const race = packageRace(base, removeChange(base, ['ui']), now);
    expect(race.fields).toEqual([
      {
        field: treeField(['ui']),
        base: base['ui'],
        wanted: undefined,
        now: now.metadata['ui'],
        state: 'conflict',
      },
    ]);
    expect(partWords(base['ui'], now.metadata['ui'])).toBe('size is 9');
    const renamed = packageRace(base, renameChange(base, ['ui'], 'view', base['ui'] ?? null), now);
    expect(renamed.fields.map(({ state }) => state)).toEqual(['clean', 'conflict']);
    // Their branch stays, and the new name has what was seen.
    expect(decidedChange(renamed, side(['ui'], 'theirs'))).toMatchObject({ unset: [] });
  });

  test('beneath what is a plain value by now is a question about the whole, not a silent end of it', () => {
    const now = packageWith({ ...base, ui: 'off' });
    const race = packageRace(base, setChange(base, ['ui', 'fresh'], 1), now);
    expect(race.fields).toEqual([
      {
        field: treeField(['ui']),
        ...{ base: base['ui'], wanted: { colour: 'teal', size: 1, fresh: 1 }, now: 'off', state: 'conflict' },
      },
    ]);
    expect(decidedChange(race, side(['ui'], 'theirs'))).toEqual({ set: [], unset: [] });
    expect(sentWords({ set: [], unset: [] })).toBeUndefined();
  });

  test('tells a value that is null from none, and a text from a number', () => {
    const before = { a: null, b: 5 };
    const change = { set: [{ path: ['b'], value: '5' }], unset: [['a']] };
    const race = packageRace(before, change, packageWith({ b: 6 }));
    expect(race.fields.map(({ state }) => state)).toEqual(['conflict', 'same']);
  });
});

const json: fc.Arbitrary<JsonValue> = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;
const trees = fc.dictionary(
  fc.string({ maxLength: 3 }).filter((key) => key !== '__proto__'),
  json,
  {
    maxKeys: 4,
  },
) as fc.Arbitrary<JsonTree>;

test('the differences of two trees are all that makes one of the other', () => {
  fc.assert(
    fc.property(trees, trees, (one, other) => {
      const parts = treeDifferences(one, other);
      for (const { path, base: before, now } of parts) {
        expect(valueAt(one, path)).toEqual(before);
        expect(valueAt(other, path)).toEqual(now);
      }
      const change = {
        set: parts.flatMap(({ path, now }) => (now === undefined ? [] : [{ path, value: now }])),
        unset: parts.filter(({ now }) => now === undefined).map(({ path }) => path),
      };
      expect(withChange(one, change)).toEqual(other);
    }),
  );
});
