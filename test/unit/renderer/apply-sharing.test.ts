import { beforeEach, describe, expect, test } from 'vitest';
import { undoLast, useUndoStore } from '../../../src/renderer/src/app/undo-stack.ts';
import { repeatFailed, useBatchStore } from '../../../src/renderer/src/features/batch/batch-store.ts';
import { useConnectionsStore } from '../../../src/renderer/src/features/connections/connections-store.ts';
import { applyPlan } from '../../../src/renderer/src/features/sharing/apply-plan.ts';
import { NO_PLAN, planCells } from '../../../src/renderer/src/features/sharing/share-plan.ts';
import { useSharingStore } from '../../../src/renderer/src/features/sharing/sharing-store.ts';
import type { Handlers } from '../../../src/shared/contract/index.ts';
import { AppError } from '../../../src/shared/errors/index.ts';
import type { Image, Member, Visibility } from '../../../src/shared/model/index.ts';
import { FAKE_CAPABILITIES } from '../../fixtures/page-harness/fake-capabilities.ts';
import { fakeConnections } from '../../fixtures/page-harness/fake-connections.ts';
import { eventually } from '../../support/eventually.ts';
import { openFakeSession } from './fake-session.ts';
import { imageOf } from './images.ts';

/** A service of members that can be told what to refuse; `sent` holds what was asked of it. */
let sent: string[];
let members: Map<string, string[]>;
let visibility: Map<string, Visibility>;
let refuse: (member: string) => AppError | undefined;

const first = imageOf({ connection: 'prod-eu', id: 'first', name: 'first', visibility: 'shared' });
const second = { ...first, id: 'second', name: 'second' };
const closed = { ...first, id: 'closed', name: 'closed', visibility: 'private' as const };

const listOf = (id: string): readonly Member[] =>
  (members.get(id) ?? []).map((memberId) => ({
    memberId,
    name: null,
    status: 'pending',
    canShare: null,
    createdAt: null,
  }));
const documentOf = (id: string) => ({
  image: { ...first, id, visibility: visibility.get(id) ?? 'shared', revision: `r${sent.length}` } as Image,
  raw: {},
});

const handlers: Partial<Handlers> = {
  'members.list': async ({ id }) => listOf(id),
  'members.add': async ({ id, members: added, makeShared }) => {
    sent.push(`add ${id} ${added.join(',')}${makeShared === true ? ' made shared' : ''}`);
    if (makeShared === true) visibility.set(id, 'shared');
    for (const member of added) {
      const error = refuse(member);
      if (error !== undefined) throw error;
      members.set(id, [...(members.get(id) ?? []), member]);
    }
    return listOf(id);
  },
  'members.remove': async ({ id, members: gone }) => {
    sent.push(`remove ${id} ${gone.join(',')}`);
    members.set(
      id,
      (members.get(id) ?? []).filter((member) => !gone.includes(member)),
    );
    return listOf(id);
  },
  'images.show': async ({ id }) => documentOf(id),
  'images.edit': async ({ id, edit, revision }) => {
    sent.push(`edit ${id} ${JSON.stringify(edit)} ${revision}`);
    visibility.set(id, edit.visibility ?? 'shared');
    return documentOf(id);
  },
};

function wish(image: Image, add: readonly string[], remove: readonly string[]): void {
  useSharingStore.setState(({ plan }) => ({
    plan: planCells(
      planCells(
        plan,
        add.map((memberId) => ({ image, memberId, present: false })),
        true,
      ),
      remove.map((memberId) => ({ image, memberId, present: true })),
      false,
    ),
  }));
}
const ended = () => eventually(() => expect(useBatchStore.getState().batch?.running).toBe(false));
const plan = () => useSharingStore.getState().plan;
const undo = async (): Promise<void> => {
  sent = [];
  undoLast();
  await eventually(() => expect(useUndoStore.getState().stack).toEqual([]));
};

beforeEach(() => {
  sent = [];
  members = new Map([
    ['first', ['old']],
    ['second', []],
  ]);
  visibility = new Map([['closed', 'private']]);
  refuse = () => undefined;
  openFakeSession(handlers);
  useConnectionsStore.setState({
    list: [...fakeConnections(Date.now(), {})],
    known: { 'prod-eu': FAKE_CAPABILITIES.glance },
    capabilities: { 'prod-eu': FAKE_CAPABILITIES.glance },
  });
  useUndoStore.setState({ stack: [] });
  useBatchStore.setState({ batch: undefined });
  useSharingStore.setState({
    images: [first, second, closed],
    plan: NO_PLAN,
    seen: new Map(),
    failures: new Map(),
    explained: new Set(),
    dialog: undefined,
  });
});

