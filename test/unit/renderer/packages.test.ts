import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { undoLast } from '../../../src/renderer/src/app/undo-stack.ts';
import { changeMetadata } from '../../../src/renderer/src/features/packages/change-metadata.ts';
import {
  EMPTY_PACKAGE,
  formLike,
  newPackageOf,
  packageProblems,
} from '../../../src/renderer/src/features/packages/package-form.ts';
import { shownPackages } from '../../../src/renderer/src/features/packages/package-list.ts';
import {
  chosenPackage,
  createPackage,
  loadPackages,
  removePackage,
  usePackagesStore,
} from '../../../src/renderer/src/features/packages/packages-store.ts';
import {
  formOfRequirement,
  newRequirement,
  requirementOf,
  requirementProblem,
} from '../../../src/renderer/src/features/packages/requirement-form.ts';
import { requirementWords } from '../../../src/renderer/src/features/packages/requirement-words.ts';
import { newPackage } from '../../../src/shared/contract/index.ts';
import { AppError } from '../../../src/shared/errors/index.ts';
import { REQUIREMENT_CONDITIONS } from '../../../src/shared/model/index.ts';
import { fakePackages, packageHandlers } from '../../fixtures/page-harness/fake-packages.ts';
import { eventually } from '../../support/eventually.ts';
import { openFakeSession } from './fake-session.ts';

const [database, ...plain] = fakePackages();
if (database === undefined) throw new Error('There is always a first.');
const names = (
  search: string,
  column: Parameters<typeof shownPackages>[2]['column'],
  direction: 'asc' | 'desc',
) => shownPackages(fakePackages(), search, { column, direction }).map(({ name }) => name);

describe('the list of packages', () => {
  test('is sorted by numbers as numbers; what is not said comes last either way', () => {
    expect(names('', 'ramMb', 'asc').slice(0, 3)).toEqual(['router', 'small', 'medium']);
    expect(names('', 'cpuCap', 'asc').at(-1)).toBe('router');
    expect(names('', 'cpuCap', 'desc').at(-1)).toBe('router');
  });

  test('is searched in names, rules and metadata', () => {
    expect(names('BUILD', 'name', 'asc')).toEqual(['build-runner']);
    expect(names('postgresql', 'name', 'asc')).toEqual(['database']);
    expect(names('free-memory more', 'name', 'asc')).toEqual(['database']);
    expect(names('small postgresql', 'name', 'asc')).toEqual([]);
  });
});

describe('the form of a new package', () => {
  test('asks for what every package needs, and for a name of its own', () => {
    expect(Object.keys(packageProblems(EMPTY_PACKAGE, []))).toEqual(['name', 'ramMb', 'quotaGb']);
    const small = { ...EMPTY_PACKAGE, name: ' small ', ramMb: 1024, quotaGb: 20 };
    expect(packageProblems(small, ['small'])).toEqual({ name: 'A package of this name is there already' });
    expect(packageProblems(small, [])).toEqual({});
    expect(newPackageOf(small)).toEqual({ name: 'small', ramMb: 1024, quotaGb: 20 });
  });

  test('begins from another package with all that it has, in the contract’s words', () => {
    const wanted = newPackageOf(formLike(database));
    expect(wanted).toMatchObject({ name: 'database-2', blockSize: 8192, compression: 'off', cpuCap: 400 });
    expect(wanted.requirements).toEqual(database.requirements);
    expect(newPackage.safeParse(wanted).success).toBe(true);
  });
});

const operand = fc.oneof(fc.integer(), fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/));
const compared = fc.record({
  weight: fc.constantFrom<'must' | 'cant' | 7>('must', 'cant', 7),
  attribute: fc.constantFrom('hostname', 'resources.free-memory'),
  condition: fc.constantFrom(...REQUIREMENT_CONDITIONS),
  value: operand,
});

