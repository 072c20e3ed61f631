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

describe('the error of an answer', () => {
  const glance = (message: string) =>
    JSON.stringify({ message: `${message}<br /><br />\n\n\n`, code: 'x', title: 'y' });
  test.each([
    [400, glance('Invalid'), 'INVALID', undefined],
    [401, glance('no'), 'AUTH_REQUIRED', undefined],
    [403, glance('Image x is protected and cannot be deleted.'), 'FORBIDDEN', /unprotect it first/],
    [
      403,
      glance('You are not authorized to complete publicize_image action.'),
      'FORBIDDEN',
      /administrators/,
    ],
    [403, glance('Not allowed'), 'FORBIDDEN', /owner/],
    [404, glance('No image'), 'NOT_FOUND', undefined],
    [409, glance('Image is in use'), 'CONFLICT', undefined],
    [410, 'gone', 'NOT_FOUND', /meanwhile/],
    [413, glance('The limit has been exceeded on the number of allowed image tags.'), 'QUOTA', undefined],
    [413, glance('Image exceeds the storage quota'), 'QUOTA', undefined],
    [413, glance('Size cap exceeded'), 'TOO_LARGE', undefined],
    [415, glance('format_inspector'), 'INVALID', /disk format/],
    [429, '', 'UNAVAILABLE', undefined],
    [500, '<html><body>Oops</body></html>', 'UNAVAILABLE', undefined],
    [502, '<html>Bad Gateway</html>', 'UNAVAILABLE', undefined],
    [503, '', 'UNAVAILABLE', undefined],
    [418, 'teapot', 'PROTOCOL', undefined],
  ])('%i %s is %s', async (status, body, code, hint) => {
    const cloud = await fakeCloud(({ method }) =>
      method === 'DELETE' ? { status, body, headers: { 'retry-after': '7' } } : undefined,
    );
    await expect(cloud.provider.remove('x', {}, call)).rejects.toMatchObject({
      code,
      retry: status === 429 || status >= 500 ? 'safe' : 'never',
      operation: 'test',
      context: { status, requestId: 'req-1', retryAfter: '7' },
      ...(hint === undefined ? {} : { hint: expect.stringMatching(hint) }),
    });
  });

  test('shows no tags, no control characters and at most 300 characters of what the service says', async () => {
    const page = `<html><head><title>T</title><style>b{}</style></head><body><h1>404</h1>\u0007\u202e ${'long '.repeat(200)}</body></html>`;
    const cloud = await fakeCloud(({ method }) =>
      method === 'DELETE' ? { status: 404, body: page } : undefined,
    );
    const { message } = await cloud.provider.remove('x', {}, call).catch((error) => error);
    expect(message).toMatch(/did not delete image x: 404 long long/);
    for (const character of '<>\u0007\u202e') expect(message).not.toContain(character);
    expect(message.length).toBeLessThan(400);
  });

  test('a proxy that limits the size is named', async () => {
    const cloud = await fakeCloud(({ method }, response) => {
      if (method !== 'DELETE') return undefined;
      response.writeHead(413, { server: 'nginx/1.25', via: '1.1 edge' }).end('<html>Too large</html>');
      return 'handled';
    });
    await expect(cloud.provider.remove('x', {}, call)).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: /^nginx\/1\.25 via 1\.1 edge at 127/,
      hint: /before Glance/,
    });
  });
});