describe('sending what was planned', () => {
  test('adds, then removes, only what there is to do; undo is exactly the inverse', async () => {
    wish(first, ['ann', 'bob'], ['old']);
    wish(second, ['ann'], []);
    applyPlan();
    await ended();
    expect(sent.toSorted()).toEqual(['add first ann,bob', 'add second ann', 'remove first old']);
    expect(plan().size).toBe(0);
    await undo();
    await eventually(() => expect(members.get('second')).toEqual([]));
    expect(sent.toSorted()).toEqual(['add first old', 'remove first ann,bob', 'remove second ann']);
    expect(members.get('first')).toEqual(['old']);
  });

  test('what failed stays planned with its reason, and what was done of it can be taken back', async () => {
    refuse = (member) =>
      member === 'bob' ? new AppError('FORBIDDEN', 'Not Bob.', { operation: 'members.add' }) : undefined;
    wish(first, ['ann', 'bob'], []);
    wish(second, ['ann'], []);
    applyPlan();
    await ended();
    expect([...plan().keys()]).toEqual(['prod-eu/first']);
    expect([...(plan().get('prod-eu/first')?.add ?? [])]).toEqual(['bob']);
    expect(useSharingStore.getState().failures.get('prod-eu/first')).toBe('Not Bob.');
    await undo();
    await eventually(() => expect(members.get('first')).toEqual(['old']));
    expect(sent.toSorted()).toEqual(['remove first ann', 'remove second ann']);
  });

  test('what was discarded after it failed is not sent by a repetition', async () => {
    refuse = () => new AppError('FORBIDDEN', 'Not now.', { operation: 'members.add' });
    wish(second, ['ann'], []);
    applyPlan();
    await ended();
    useSharingStore.setState({ plan: NO_PLAN });
    sent = [];
    refuse = () => undefined;
    await repeatFailed();
    expect(sent).toEqual([]);
  });

  test('what somebody else did meanwhile is no failure, and is not taken back', async () => {
    refuse = (member) => {
      if (member !== 'ann') return undefined;
      members.set('second', ['ann']);
      return new AppError('CONFLICT', 'Ann is a member already.', { operation: 'members.add' });
    };
    wish(second, ['ann'], []);
    applyPlan();
    await ended();
    expect(useBatchStore.getState().batch?.failed.size).toBe(0);
    expect(plan().size).toBe(0);
    expect(useUndoStore.getState().stack).toEqual([]);
  });

  test('a private image waits until it was explained, becomes shared once, and private again by undo', async () => {
    wish(closed, ['ann'], []);
    applyPlan();
    expect(sent).toEqual([]);
    expect(useSharingStore.getState().dialog).toBe('preview');
    useSharingStore.setState({ explained: new Set(['prod-eu/closed']) });
    applyPlan();
    await ended();
    expect(sent).toEqual(['add closed ann made shared']);
    await undo();
    await eventually(() => expect(visibility.get('closed')).toBe('private'));
    expect(sent).toEqual(['remove closed ann', 'edit closed {"visibility":"private"} r1']);
  });

  test('that somebody else gave to another meanwhile stays shared when it is taken back', async () => {
    wish(closed, ['ann'], []);
    useSharingStore.setState({ explained: new Set(['prod-eu/closed']) });
    applyPlan();
    await ended();
    members.set('closed', ['ann', 'of somebody else']);
    await undo();
    await eventually(() => expect(members.get('closed')).toEqual(['of somebody else']));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([sent, visibility.get('closed')]).toEqual([['remove closed ann'], 'shared']);
  });

  test('a cloud that is away is left out, and its changes stay', async () => {
    const away = { supported: false, reason: 'lab cannot be reached' } as const;
    const { glance } = FAKE_CAPABILITIES;
    useConnectionsStore.setState({
      capabilities: {
        'prod-eu': glance,
        lab: { ...glance, operations: { ...glance.operations, 'member.add': away } },
      },
    });
    wish({ ...first, connection: 'lab', id: 'far' }, ['ann'], []);
    wish(second, ['ann'], []);
    applyPlan();
    await ended();
    expect(sent).toEqual(['add second ann']);
    expect([...plan().keys()]).toEqual(['lab/far']);
  });
});
