import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Handlers } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import type { Capabilities, Member, Partner } from '#shared/model/index.ts';
import { partnersOf } from '#shared/partners/index.ts';
import { undoLast, useUndoStore } from '../../../src/renderer/src/app/undo-stack.ts';
import { memberIdProblem } from '../../../src/renderer/src/features/sharing-tab/member-id-problem.ts';
import { suggestMembers } from '../../../src/renderer/src/features/sharing-tab/member-suggestions.ts';
import {
  addStep,
  isFelt,
  managesMembers,
  ownMembership,
  standingOf,
} from '../../../src/renderer/src/features/sharing-tab/sharing-facts.ts';
import { fakeCapabilities } from '../../fixtures/page-harness/fake-connections.ts';
import { eventually } from '../../support/eventually.ts';
import { openFakeSession } from './fake-session.ts';
import { imageOf } from './images.ts';

const known: Capabilities = { ...fakeCapabilities(), account: 'me' };
const member = (memberId: string, status: Member['status'] = 'pending'): Member => ({
  memberId,
  name: null,
  status,
  canShare: null,
  createdAt: null,
});

describe('whose an image is', () => {
  test('is told by its owner, and not guessed where the service tells nothing', () => {
    expect(standingOf(imageOf({ owner: 'me' }), known)).toBe('mine');
    expect(standingOf(imageOf({ owner: 'you' }), known)).toBe('theirs');
    expect(standingOf(imageOf({ owner: null }), known)).toBe('unknown');
    expect(standingOf(imageOf({ owner: 'you' }), { ...known, account: null })).toBe('unknown');
    expect(standingOf(imageOf(), undefined)).toBe('unknown');
  });

  test('says who may change its members: also whom the service shows others than themselves', () => {
    expect(managesMembers('mine', undefined, known)).toBe(true);
    expect(managesMembers('theirs', [member('me')], known)).toBe(false);
    expect(managesMembers('theirs', [member('me'), member('x')], known)).toBe(true);
    expect(ownMembership([member('x'), member('me', 'rejected')], known)?.status).toBe('rejected');
    expect(ownMembership([member('me')], { ...known, account: null })).toBeUndefined();
  });

  test('private becomes shared first with Glance alone; who is public needs no members', () => {
    expect(addStep(imageOf({ visibility: 'private' }), 'glance', known)).toBe('make-shared');
    expect(addStep(imageOf({ visibility: 'private' }), 'plankton', known)).toBe('none');
    expect(addStep(imageOf({ visibility: 'shared' }), 'glance', known)).toBe('none');
    expect(addStep(imageOf({ visibility: 'public' }), 'glance', known)).toBe('not-needed');
    expect(addStep(imageOf({ visibility: 'community' }), 'glance', known)).toBe('not-needed');
    expect(
      [member('a', 'accepted'), member('b', null), member('c'), member('d', 'rejected')].map(isFelt),
    ).toEqual([true, true, false, false]);
  });
});

describe('an id', () => {
  test.each([
    ['glance', '8c1d4e7fa2b34965b0c7d13e5f8a9264', false],
    ['glance', '8c1d4e7f-a2b3-4965-b0c7-d13e5f8a9264', false],
    ['glance', 'web-team', true],
    ['glance', '8c1d4e7fa2b34965b0c7d13e5f8a926', true],
    ['plankton', 'ann@example.org', false],
    ['plankton', 'ann', true],
    ['djinn', 'ann', false],
    [undefined, 'ann', false],
  ] as const)('of %s: %s is a likely slip: %s', (kind, id, slip) => {
    expect(memberIdProblem(kind, id) !== undefined).toBe(slip);
  });
});

describe('whom one may mean', () => {
  const partners: readonly Partner[] = [
    { memberId: 'a1', name: 'Everywhere', color: 1, connection: null },
    { memberId: 'b2', name: 'Acme', color: 2, connection: 'lab' },
    { memberId: 'c3', name: 'Elsewhere', color: 3, connection: 'other' },
    { memberId: 'b2', name: 'Acme of any', color: 4, connection: null },
  ];
  const met = (memberId: string, images: number) => ({
    connection: 'lab',
    memberId,
    name: null,
    images,
    owned: 0,
  });
  const sources = {
    connection: 'lab',
    partners: partnersOf(partners, 'lab', []),
    known: [met('a1', 3), met('d4', 2)],
    taken: new Set<string>(),
  };

  test('is of this cloud first, then of any, then who was seen there; each once', () => {
    const { partners: own, seen } = suggestMembers(sources, '');
    expect(own.map(({ name }) => name)).toEqual(['Acme', 'Everywhere']);
    expect(seen).toEqual([
      { memberId: 'd4', name: undefined, color: undefined, note: 'sees 2 of your images' },
    ]);
  });

  test('is found by a part of the name or the id, and never who is there already', () => {
    expect(suggestMembers(sources, 'ACM').partners.map(({ memberId }) => memberId)).toEqual(['b2']);
    expect(suggestMembers(sources, 'd').seen.map(({ memberId }) => memberId)).toEqual(['d4']);
    const taken = new Set(['b2', 'd4']);
    expect(suggestMembers({ ...sources, taken }, '')).toMatchObject({
      partners: [{ memberId: 'a1' }],
      seen: [],
    });
  });
});

