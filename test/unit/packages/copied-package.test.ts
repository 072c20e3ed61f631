import { expect, test } from 'vitest';
import type { Package } from '#shared/model/index.ts';
import { copiedPackage } from '#shared/packages/index.ts';

const source: Package = {
  ...{ connection: 'here', id: 'a', name: 'small', ramMb: 1, quotaGb: 1, cpuCap: null, cpuShares: null },
  ...{ maxSwapMb: null, blockSize: null, compression: null, zfsIoPriority: null, requirements: [] },
  metadata: {},
};

test('keys that no address can hold do not keep a copy from being finished, and are told before', () => {
  const metadata = { '..': 1, '': 2, '.': 3, '\ud800': 4, 'a/b': 5, constructor: 6 };
  const plan = copiedPackage({ package: { ...source, metadata }, raw: {} }, 'copy');
  expect(plan.metadata.map(({ path }) => path)).toEqual([['a/b'], ['constructor']]);
  expect(plan.notes).toContainEqual(expect.stringMatching(/left out: "\.\.", "", "\.", "\\ud800"\.$/));
  expect(copiedPackage({ package: source, raw: {} }, 'copy').notes).toEqual(['It gets an id of its own.']);
});

test('numbers that were rounded when they were read are told before, with their key', () => {
  const rounded = JSON.parse('{"ids": [12345678901234567890], "kept": [9007199254740991, 1e300, 0.1]}');
  const plan = copiedPackage({ package: { ...source, metadata: rounded }, raw: {} }, 'copy');
  expect(plan.notes).toContain(
    'Numbers that are too large to be kept exactly are copied rounded, in "ids" of its metadata.',
  );
});
