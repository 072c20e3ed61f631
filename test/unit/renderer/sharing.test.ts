import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { useConnectionsStore } from '../../../src/renderer/src/features/connections/connections-store.ts';
import {
  blockBounds,
  FIXED_COLUMNS,
  moveInGrid,
} from '../../../src/renderer/src/features/sharing/grid-moves.ts';
import { createRowMaker } from '../../../src/renderer/src/features/sharing/matrix-rows.ts';
import {
  type ColumnSources,
  columnGroups,
  columnTitle,
  memberColumns,
} from '../../../src/renderer/src/features/sharing/member-columns.ts';
import { changeable, countUnknown } from '../../../src/renderer/src/features/sharing/plan-actions.ts';
import {
  addedBefore,
  countChanges,
  inverseOf,
  membersAfter,
  NO_PLAN,
  planCells,
  prunePlan,
} from '../../../src/renderer/src/features/sharing/share-plan.ts';
import { ownShares } from '../../../src/renderer/src/features/sharing/shared-by-me.ts';
import {
  assertOneWish,
  planTogether,
  previewsTogether,
  subjectOf,
} from '../../../src/renderer/src/features/sharing/shared-places.ts';
import {
  cellLabel,
  cellState,
  rowFacts,
  willSee,
} from '../../../src/renderer/src/features/sharing/sharing-cells.ts';
import { NEVER_SEEN } from '../../../src/renderer/src/features/sharing/sharing-store.ts';
import type {
  Capabilities,
  ConnectionState,
  Image,
  Member,
  Partner,
} from '../../../src/shared/model/index.ts';
import { partnersOf } from '../../../src/shared/partners/index.ts';
import { FAKE_CAPABILITIES } from '../../fixtures/page-harness/fake-capabilities.ts';
import { fakeConnections } from '../../fixtures/page-harness/fake-connections.ts';
import { imageOf } from './images.ts';

const memberOf = (memberId: string, patch: Partial<Member> = {}): Member => ({
  memberId,
  name: null,
  status: 'accepted',
  canShare: null,
  createdAt: null,
  ...patch,
});
const glance = FAKE_CAPABILITIES.glance;
const shared = imageOf({ visibility: 'shared', owner: glance.account });
const facts = (image: Image, kind: 'glance' | 'plankton' = 'glance', now?: Capabilities) =>
  rowFacts({ image, kind, known: FAKE_CAPABILITIES[kind], now: now ?? FAKE_CAPABILITIES[kind] });

beforeEach(() => {
  useConnectionsStore.setState({ list: [...fakeConnections(Date.now(), {})] });
});

describe('what is planned', () => {
  const ids = fc.constantFrom<string>('ann', 'bob', 'cy', 'dot');
  const sets = fc.uniqueArray(ids).map((members) => new Set(members));

  test('a second press takes the first back, whatever was planned for others', () => {
    fc.assert(
      fc.property(sets, sets, ids, (present, others, member) => {
        const cells = (some: Iterable<string>) =>
          [...some].map((memberId) => ({ image: shared, memberId, present: present.has(memberId) }));
        others.delete(member);
        const before = planCells(NO_PLAN, cells(others), true);
        const once = planCells(before, cells([member]), !present.has(member));
        expect(countChanges(once)).toBe(countChanges(before) + 1);
        expect(planCells(once, cells([member]), present.has(member))).toEqual(before);
      }),
    );
  });

  test('the inverse of what was done gives the members of the start', () => {
    fc.assert(
      fc.property(sets, fc.array(fc.tuple(ids, fc.boolean())), (present, wishes) => {
        const plan = wishes.reduce(
          (held, [memberId, wanted]) =>
            planCells(held, [{ image: shared, memberId, present: present.has(memberId) }], wanted),
          NO_PLAN,
        );
        for (const { image, add, remove } of plan.values()) {
          const after = membersAfter(present, { add, remove });
          const back = inverseOf({
            image,
            alike: [],
            planned: 1,
            place: undefined,
            added: [...add],
            removed: [...remove],
            madeShared: false,
          });
          expect(membersAfter(after, back)).toEqual(present);
        }
      }),
    );
  });

  test('it ends as the last wish for each member said, and nothing that is so already is sent', () => {
    fc.assert(
      fc.property(sets, fc.array(fc.tuple(ids, fc.boolean())), (present, wishes) => {
        const plan = wishes.reduce(
          (held, [memberId, wanted]) =>
            planCells(held, [{ image: shared, memberId, present: present.has(memberId) }], wanted),
          NO_PLAN,
        );
        const [planned] = plan.values();
        const after = planned === undefined ? present : membersAfter(present, planned);
        for (const [memberId, wanted] of new Map(wishes)) expect(after.has(memberId)).toBe(wanted);
        for (const member of planned?.add ?? []) expect(present.has(member)).toBe(false);
        for (const member of planned?.remove ?? []) expect(present.has(member)).toBe(true);
      }),
    );
  });

  test('what somebody else did meanwhile is no change any more', () => {
    const plan = planCells(
      planCells(NO_PLAN, [{ image: shared, memberId: 'ann', present: false }], true),
      [{ image: shared, memberId: 'bob', present: true }],
      false,
    );
    const pruned = (...members: readonly string[]) =>
      prunePlan(plan, new Map([['lab/a1', new Set(members)]]));
    expect(pruned('bob')).toBe(plan);
    expect(countChanges(pruned('bob'))).toBe(2);
    expect(countChanges(pruned('ann', 'bob'))).toBe(1);
    expect(pruned('ann').size).toBe(0);
  });

  test('only an image that became shared by the change becomes private again', () => {
    const done = { image: shared, alike: [], planned: 1, place: undefined, added: ['ann'], removed: ['bob'] };
    expect(inverseOf({ ...done, madeShared: true })).toEqual({
      image: shared,
      alike: [],
      planned: 1,
      add: ['bob'],
      remove: ['ann'],
      makePrivate: true,
    });
    expect(inverseOf({ ...done, madeShared: false }).makePrivate).toBe(false);
  });

  test('after a failure half way only what was really added counts', () => {
    expect(addedBefore(['ann', 'bob', 'cy'], new Set(['ann']), false)).toEqual(['ann']);
    expect(addedBefore(['ann', 'bob', 'cy'], new Set(), false)).toEqual([]);
    // It stopped at Bob because somebody else had added him.
    expect(addedBefore(['ann', 'bob', 'cy'], new Set(['ann', 'bob']), true)).toEqual(['ann']);
  });
});

