import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectionState, Partner } from '#shared/model/index.ts';
import { undoLast, useUndoStore } from '../../../src/renderer/src/app/undo-stack.ts';
import { useConnectionsStore } from '../../../src/renderer/src/features/connections/connections-store.ts';
import { groupPartners, othersOfCloud } from '../../../src/renderer/src/features/partners/partner-clouds.ts';
import { partnerProblems } from '../../../src/renderer/src/features/partners/partner-problems.ts';
import {
  addPartners,
  changePartner,
  loadPartners,
  nextColor,
  partnerName,
  removePartner,
  usePartners,
} from '../../../src/renderer/src/features/partners/partners-store.ts';
import { fakeConnections } from '../../fixtures/page-harness/fake-connections.ts';
import { eventually } from '../../support/eventually.ts';
import { openFakeSession } from './fake-session.ts';

const ann: Partner = { memberId: 'a', name: 'Ann', color: 0, connection: 'lab' };
const any: Partner = { memberId: 'a', name: 'Ann anywhere', color: 1, connection: null };
let kept: readonly Partner[] = [];

beforeEach(async () => {
  kept = [any, ann];
  useUndoStore.setState({ stack: [] });
  const others = ({ memberId, connection }: Pick<Partner, 'memberId' | 'connection'>) =>
    kept.filter((each) => each.memberId !== memberId || each.connection !== connection);
  openFakeSession({
    'partners.list': async () => kept,
    'partners.save': async ({ partner }) => {
      kept = [...others(partner), partner];
      return kept;
    },
    'partners.remove': async (named) => {
      kept = others(named);
      return kept;
    },
  });
  await loadPartners();
});
const undone = async (wanted: readonly Partner[]): Promise<void> => {
  undoLast();
  await eventually(() => expect(new Set(kept)).toEqual(new Set(wanted)));
  expect(usePartners.getState().partners).toEqual(kept);
};

describe('the address book on the page', () => {
  test('names a member as in this cloud, else as in any', () => {
    expect(partnerName('a', 'lab')).toBe('Ann');
    expect(partnerName('a', 'prod')).toBe('Ann anywhere');
    expect(partnerName('b', 'lab')).toBeUndefined();
  });

  test('knows a member also at another connection to the same cloud, under what is called so there first', () => {
    const [prod, lab] = fakeConnections(0, {});
    if (prod === undefined || lab === undefined || lab.profile.kind !== 'glance')
      throw new Error('no clouds');
    const settings = { ...lab.profile.settings, project: 'second', region: 'RegionTwo' };
    const second: ConnectionState = { ...lab, profile: { ...lab.profile, name: 'lab-2', settings } };
    useConnectionsStore.setState({ list: [prod, lab, second] });
    expect(partnerName('a', 'lab-2')).toBe('Ann');
    expect(partnerName('a', 'prod-eu')).toBe('Ann anywhere');
    expect(othersOfCloud('lab', [prod, lab, second])).toEqual(['lab-2']);
    expect(othersOfCloud('prod-eu', [prod, lab, second])).toEqual([]);
    useConnectionsStore.setState({ list: undefined });
  });

  test('takes back what was removed, changed or added, to the letter', async () => {
    await removePartner(ann);
    expect(kept).toEqual([any]);
    await undone([any, ann]);
    const moved = { ...ann, memberId: 'b', name: 'Bea' };
    await changePartner(ann, moved);
    expect(kept).toEqual([any, moved]);
    await undone([any, ann]);
    await addPartners([moved, { ...moved, memberId: 'c' }]);
    expect(kept).toHaveLength(4);
    await undone([any, ann]);
  });

  test('gives a new partner the colour that the fewest have', () => {
    expect(nextColor([])).toBe(0);
    expect(nextColor([ann, any])).toBe(2);
  });

  test('is shown by cloud, and keeps those of a cloud that is gone', () => {
    const list = fakeConnections(0, {});
    const gone = { ...ann, connection: 'old-site' };
    expect(groupPartners([gone, ann, any], list).map(({ connection, here }) => [connection, here])).toEqual([
      [null, true],
      ['lab', true],
      ['old-site', false],
    ]);
  });

  test('says what is wrong with an entry: no name, no id, one that is there', () => {
    const draft = { ...ann, memberId: ' ', name: ' ' };
    expect(partnerProblems(draft, undefined, kept)).toMatchObject({
      name: expect.stringMatching(/needed/),
      memberId: expect.stringMatching(/needed/),
    });
    expect(partnerProblems(ann, undefined, kept).memberId).toMatch(/as Ann/);
    expect(partnerProblems(ann, ann, kept)).toEqual({ name: undefined, memberId: undefined });
  });
});
