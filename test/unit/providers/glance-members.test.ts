import { describe, expect, test } from 'vitest';
import { type Answer, type Answers, call, fakeCloud, type Seen, TINY, tokenAnswer } from './fake-cloud.ts';

const SHARED = { ...TINY, visibility: 'shared' };
const ID = TINY.id;
const MEMBERS = `/image/v2/images/${ID}/members`;

const refusal = (status: number, message: string): Answer => ({
  status,
  body: { message: `${message}<br /><br />\n\n\n`, code: 'x', title: 'y' },
});

/** A Glance that keeps one image and its members by the rules of glance-v2.md §4. */
function glance(
  visibility: string,
  present: readonly string[] = [],
  onAdd: (member: string, members: ReadonlySet<string>) => Answer | undefined = () => undefined,
) {
  const state = { visibility, members: new Set(present) };
  const row = (member: string) => ({
    member_id: member,
    image_id: ID,
    status: 'pending',
    created_at: '2026-01-02T03:04:05Z',
  });
  const answers: Answers = ({ method, path, body }: Seen) => {
    if (path === `/image/v2/images/${ID}`) {
      if (method === 'PATCH') state.visibility = JSON.parse(body)[0].value;
      return { body: { ...TINY, visibility: state.visibility } };
    }
    if (!path.startsWith(MEMBERS)) return undefined;
    const named = decodeURIComponent(path.slice(MEMBERS.length + 1));
    if (state.visibility !== 'shared') return refusal(403, 'Only shared images have members.');
    if (method === 'GET') return { body: { members: [...state.members].map(row) } };
    if (method === 'DELETE') {
      return state.members.delete(named)
        ? { status: 204 }
        : refusal(404, `${named} not found in the member list of the image ${ID}.`);
    }
    const { member } = JSON.parse(body);
    const refused = onAdd(member, state.members);
    if (refused !== undefined) return refused;
    if (state.members.has(member)) return refusal(409, `Member ${member} is duplicated for image ${ID}`);
    state.members.add(member);
    return { status: 200, body: row(member) };
  };
  return { state, answers };
}

const changes = (asked: readonly string[]) =>
  asked.filter((line) => !line.startsWith('GET')).map((line) => line.replace(`/image/v2/images/${ID}`, ''));

