import { describe, expect, test } from 'vitest';
import type { ImageEdit } from '#shared/model/index.ts';
import { type FakeNovaOptions, fakeNova, ID, TINY } from './fake-nova.ts';
import { call } from './fake-service.ts';

const image = `/compute/v2.1/images/${ID}`;

/** An edit, and the writes that it sent to Nova. */
async function edited(edit: ImageEdit, options: FakeNovaOptions = {}, accepted?: boolean) {
  const fake = await fakeNova(options);
  const outcome = await fake.provider.edit(ID, edit, { accepted }, call).catch((error: unknown) => error);
  const writes = fake.seen
    .filter(({ method, path }) => method !== 'GET' && path.startsWith('/compute'))
    .map(({ method, path, body }) => [method, path, body === '' ? undefined : JSON.parse(body)]);
  return { fake, outcome, writes };
}

describe('the least writes', () => {
  test('one property: its own address', async () => {
    const { writes, outcome } = await edited({ setProperties: { 'hw:disk bus': 'ü' } });
    expect(writes).toEqual([['PUT', `${image}/metadata/hw%3Adisk%20bus`, { meta: { 'hw:disk bus': 'ü' } }]]);
    expect(outcome).toMatchObject({ image: { properties: { 'hw:disk bus': 'ü', kept: 'k' } } });
    expect(outcome).not.toHaveProperty('notes');
  });

  test('several: merged in one', async () => {
    const { writes } = await edited({ setProperties: { a: '1', b: '2', kept: 'k' } });
    expect(writes).toEqual([['POST', `${image}/metadata`, { metadata: { a: '1', b: '2' } }]]);
  });

  test('removed one by one; what is not there is not asked for', async () => {
    const { writes, outcome } = await edited({ unsetProperties: ['os_type', 'never there', 'os_type'] });
    expect(writes).toEqual([['DELETE', `${image}/metadata/os_type`, undefined]]);
    expect(outcome).toMatchObject({ image: { properties: { kept: 'k' } } });
  });

  test('nothing at all where everything is so already', async () => {
    const { writes, fake } = await edited({ setProperties: { kept: 'k' }, unsetProperties: ['nothing'] });
    expect(writes).toEqual([]);
    expect(fake.asked()).toEqual([`GET ${image}`]);
  });

  test('what somebody else removed meanwhile is no failure', async () => {
    let isThere = true;
    const { outcome } = await edited(
      { unsetProperties: ['os_type'] },
      {
        answers: ({ method, path }) => {
          if (method === 'DELETE') {
            isThere = false;
            return { status: 404, body: { itemNotFound: { code: 404, message: 'Invalid metadata key' } } };
          }
          return path.endsWith(ID) && !isThere ? { body: { image: { ...TINY, metadata: {} } } } : undefined;
        },
      },
    );
    expect(outcome).toMatchObject({ image: { properties: {} } });
  });

  test('what another writer wrote over is CONFLICT, not success', async () => {
    const { outcome } = await edited(
      { setProperties: { a: '1' } },
      { answers: ({ method }) => (method === 'PUT' ? { body: { meta: { a: '1' } } } : undefined) },
    );
    expect(outcome).toMatchObject({ code: 'CONFLICT', message: /written over/ });
  });

  test('a failure in the middle says that a part is made', async () => {
    const { outcome } = await edited(
      { setProperties: { a: '1' }, unsetProperties: ['kept'] },
      { answers: ({ method }) => (method === 'DELETE' ? { status: 503 } : undefined) },
    );
    expect(outcome).toMatchObject({ code: 'UNAVAILABLE', hint: /^A part of the change was made already/ });
  });

  test('against another revision nothing is sent', async () => {
    const fake = await fakeNova();
    const { revision } = (await fake.provider.show(ID, call)).image;
    const edit = (value: string) =>
      fake.provider.edit(ID, { setProperties: { a: value } }, { revision }, call);
    expect((await edit('1')).image.revision).not.toBe(revision);
    const before = fake.seen.length;
    await expect(edit('2')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(fake.seen.slice(before).map(({ method }) => method)).toEqual(['GET']);
  });
});

describe('what Nova would refuse, ignore or break on is INVALID before any request', () => {
  test.for([
    [{ setProperties: { 'with/slash': 'x' } }, /letters, digits, blanks/],
    [{ setProperties: { '': 'x' } }, /letters, digits, blanks/],
    [{ setProperties: { ['k'.repeat(256)]: 'x' } }, /1 to 255/],
    [{ setProperties: { ok: 'v'.repeat(256) } }, /Glance connection/],
    [{ setProperties: { ok: 'a penguin 🐧' } }, /four bytes/],
    [{ setProperties: { name: 'x' } }, /another name/],
    [{ setProperties: { os_glance_x: 'x' } }, /another name/],
    [{ unsetProperties: ['visibility'] }, /another name/],
  ] as const)('%j', async ([edit, hint]) => {
    const { fake, outcome } = await edited(edit as ImageEdit);
    expect(outcome).toMatchObject({ code: 'INVALID', hint: expect.stringMatching(hint) });
    expect(fake.seen).toEqual([]);
  });

  test('255 characters are enough, whatever they take in bytes', async () => {
    const { writes } = await edited({ setProperties: { ok: 'ü'.repeat(255) } });
    expect(writes).toHaveLength(1);
  });
});

describe('names that are ways through an address', () => {
  const answers: FakeNovaOptions['answers'] = ({ method, path }) =>
    method === 'GET' && path === image
      ? { body: { image: { ...TINY, metadata: { '..': 'x', 'a/b': 'y' } } } }
      : undefined;

  test('removing the property ".." must not delete the image', async () => {
    for (const key of ['..', 'a/b']) {
      const { outcome, writes } = await edited({ unsetProperties: [key] }, { answers });
      expect(outcome).toMatchObject({ code: 'INVALID', hint: /Glance connection/ });
      expect(writes).toEqual([]);
    }
  });

  test('setting it goes by the merge', async () => {
    const { writes } = await edited({ setProperties: { '..': 'z' } }, { answers });
    expect(writes).toEqual([['POST', `${image}/metadata`, { metadata: { '..': 'z' } }]]);
  });
});

describe('Nova makes an image private by changing its properties', () => {
  const set = { setProperties: { a: '1' } };

  test.for([
    [{ visibility: 'shared', members: ['p2', 'p3'] }, /its 2 members would lose it/],
    [{ visibility: 'shared', members: ['p2'] }, /its member would lose it/],
    [{ visibility: 'community' }, /all other projects would lose it/],
  ] as const)('%j: refused, with the other way', async ([options, message]) => {
    const { outcome, writes } = await edited(set, options);
    expect(outcome).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(message),
      hint: /^Nothing was sent\. Edit it through a Glance connection to the same cloud, or say that you accept it\.$/,
      context: { instead: 'glance' },
    });
    expect(writes).toEqual([]);
  });

  test('accepted: it is done, and told', async () => {
    const { outcome, writes } = await edited(set, { visibility: 'shared', members: ['p2'] }, true);
    expect(writes).toHaveLength(1);
    expect(outcome).toMatchObject({
      notes: ['Nova made the image private: it was shared before, and its members lost it.'],
    });
  });

  test('shared with nobody: done, and told', async () => {
    const { outcome } = await edited(set, { visibility: 'shared' });
    expect(outcome).toMatchObject({ notes: ['Nova made the image private: it was shared before.'] });
  });

  test.for(['private', 'public'])('%s stays so: nothing to tell', async (visibility) => {
    const { outcome, writes } = await edited(set, { visibility });
    expect(writes).toHaveLength(1);
    expect(outcome).not.toHaveProperty('notes');
  });

  test('only reads go to Glance, and those of one image', async () => {
    const { fake } = await edited(set, {
      visibility: 'shared',
      catalog: { compute: '/compute/v2.1', image: '/image/v2/' },
    });
    expect(fake.asked().filter((line) => line.includes('/image/'))).toEqual([
      `GET /image/v2/images/${ID}`,
      `GET /image/v2/images/${ID}/members`,
      `GET /image/v2/images/${ID}`,
    ]);
  });

  test('a Glance that does not tell: refused until accepted', async () => {
    const answers: FakeNovaOptions['answers'] = ({ path }) =>
      path.startsWith('/image/') ? { status: 403, body: '<h1>No</h1>' } : undefined;
    const { outcome, writes } = await edited(set, { answers });
    expect(outcome).toMatchObject({
      code: 'CONFLICT',
      message: /cannot be seen \(Glance answered 403: No\)/,
    });
    expect(writes).toEqual([]);
    const again = await edited(set, { answers }, true);
    expect(again.outcome).toMatchObject({ notes: [expect.stringMatching(/if it was shared/)] });
  });

  test('members that cannot be seen count as some', async () => {
    const answers: FakeNovaOptions['answers'] = ({ path }) =>
      path.endsWith('/members') ? { status: 403 } : undefined;
    const { outcome } = await edited(set, { answers, visibility: 'shared' });
    expect(outcome).toMatchObject({ code: 'CONFLICT', message: /its members, which cannot be seen/ });
  });

  test('a cloud without Glance in its catalogue: done, with the doubt told', async () => {
    const { outcome, writes } = await edited(set, { catalog: { compute: '/compute/v2.1' } });
    expect(writes).toHaveLength(1);
    expect(outcome).toMatchObject({ notes: [expect.stringMatching(/shows no image service/)] });
  });

  test('a typed endpoint is Nova’s: Glance is still looked up', async () => {
    const options = { visibility: 'community', settings: {} as { endpoint?: string } };
    const probe = await fakeNova();
    options.settings.endpoint = `${probe.url}/compute/v2.1`;
    const { outcome } = await edited(set, options);
    expect(outcome).toMatchObject({ code: 'CONFLICT' });
    expect(probe.asked()).toEqual([`GET ${image}`]);
  });
});