describe('the columns', () => {
  const among = (partners: readonly Partner[]) => (connection: string) =>
    partnersOf(partners, connection, []);
  const sources = (patch: Partial<ColumnSources>): ColumnSources => ({
    images: [{ connection: 'lab', id: 'a1' }],
    membersOf: () => [],
    partnersOf: () => [],
    added: [],
    clouds: ['prod-eu', 'lab'],
    accounts: {},
    ...patch,
  });

  test('are the members of all images and the partners of their clouds, each once', () => {
    const columns = memberColumns(
      sources({
        images: [
          { connection: 'lab', id: 'a1' },
          { connection: 'lab', id: 'a2' },
          { connection: 'prod-eu', id: 'b1' },
        ],
        membersOf: ({ id }) => [memberOf(id === 'a1' ? 'p1' : 'p2')],
        partnersOf: among([
          { memberId: 'p1', name: 'web-team', color: 3, connection: 'lab' },
          { memberId: 'p9', name: 'acme', color: 1, connection: 'prod-eu' },
          { memberId: 'p8', name: 'elsewhere', color: 1, connection: 'okeanos' },
        ]),
      }),
    );
    expect(columns.map(({ key, name }) => `${key} ${name ?? ''}`)).toEqual([
      'prod-eu/p9 acme',
      'prod-eu/p2 ',
      'lab/p1 web-team',
      'lab/p2 ',
    ]);
    expect(columnGroups(columns)).toEqual([
      { connection: 'prod-eu', first: 0, count: 2 },
      { connection: 'lab', first: 2, count: 2 },
    ]);
  });

  test('a partner of any cloud stands in each, but nobody shares with themselves', () => {
    const columns = memberColumns(
      sources({
        images: [
          { connection: 'lab', id: 'a1' },
          { connection: 'prod-eu', id: 'b1' },
        ],
        partnersOf: among([{ memberId: 'me', name: 'us', color: 0, connection: null }]),
        accounts: { lab: 'me' },
      }),
    );
    expect(columns.map(({ key }) => key)).toEqual(['prod-eu/me']);
  });

  test("the own name goes before the service's, and an id alone is shortened", () => {
    const name = (column: { name: string | undefined; memberId: string } | undefined) =>
      column && columnTitle(column);
    const [named] = memberColumns(sources({ membersOf: () => [memberOf('u1', { name: 'Bob' })], added: [] }));
    expect(name(named)).toBe('Bob');
    const [own] = memberColumns(
      sources({
        membersOf: () => [memberOf('u1', { name: 'Bob' })],
        partnersOf: among([{ memberId: 'u1', name: 'our Bob', color: 2, connection: 'lab' }]),
      }),
    );
    expect(name(own)).toBe('our Bob');
    const [bare] = memberColumns(
      sources({ membersOf: () => [memberOf('8c1d4e7fa2b34965b0c7d13e5f8a9264')] }),
    );
    expect(name(bare)).toBe('8c1d4e7f…9264');
  });

  test('clouds that know no members have none', () => {
    expect(memberColumns(sources({ membersOf: () => [memberOf('p1')], clouds: ['prod-eu'] }))).toEqual([]);
  });
});