describe('the members of an image', () => {
  test('are projects, each with its status', async () => {
    const { answers } = glance('shared', ['p2']);
    const cloud = await fakeCloud(answers);
    expect(await cloud.provider.listMembers(ID, call)).toEqual([
      { memberId: 'p2', name: null, status: 'pending', canShare: null, createdAt: '2026-01-02T03:04:05Z' },
    ]);
  });

  test('of an image that is not shared are none, and that is no error', async () => {
    const cloud = await fakeCloud(glance('private').answers);
    expect(await cloud.provider.listMembers(ID, call)).toEqual([]);
  });

  test('that may not be seen are FORBIDDEN', async () => {
    const cloud = await fakeCloud(({ path }) =>
      path === MEMBERS ? refusal(403, 'Not allowed to list members') : undefined,
    );
    await expect(cloud.provider.listMembers(ID, call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('survive strange fields, and one without an id is left out', async () => {
    const members = [{ member_id: 'p2', status: 'odd', created_at: 7 }, { status: 'accepted' }, null, 'x'];
    const cloud = await fakeCloud(({ path }) => (path === MEMBERS ? { body: { members } } : undefined));
    expect(await cloud.provider.listMembers(ID, call)).toEqual([
      { memberId: 'p2', name: null, status: null, canShare: null, createdAt: null },
    ]);
  });
});

describe('sharing a private image', () => {
  test('unasked is CONFLICT that explains the step, and sends nothing but the read', async () => {
    const { answers } = glance('private');
    const cloud = await fakeCloud(answers);
    for (const run of [
      () => cloud.provider.addMembers(ID, ['p2'], {}, call),
      () => cloud.provider.replaceMembers(ID, ['p2'], { makeShared: false }, call),
    ]) {
      await expect(run()).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringMatching(
          /"tiny" is private: only images with the visibility shared have members/,
        ),
        hint: expect.stringMatching(/Make it shared first/),
      });
    }
    expect(changes(cloud.asked())).toEqual([]);
  });

  test('if asked for makes it shared first', async () => {
    const { state, answers } = glance('private');
    const cloud = await fakeCloud(answers);
    await cloud.provider.addMembers(ID, ['p2', 'p3', 'p2'], { makeShared: true }, call);
    expect(changes(cloud.asked())).toEqual(['PATCH ', 'POST /members', 'POST /members']);
    expect(state).toEqual({ visibility: 'shared', members: new Set(['p2', 'p3']) });
  });

  test('that adds nobody gives it its visibility back', async () => {
    const { state, answers } = glance('private', [], () => refusal(403, 'Not allowed'));
    const cloud = await fakeCloud(answers);
    const adding = cloud.provider.addMembers(ID, ['p2'], { makeShared: true }, call);
    await expect(adding).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(changes(cloud.asked())).toEqual(['PATCH ', 'POST /members', 'PATCH ']);
    expect(state.visibility).toBe('private');
  });

  test('that could not be taken back says so', async () => {
    const { answers } = glance('private', [], () => refusal(403, 'Not allowed'));
    let patches = 0;
    const cloud = await fakeCloud((seen, response) => {
      if (seen.method === 'PATCH') patches += 1;
      return seen.method === 'PATCH' && patches === 2 ? refusal(409, 'busy') : answers(seen, response);
    });
    await expect(cloud.provider.addMembers(ID, ['p2'], { makeShared: true }, call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringMatching(/left with the visibility shared\.$/),
    });
  });

  test('that added some keeps them, and says who', async () => {
    const { state, answers } = glance('private', [], (member) =>
      member === 'p3'
        ? refusal(413, 'The limit has been exceeded on the number of allowed image members.')
        : undefined,
    );
    const cloud = await fakeCloud(answers);
    await expect(
      cloud.provider.addMembers(ID, ['p2', 'p3', 'p4'], { makeShared: true }, call),
    ).rejects.toMatchObject({
      code: 'QUOTA',
      message: expect.stringMatching(/Done before that: made shared, p2 added\.$/),
    });
    expect(state).toEqual({ visibility: 'shared', members: new Set(['p2']) });
  });

  test('has nobody to remove', async () => {
    const cloud = await fakeCloud(glance('private').answers);
    await expect(cloud.provider.removeMembers(ID, ['p2'], call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: expect.stringMatching(/nobody to remove/),
    });
    expect(changes(cloud.asked())).toEqual([]);
  });

  test('with nobody is what it is already', async () => {
    const cloud = await fakeCloud(glance('private').answers);
    await cloud.provider.replaceMembers(ID, [], {}, call);
    expect(changes(cloud.asked())).toEqual([]);
  });
});

test.each(['public', 'community'])(
  'a %s image needs no members, asked to share it or not',
  async (visibility) => {
    const cloud = await fakeCloud(glance(visibility).answers);
    for (const makeShared of [false, true]) {
      await expect(cloud.provider.addMembers(ID, ['p2'], { makeShared }, call)).rejects.toMatchObject({
        code: 'CONFLICT',
        message: expect.stringMatching(new RegExp(`is ${visibility}: everybody`)),
        hint: expect.stringMatching(/visibility shared/),
      });
    }
    expect(changes(cloud.asked())).toEqual([]);
  },
);

test('before v2.5 private images have members', async () => {
  const added: string[] = [];
  const cloud = await fakeCloud(({ method, path, body }) => {
    if (path.endsWith('/versions')) return { body: { versions: [{ id: 'v2.4', status: 'CURRENT' }] } };
    if (path !== MEMBERS || method !== 'POST') return undefined;
    added.push(JSON.parse(body).member);
    return { status: 200, body: {} };
  });
  await cloud.provider.addMembers(ID, ['p2'], {}, call);
  expect(added).toEqual(['p2']);
  expect(changes(cloud.asked())).toEqual(['POST /members']);
});

describe('changing members', () => {
  test('a member that is there already is CONFLICT', async () => {
    const cloud = await fakeCloud(glance('shared', ['p2']).answers);
    await expect(cloud.provider.addMembers(ID, ['p2'], {}, call)).rejects.toMatchObject({
      code: 'CONFLICT',
      hint: 'It is a member already.',
    });
  });

  test('one that is not there is NOT_FOUND, and those removed before are told', async () => {
    const { state, answers } = glance('shared', ['p2', 'p4']);
    const cloud = await fakeCloud(answers);
    await expect(cloud.provider.removeMembers(ID, ['p2', 'p3', 'p4'], call)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/Done before that: p2 removed\.$/),
      hint: expect.stringMatching(/not shared with that project/),
    });
    expect(state.members).toEqual(new Set(['p4']));
  });

  test('replacing sends the difference, additions first', async () => {
    const { state, answers } = glance('shared', ['p2', 'p3', 'p4']);
    const cloud = await fakeCloud(answers);
    await cloud.provider.replaceMembers(ID, ['p3', 'p5', 'p/6'], {}, call);
    expect(changes(cloud.asked())).toEqual([
      'POST /members',
      'POST /members',
      'DELETE /members/p2',
      'DELETE /members/p4',
    ]);
    expect(state.members).toEqual(new Set(['p3', 'p5', 'p/6']));
    await cloud.provider.removeMembers(ID, ['p/6'], call);
    expect(cloud.asked().at(-1)).toBe(`DELETE ${MEMBERS}/p%2F6`);
  });

  test('replacing at the limit removes first', async () => {
    const { state, answers } = glance('shared', ['p2', 'p3'], (_member, { size }) =>
      size >= 2 ? refusal(413, 'Image member limit exceeded for image') : undefined,
    );
    const cloud = await fakeCloud(answers);
    await cloud.provider.replaceMembers(ID, ['p4', 'p5'], {}, call);
    expect(state.members).toEqual(new Set(['p4', 'p5']));
  });

  test('replacing all members of an image that becomes shared keeps none that it had before', async () => {
    const { state, answers } = glance('private', ['old']);
    const cloud = await fakeCloud(answers);
    await cloud.provider.replaceMembers(ID, ['new'], { makeShared: true }, call);
    expect(state).toEqual({ visibility: 'shared', members: new Set(['new']) });
  });
});

