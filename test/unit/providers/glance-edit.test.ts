import { describe, expect, test } from 'vitest';
import type { ImageEdit } from '#shared/model/index.ts';
import { call, fakeCloud, TINY } from './fake-cloud.ts';

/** The PATCH that an edit of `TINY` sends; `undefined` if none. */
async function patchOf(edit: ImageEdit, document: object = TINY): Promise<unknown> {
  const cloud = await fakeCloud(({ path }) => (path.endsWith('/x') ? { body: document } : undefined));
  await cloud.provider.edit('x', edit, {}, call);
  const patch = cloud.seen.find(({ method }) => method === 'PATCH');
  if (patch === undefined) return undefined;
  expect(patch.headers['content-type']).toBe('application/openstack-images-v2.1-json-patch');
  return JSON.parse(patch.body);
}

describe('an edit', () => {
  test('sends what was named and differs, nothing else', async () => {
    expect(await patchOf({ name: 'new', minRamMb: 64, hidden: true })).toEqual([
      { op: 'replace', path: '/name', value: 'new' },
      { op: 'replace', path: '/os_hidden', value: true },
    ]);
  });

  test('that changes nothing sends nothing', async () => {
    expect(
      await patchOf({ name: 'tiny', addTags: ['lab'], removeTags: ['none'], unsetProperties: ['none'] }),
    ).toBeUndefined();
  });

  test('replaces the whole list of tags', async () => {
    expect(await patchOf({ addTags: ['a', 'lab', 'a'], removeTags: [] })).toEqual([
      { op: 'replace', path: '/tags', value: ['lab', 'a'] },
    ]);
    expect(await patchOf({ removeTags: ['lab'] })).toEqual([{ op: 'replace', path: '/tags', value: [] }]);
  });

  test('escapes names, adds rather than replaces, and removes only what is there', async () => {
    const document = { ...TINY, 'a/b~c': '1' };
    expect(
      await patchOf(
        { setProperties: { 'x/~': 'v', os_type: 'bsd' }, unsetProperties: ['a/b~c', 'gone'] },
        document,
      ),
    ).toEqual([
      { op: 'add', path: '/x~1~0', value: 'v' },
      { op: 'add', path: '/os_type', value: 'bsd' },
      { op: 'remove', path: '/a~1b~0c' },
    ]);
  });

  test.each(['status', 'id', 'os_glance_failed_import', 'location', 'owner'])(
    'of the service’s own name %s is INVALID and sends no PATCH',
    async (key) => {
      await expect(patchOf({ setProperties: { [key]: 'x' } })).rejects.toMatchObject({ code: 'INVALID' });
      await expect(patchOf({ unsetProperties: [key] })).rejects.toMatchObject({ code: 'INVALID' });
    },
  );

  test('against a revision that is no longer true is CONFLICT and sends no PATCH', async () => {
    const cloud = await fakeCloud();
    const { image } = await cloud.provider.show('x', call);
    await cloud.provider.edit('x', { name: 'n' }, { revision: image.revision }, call);
    await expect(cloud.provider.edit('x', { name: 'n' }, { revision: 'older' }, call)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(cloud.seen.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });
});