describe('a rule', () => {
  test('survives being shown as a row', () => {
    fc.assert(
      fc.property(compared, (rule) => {
        const several = ['subset', 'superset', 'disjoint'].includes(rule.condition);
        const known = several ? { ...rule, value: [rule.value, 'other'] } : rule;
        expect(requirementOf(formOfRequirement(known, 'k'))).toEqual(known);
      }),
    );
    const scale = { weight: 'scale', attribute: 'pools.zones.free', low: 0, high: 10 } as const;
    const random = { weight: 'random', low: 1, high: 5 } as const;
    expect(requirementOf(formOfRequirement(scale, 'k'))).toEqual(scale);
    expect(requirementOf(formOfRequirement(random, 'k'))).toEqual(random);
  });

  test('says what it lacks', () => {
    const row = newRequirement();
    expect(requirementProblem(row)).toBe('Which attribute?');
    expect(requirementProblem({ ...row, attribute: 'hostname' })).toBe('Compared with what?');
    expect(requirementProblem({ ...row, kind: 'random', low: 5, high: 1 })).toBe(
      'The first number is the smaller one',
    );
    expect(requirementProblem({ ...row, kind: 'random' })).toBeUndefined();
  });

  test('is said in words; one of an unknown kind stays what it is', () => {
    expect(database.requirements.map(requirementWords)).toEqual([
      'Must: resources.free-memory is more than 8192',
      'Must not: hostname is exactly rack-03',
      'Prefer by pools.zones.free, scaled from 0 to 10',
    ]);
    expect(requirementWords({ attribute: 'a', condition: '=<', value: [1, 'b'] })).toBe(
      'Must: a is at most 1, b',
    );
    expect(requirementWords({ weight: { odd: true } })).toBe('{"weight":{"odd":true}}');
    expect(requirementWords('text')).toBe('"text"');
  });
});

describe('the packages of a cloud', () => {
  const shelf = () => usePackagesStore.getState().shelves['smart-rack'];
  beforeEach(() => usePackagesStore.setState({ shelves: {}, chosen: undefined, document: undefined }));

  test('a question that fails keeps the rows and says since when they are', async () => {
    openFakeSession(packageHandlers('package-error'));
    await loadPackages(['smart-rack']);
    expect(shelf()?.packages).toHaveLength(plain.length + 1);
    await loadPackages(['smart-rack']);
    expect(shelf()).toMatchObject({ loading: false, error: { code: 'UNAVAILABLE' } });
    expect(shelf()?.packages).toHaveLength(plain.length + 1);
    expect(shelf()?.loadedAt).toBeDefined();
  });

  test('a new one is chosen, changed and deleted without reading the list again', async () => {
    openFakeSession(packageHandlers('full'));
    await loadPackages(['smart-rack']);
    await createPackage('smart-rack', { name: 'tiny', ramMb: 256, quotaGb: 5 });
    const made = chosenPackage(usePackagesStore.getState());
    if (made === undefined) throw new Error('It should be chosen.');
    expect(made.name).toBe('tiny');
    await changeMetadata(made, { set: [{ path: ['ui', 'notes'], value: ['x'] }], unset: [] }, made.metadata);
    expect(chosenPackage(usePackagesStore.getState())?.metadata).toEqual({ ui: { notes: ['x'] } });
    await removePackage(made);
    expect(chosenPackage(usePackagesStore.getState())).toBeUndefined();
    expect(shelf()?.packages?.some(({ name }) => name === 'tiny')).toBe(false);
  });

  test('every change says what was seen, and so does its way back', async () => {
    const sent: unknown[] = [];
    const handlers = packageHandlers('full');
    const own = handlers['packages.metadata'];
    openFakeSession({
      ...handlers,
      'packages.metadata': async (params, context) => {
        sent.push(params.seen);
        if (sent.length === 3)
          throw new AppError('CONFLICT', 'Somebody changed it.', {
            operation: 'packages.metadata',
            hint: 'a was 2 and is now 3.',
            context: { written: 0 },
          });
        return own?.(params, context) ?? expect.fail();
      },
    });
    await loadPackages(['smart-rack']);
    await createPackage('smart-rack', { name: 'watched', ramMb: 256, quotaGb: 5 });
    const made = chosenPackage(usePackagesStore.getState()) ?? expect.fail();
    await changeMetadata(made, { set: [{ path: ['a'], value: 2 }], unset: [] }, made.metadata);
    undoLast();
    await eventually(() => expect(chosenPackage(usePackagesStore.getState())?.metadata).toEqual({}));
    expect(sent).toEqual([[{ path: ['a'] }], [{ path: ['a'], value: 2 }]]);
    const begun = { a: 1 };
    const outcome = await changeMetadata(made, { set: [{ path: ['a'], value: 4 }], unset: [] }, begun);
    // What the person went by, not what came in while they were typing.
    expect(sent[2]).toEqual([{ path: ['a'], value: 1 }]);
    expect(outcome).toMatchObject({
      left: { set: [{ path: ['a'], value: 4 }] },
      reason: 'Somebody changed it. a was 2 and is now 3.',
    });
  });
});