test.each(['.', '..'])('an id that is %s is INVALID: it would mean another address', async (id) => {
  const cloud = await fakeCloud(glance('shared').answers);
  for (const run of [
    () => cloud.provider.removeMembers(ID, [id], call),
    () => cloud.provider.remove(id, {}, call),
    () => cloud.provider.removeFromStore(ID, id, call),
  ]) {
    await expect(run()).rejects.toMatchObject({ name: 'AppError' });
  }
  await expect(cloud.provider.removeMembers(ID, [id], call)).rejects.toMatchObject({ code: 'INVALID' });
  expect(changes(cloud.asked())).toEqual([]);
});

describe('the receiver', () => {
  test('answers for its own project', async () => {
    const cloud = await fakeCloud();
    await cloud.provider.answerShare(ID, 'accepted', call);
    await cloud.provider.answerShare(ID, 'rejected', call);
    const puts = cloud.seen.filter(({ method }) => method === 'PUT');
    expect(puts.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      [`${MEMBERS}/p1`, { status: 'accepted' }],
      [`${MEMBERS}/p1`, { status: 'rejected' }],
    ]);
  });

  test('that the owner is not is FORBIDDEN with the reason', async () => {
    const cloud = await fakeCloud(({ method }) =>
      method === 'PUT' ? refusal(403, 'Not allowed to update members for image x.') : undefined,
    );
    await expect(cloud.provider.answerShare(ID, 'accepted', call)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: expect.stringMatching(/project that an image is shared with/),
    });
  });

  const sharedWith = (lists: Readonly<Record<string, readonly object[]>>): Answers => {
    return ({ path }) => {
      if (!path.startsWith('/image/v2/images?')) return undefined;
      const params = new URL(path, 'http://x').searchParams;
      expect(params.get('visibility')).toBe('shared');
      return { body: { images: lists[params.get('member_status') ?? ''] ?? [] } };
    };
  };
  const mine = { ...SHARED, id: 'mine' };
  const of = (id: string) => ({ ...SHARED, id, owner: 'p2' });
  const told = async (
    cloud: Awaited<ReturnType<typeof fakeCloud>>,
    status: 'pending' | 'rejected' | 'all',
  ) => {
    const got: string[] = [];
    for await (const page of cloud.provider.listShared(status, call)) {
      got.push(...page.map(({ document, memberStatus }) => `${document.image.id} ${memberStatus}`));
    }
    return got;
  };

  test('sees what others share with it, each with its status, and not its own images', async () => {
    const lists = { pending: [mine, of('a')], accepted: [mine, of('b')], rejected: [mine, of('c')] };
    const cloud = await fakeCloud(sharedWith(lists));
    expect(await told(cloud, 'pending')).toEqual(['a pending']);
    expect(await told(cloud, 'rejected')).toEqual(['c rejected']);
    expect(await told(cloud, 'all')).toEqual(['a pending', 'b accepted', 'c rejected']);
  });

  test('that is an administrator asks for each image, since every shared image is listed', async () => {
    const everything = [of('a'), of('b'), of('c')];
    const lists = sharedWith({ all: everything, pending: everything });
    const membership: Readonly<Record<string, Answer>> = {
      '/image/v2/images/a/members/p1': { body: { member_id: 'p1', status: 'pending' } },
      '/image/v2/images/b/members/p1': { body: { member_id: 'p1', status: 'accepted' } },
    };
    const cloud = await fakeCloud((seen, response) => {
      if (seen.path.endsWith('/auth/tokens')) {
        const url = `http://${seen.headers.host}`;
        return tokenAnswer(url, { roles: [{ id: 'r', name: 'admin' }] });
      }
      return membership[seen.path] ?? lists(seen, response);
    });
    expect(await told(cloud, 'all')).toEqual(['a pending', 'b accepted']);
    expect(await told(cloud, 'pending')).toEqual(['a pending']);
  });
});