describe('sharing', () => {
  const sent: (readonly [string, unknown])[] = [];
  let members: readonly Member[] = [];
  let refuse: string | undefined;
  let actions: typeof import('../../../src/renderer/src/features/sharing-tab/share-actions.ts');
  const serve = (): void => {
    const handlers: Partial<Handlers> = {
      'members.add': async (params) => {
        sent.push(['add', params.members]);
        for (const each of params.members) {
          if (each === refuse) throw new AppError('QUOTA', 'Full.', { operation: 'members.add' });
          members = [...members, member(each)];
        }
        return members;
      },
      'members.remove': async (params) => {
        sent.push(['remove', params.members]);
        members = members.filter(({ memberId }) => !params.members.includes(memberId));
        return members;
      },
      'members.list': async () => members,
      'connections.capabilities': async () => known,
      'members.answer': async ({ status }) => {
        sent.push(['answer', status]);
        members = [member('me', status)];
        return null;
      },
      'images.show': async () => ({ image: imageOf({ visibility: 'shared', revision: '2' }), raw: {} }),
      'images.edit': async ({ edit, revision }) => {
        sent.push(['edit', { ...edit, revision }]);
        return { image: imageOf({ visibility: 'private', revision: '3' }), raw: {} };
      },
    };
    openFakeSession(handlers);
  };
  beforeAll(async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
    actions = await import('../../../src/renderer/src/features/sharing-tab/share-actions.ts');
  });
  beforeEach(() => {
    sent.length = 0;
    members = [];
    refuse = undefined;
    useUndoStore.setState({ stack: [] });
    serve();
  });
  const image = imageOf({ visibility: 'private' });
  const undone = async (count: number): Promise<void> => {
    undoLast();
    await eventually(() => expect(sent).toHaveLength(count));
  };

  test('a private image is taken back whole: its members, then its visibility as it now stands', async () => {
    await actions.addMembers({ image, kind: 'glance', members: ['x', 'y'] }, true);
    await undone(3);
    expect(sent).toEqual([
      ['add', ['x', 'y']],
      ['remove', ['x', 'y']],
      ['edit', { visibility: 'private', revision: '2' }],
    ]);
  });

  test('that somebody else gave to another meanwhile is not made private by the way back', async () => {
    await actions.addMembers({ image, kind: 'glance', members: ['x'] }, true);
    members = [...members, member('of somebody else')];
    await undone(2);
    await eventually(() => expect(members.map(({ memberId }) => memberId)).toEqual(['of somebody else']));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent.map(([what]) => what)).toEqual(['add', 'remove']);
  });

  test('that stops on the way offers to take back what was done until then, and nothing else', async () => {
    refuse = 'y';
    const order = {
      image: imageOf({ visibility: 'shared' }),
      kind: 'glance',
      members: ['x', 'y', 'z'],
    } as const;
    await expect(actions.addMembers(order, false)).rejects.toMatchObject({ code: 'QUOTA' });
    await undone(2);
    expect(sent[1]).toEqual(['remove', ['x']]);
  });

  test('that fails at once leaves nothing to take back', async () => {
    refuse = 'x';
    await expect(actions.addMembers({ image, kind: 'glance', members: ['x'] }, false)).rejects.toThrow();
    expect(useUndoStore.getState().stack).toEqual([]);
  });

  test('is taken back for each who is still there, whomever somebody else took out meanwhile', async () => {
    const shared = imageOf({ visibility: 'shared' });
    await actions.addMembers({ image: shared, kind: 'glance', members: ['x', 'y'] }, false);
    members = members.filter(({ memberId }) => memberId !== 'x');
    await undone(2);
    expect(sent[1]).toEqual(['remove', ['y']]);
    await eventually(() => expect(members).toEqual([]));

    members = [member('x'), member('y')];
    await actions.removeMembers({ image: shared, kind: 'glance', members: ['x', 'y'] }, false);
    members = [member('x')];
    await undone(4);
    expect(sent[3]).toEqual(['add', ['y']]);
  });

  test('no more can be taken back', async () => {
    members = [member('x', 'accepted')];
    await actions.removeMembers({ image, kind: 'glance', members: ['x'] }, true);
    expect(useUndoStore.getState().stack[0]?.text).toMatch(/asks them again/);
    await undone(2);
    expect(sent).toEqual([
      ['remove', ['x']],
      ['add', ['x']],
    ]);
  });

  test('is not taken back from under an answer that somebody else gave since', async () => {
    const { useConnectionsStore } = await import(
      '../../../src/renderer/src/features/connections/connections-store.ts'
    );
    useConnectionsStore.setState({ known: { [image.connection]: known } });
    await actions.answerShare(image, 'accepted', { kind: 'glance', before: 'pending' });
    members = [member('me', 'rejected')];
    const [offered] = useUndoStore.getState().stack;
    await expect(offered?.undo()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/declined by now/),
    });
    expect(sent).toEqual([['answer', 'accepted']]);
    members = [member('me', 'accepted')];
    await offered?.undo();
    expect(sent.at(-1)).toEqual(['answer', 'pending']);
    useConnectionsStore.setState({ known: {} });
  });

  test('is answered, and the answer taken back where a service lets one', async () => {
    await actions.answerShare(image, 'accepted', { kind: 'glance', before: 'pending' });
    await undone(2);
    expect(sent).toEqual([
      ['answer', 'accepted'],
      ['answer', 'pending'],
    ]);
    await actions.answerShare(image, 'accepted', { kind: 'djinn', before: 'pending' });
    expect(useUndoStore.getState().stack).toEqual([]);
  });
});