describe('a cell', () => {
  const column = {
    key: 'lab/p1',
    connection: 'lab',
    memberId: 'p1',
    name: 'web-team',
    color: 1,
    extra: false,
  };
  const state = (image: Image, members: readonly Member[] | undefined, now?: Capabilities) =>
    cellState({
      image,
      facts: facts(image, 'glance', now),
      column,
      members: members && new Map(members.map((member) => [member.memberId, member])),
      plan: undefined,
    });
  const label = (members: readonly Member[] | undefined) => cellLabel(shared, column, state(shared, members));

  test('says in full where it stands and what a press does', () => {
    expect(label([memberOf('p1', { status: 'pending' })])).toBe(
      'debian-13, web-team: asked; press to unshare',
    );
    expect(label([memberOf('p1', { status: 'rejected' })])).toBe(
      'debian-13, web-team: declined; press to unshare',
    );
    expect(label([memberOf('p1', { status: null })])).toBe('debian-13, web-team: sees it; press to unshare');
    expect(label([])).toBe('debian-13, web-team: not shared; press to share');
  });

  test('that was planned says so, and ends so', () => {
    const plan = planCells(NO_PLAN, [{ image: shared, memberId: 'p1', present: false }], true).get('lab/a1');
    const planned = cellState({ image: shared, facts: facts(shared), column, members: new Map(), plan });
    expect(cellLabel(shared, column, planned)).toContain('add, not sent; press to take that back');
    expect(willSee(planned)).toBe(true);
  });

  test('of another cloud, or whose members are not known, cannot be changed', () => {
    expect(state({ ...shared, connection: 'prod-eu' }, []).reason).toBe('another cloud');
    expect(state(shared, undefined).reason).toContain('not known yet');
  });

  test('of a cloud that is away gives its reason', () => {
    const away: Capabilities = {
      ...glance,
      operations: {
        ...glance.operations,
        'member.add': { supported: false, reason: 'lab cannot be reached' },
      },
    };
    expect(state(shared, [], away).reason).toBe('lab cannot be reached');
    expect(state(shared, [memberOf('p1')], away).reason).toBeUndefined();
  });
});

describe('a row', () => {
  test('of a public or a community image says in words who sees it', () => {
    expect(facts({ ...shared, visibility: 'public' }).span).toBe('every project of this cloud sees it');
    expect(facts({ ...shared, visibility: 'community' }).span).toContain('members do not apply');
  });

  test('of a service without members says why', () => {
    const reason = 'Nova knows no members: share through a Glance connection to the same cloud.';
    const known: Capabilities = {
      ...glance,
      operations: { ...glance.operations, 'member.list': { supported: false, reason } },
    };
    expect(rowFacts({ image: shared, kind: 'nova', known, now: known }).span).toBe(reason);
  });

  test('of a private image becomes shared first with Glance, since v2.5, and nowhere else', () => {
    const closed = { ...shared, visibility: 'private' as const };
    expect(facts(closed).opensFirst).toBe(true);
    expect(facts(closed, 'plankton').opensFirst).toBe(false);
    const old = { ...glance, visibilities: ['private', 'public'] };
    expect(rowFacts({ image: closed, kind: 'glance', known: old, now: old }).opensFirst).toBe(false);
  });

  test("somebody else's image is marked", () => {
    expect(facts({ ...shared, owner: 'another' }).foreign).toBe(true);
    expect(facts(shared).foreign).toBe(false);
  });
});

test('one’s own shared images are found by visibility and owner, and what cannot be told is said', () => {
  const [glanceState, , plankton] = fakeConnections(Date.now(), {});
  const list = [glanceState, plankton].filter((each): each is ConnectionState => each !== undefined);
  const { shares, reasons } = ownShares(list, {
    'prod-eu': glance,
    okeanos: { ...FAKE_CAPABILITIES.plankton, account: null },
  });
  expect(shares).toEqual([
    {
      connection: 'prod-eu',
      account: glance.account,
      told: true,
      search: `visibility:shared owner:${glance.account}`,
    },
  ]);
  expect(reasons).toEqual([expect.stringContaining('okeanos')]);
});

describe('the keys of the grid', () => {
  const extent = { rows: 5, columns: 6, pageRows: 3 };

  test('never leave it', () => {
    const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...keys), fc.boolean())), (presses) => {
        let place = { row: 0, column: 2 };
        for (const [key, command] of presses) {
          place = moveInGrid(place, key, command, extent) ?? place;
          expect(place.row).toBeGreaterThanOrEqual(-1);
          expect(place.row).toBeLessThan(5);
          expect(place.column).toBeGreaterThanOrEqual(0);
          expect(place.column).toBeLessThan(6);
        }
      }),
    );
  });

  test('go as in every grid', () => {
    const from = { row: 2, column: 3 };
    expect(moveInGrid(from, 'Home', false, extent)).toEqual({ row: 2, column: 0 });
    expect(moveInGrid(from, 'End', false, extent)).toEqual({ row: 2, column: 5 });
    expect(moveInGrid(from, 'Home', true, extent)).toEqual({ row: 0, column: 0 });
    expect(moveInGrid(from, 'End', true, extent)).toEqual({ row: 4, column: 5 });
    expect(moveInGrid({ row: 0, column: 3 }, 'ArrowUp', false, extent)).toEqual({ row: -1, column: 3 });
    expect(moveInGrid(from, 'x', false, extent)).toBeUndefined();
  });

  test('a block never reaches into the head or the names', () => {
    expect(blockBounds({ from: { row: 3, column: 4 }, to: { row: -1, column: 0 } })).toEqual({
      top: 0,
      bottom: 3,
      left: 2,
      right: 4,
    });
  });
});

test('of a column, those that can be changed and those not read yet are told apart', () => {
  const makeRow = createRowMaker();
  const rows = [true, true, false].map((read, index) =>
    makeRow({
      image: { ...shared, id: `image-${index}` },
      kind: 'glance',
      known: glance,
      now: glance,
      seen: read ? { ...NEVER_SEEN, members: new Map() } : NEVER_SEEN,
      plan: undefined,
      failure: undefined,
    }),
  );
  const column = { key: 'lab/p1', connection: 'lab', memberId: 'p1', name: 'ops', color: 1, extra: false };
  const matrix = { rows, columns: [column], groups: [], clouds: ['lab'], unshared: 0 };
  const whole = { from: { row: 0, column: FIXED_COLUMNS }, to: { row: 2, column: FIXED_COLUMNS } };
  expect(changeable(matrix, whole)).toHaveLength(2);
  expect(countUnknown(matrix, whole)).toBe(1);
});

describe('images of one Djinn namespace', () => {
  const image = (id: string): Image => ({ ...shared, connection: 'ci', id, name: id });
  const planOf = (id: string, add: readonly string[], remove: readonly string[] = []) => ({
    image: image(id),
    add: new Set(add),
    remove: new Set(remove),
  });
  const places = new Map([
    ['ci/a', 'lab@eve'],
    ['ci/b', 'lab@eve'],
    ['ci/c', 'web@eve'],
  ]);

  test('are sent as one, with what is planned for any of them', () => {
    const plans = [
      planOf('a', ['ann']),
      planOf('c', ['ann']),
      planOf('b', ['ann', 'bob']),
      planOf('d', ['ann']),
    ];
    expect(planTogether(plans, places).map((each) => `${subjectOf(each)}: ${each.add.join(' ')}`)).toEqual([
      '2 images of namespace lab@eve: ann bob',
      'c: ann',
      'd: ann',
    ]);
  });

  test('take those on show along, for the same people see them', () => {
    const [together] = planTogether([planOf('a', ['ann'])], places, [image('a'), image('b'), image('c')]);
    expect(together && [subjectOf(together), together.alike.map(({ id }) => id)]).toEqual(['a', ['b']]);
  });

  test('cannot be given somebody and lose them at once', () => {
    const [both] = planTogether([planOf('a', ['ann']), planOf('b', [], ['ann'])], places);
    expect(() => both && assertOneWish(both)).toThrow(
      '2 images of namespace lab@eve have the same members: ann cannot be added to some and removed from others.',
    );
  });

  test('are previewed as one: what each asks for stands there once', () => {
    const invite = (handle: string) => ({
      method: 'POST' as const,
      path: '/n/eve/lab/-/invites',
      headers: {},
      body: JSON.stringify({ handle }),
    });
    const preview = (id: string, handles: readonly string[], place?: string) => ({
      connection: 'ci',
      id,
      requests: handles.map(invite),
      notes: ['It is about all images.'],
      error: null,
      ...(place === undefined ? {} : { place }),
    });
    const previews = [
      preview('a', ['ann'], 'lab@eve'),
      preview('b', ['ann', 'bob'], 'lab@eve'),
      preview('d', ['ann']),
    ];
    const [lab, alone] = previewsTogether(previews, ({ id }) => id);
    expect(lab).toEqual({
      name: '2 images of namespace lab@eve',
      preview: { ...preview('a', ['ann', 'bob'], 'lab@eve') },
    });
    expect(alone).toEqual({ name: 'd', preview: previews[2] });
  });
});
