import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImageQuery } from '#shared/model/index.ts';
import { fakeNova, ID, TINY } from './fake-nova.ts';
import { type Answer, call, type FakeService, listed, type Seen } from './fake-service.ts';

const detail = (name: string, more: object = {}) => ({ ...TINY, id: `id-${name}`, name, ...more });
const namesOf = async (fake: FakeService, query: ImageQuery = {}) =>
  (await listed(fake, query)).map(({ name }) => name);

/** Nova's pages: by limit and marker, with a next link whenever a page is full (nova-images.md §4). */
function pages(names: readonly string[], linkBase: string): (seen: Seen) => Answer | undefined {
  return ({ path }) => {
    if (!path.includes('/images/detail')) return undefined;
    const query = new URL(path, 'http://nova').searchParams;
    const limit = Number(query.get('limit'));
    const begin = names.indexOf(query.get('marker')?.replace('id-', '') ?? '') + 1;
    const page = names.slice(begin, begin + limit);
    const next = new URLSearchParams({ ...Object.fromEntries(query), marker: `id-${page.at(-1)}` });
    const links = { images_links: [{ rel: 'next', href: `${linkBase}/images/detail?${next}` }] };
    return { body: { images: page.map((name) => detail(name)), ...(page.length === limit && links) } };
  };
}

describe('the pages of a list', () => {
  test('go on by the marker, whatever address the link names, and end where there is none', async () => {
    const fake = await fakeNova({ answers: pages(['a', 'b', 'c'], 'http://internal.invalid:1/v2/old') });
    expect(await namesOf(fake, { pageSize: 2 })).toEqual(['a', 'b', 'c']);
    expect(fake.asked()).toEqual([
      'GET /compute/v2.1/images/detail?limit=2',
      'GET /compute/v2.1/images/detail?limit=2&marker=id-b',
    ]);
  });

  test('a full last page has a link to an empty one', async () => {
    const fake = await fakeNova({ answers: pages(['a', 'b'], '') });
    expect(await namesOf(fake, { pageSize: 2 })).toEqual(['a', 'b']);
    expect(fake.asked()).toHaveLength(2);
  });

  test('a service that gives the same page for ever is left', async () => {
    const link = [{ rel: 'next', href: '/images/detail?marker=x' }];
    const fake = await fakeNova({ answers: () => ({ body: { images: [TINY], images_links: link } }) });
    await expect(namesOf(fake)).rejects.toMatchObject({ code: 'PROTOCOL', message: /again and again/ });
  });

  test('links of odd shapes end the list', async () => {
    const odd = [null, 'x', [{ rel: 'next' }], [{ rel: 'next', href: 'http://[' }], [{ rel: 5, href: 5 }]];
    for (const links of odd) {
      const fake = await fakeNova({ answers: () => ({ body: { images: [TINY], images_links: links } }) });
      expect(await namesOf(fake)).toEqual(['tiny']);
    }
  });
});

describe('the filters of a list', () => {
  test('what Nova filters right goes over the wire, in Glance’s words', async () => {
    const fake = await fakeNova();
    await namesOf(fake, { name: 'tiny', status: 'ready', changedSince: '2026-01-02T00:00:00.500Z' });
    expect(fake.asked()).toEqual([
      'GET /compute/v2.1/images/detail?limit=250&name=tiny&status=active&changes-since=2026-01-02T00%3A00%3A00Z',
    ]);
  });

  test('what it filters wrong stays here: properties lose letters, operators are read as such', async () => {
    const images = [
      detail('in:a,b', { metadata: { os_type: 'bsd' } }),
      detail('in:a,b', { id: 'other' }),
      detail('a', { metadata: { os_type: 'bsd' } }),
    ];
    const fake = await fakeNova({ answers: () => ({ body: { images } }) });
    expect(await namesOf(fake, { name: 'in:a,b', properties: { os_type: 'bsd' } })).toEqual(['in:a,b']);
    expect(fake.asked()).toEqual(['GET /compute/v2.1/images/detail?limit=250']);
  });

  test('by time also where the service does not say when an image was changed', async () => {
    const images = [
      detail('unsaid', { updated: null }),
      detail('old', { updated: '2020-01-01T00:00:00Z' }),
      detail('new', { updated: '2026-01-02T00:00:00Z' }),
    ];
    const fake = await fakeNova({ answers: () => ({ body: { images } }) });
    expect(await namesOf(fake, { changedSince: '2026-01-02T00:00:00.900Z' })).toEqual(['unsaid', 'new']);
  });

  test('by size, and not hidden, which Nova never shows', async () => {
    const images = [detail('small', { 'OS-EXT-IMG-SIZE:size': 1 }), detail('large')];
    const fake = await fakeNova({ answers: () => ({ body: { images } }) });
    expect(await namesOf(fake, { sizeMinBytes: 2, hidden: false })).toEqual(['large']);
    expect(await namesOf(fake, { visibility: 'all', sizeMaxBytes: 1 })).toEqual(['small']);
    expect(await namesOf(fake, { visibility: 'public' })).toEqual([]);
  });

  test('a sorted list is sorted over all pages, what has no value last', async () => {
    const fake = await fakeNova({ answers: pages(['b', 'c', 'a'], '') });
    const by = async (direction: 'asc' | 'desc') =>
      namesOf(fake, { pageSize: 1, sort: [{ key: 'name', direction }] });
    expect(await by('asc')).toEqual(['a', 'b', 'c']);
    expect(await by('desc')).toEqual(['c', 'b', 'a']);
    const nameless = [detail('z'), { ...TINY, id: 'n', name: null }];
    const other = await fakeNova({ answers: () => ({ body: { images: nameless } }) });
    expect(await namesOf(other, { sort: [{ key: 'name', direction: 'desc' }] })).toEqual(['z', null]);
  });
});

describe('an image', () => {
  const shown = async (more: object) => {
    const { provider } = await fakeNova({
      answers: ({ path }) => (path.endsWith(ID) ? { body: { image: { ...TINY, ...more } } } : undefined),
    });
    return (await provider.show(ID, call)).image;
  };

  test('has what Nova shows, and null for what it does not', async () => {
    expect(await shown({})).toEqual({
      connection: 'lab',
      id: ID,
      name: 'tiny',
      status: 'ready',
      serviceStatus: 'ACTIVE',
      sizeBytes: 197_120,
      virtualSizeBytes: null,
      diskFormat: null,
      containerFormat: null,
      visibility: null,
      owner: null,
      protected: null,
      hidden: null,
      minDiskGb: 0,
      minRamMb: 64,
      createdAt: '2026-01-02T03:04:05Z',
      updatedAt: '2026-01-02T03:04:06Z',
      checksum: null,
      tags: [],
      properties: { os_type: 'linux', kept: 'k' },
      revision: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test.for([
    ['ACTIVE', 100, 'ready'],
    ['SAVING', 25, 'waiting'],
    ['SAVING', 50, 'busy'],
    ['ERROR', 0, 'failed'],
    ['DELETED', 0, 'gone'],
    ['UNKNOWN', 0, 'unknown'],
    ['toString', 0, 'unknown'],
  ] as const)('%s at %i is %s', async ([status, progress, normal]) => {
    expect(await shown({ status, progress })).toMatchObject({ status: normal, serviceStatus: status });
  });

  test('a size of 0 is unknown until the image is ready', async () => {
    expect(await shown({ status: 'SAVING', 'OS-EXT-IMG-SIZE:size': 0 })).toMatchObject({ sizeBytes: null });
    expect(await shown({ 'OS-EXT-IMG-SIZE:size': 0 })).toMatchObject({ sizeBytes: 0 });
  });

  test('values that Nova decoded are the text again that they are in Glance', async () => {
    const metadata = { mappings: [{ device: 'vda' }], os_glance_import_task: 'hidden', n: null };
    expect((await shown({ metadata })).properties).toEqual({ mappings: '[{"device":"vda"}]', n: 'null' });
  });

  test('a property may be named as parts of JavaScript are', async () => {
    const { provider } = await fakeNova({
      answers: () => ({
        body: `{"image": {"id": "${ID}", "metadata": {"__proto__": "p", "constructor": "c"}}}`,
      }),
    });
    const { properties } = (await provider.show(ID, call)).image;
    expect(Object.entries(properties)).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    expect(({} as Record<string, unknown>)['p']).toBeUndefined();
  });

  test('any strange fields leave an image with its id', async () => {
    const strange = fc.record(
      Object.fromEntries(
        ['name', 'status', 'progress', 'minRam', 'minDisk', 'created', 'updated', 'metadata', 'links'].map(
          (key) => [key, fc.jsonValue()],
        ),
      ),
    );
    let image: unknown;
    const { provider } = await fakeNova({ answers: () => ({ body: { image } }) });
    await fc.assert(
      fc.asyncProperty(strange, async (fields) => {
        image = { ...fields, id: ID };
        expect((await provider.show(ID, call)).image.id).toBe(ID);
      }),
      { numRuns: 100 },
    );
  });
});

describe('where Nova is', () => {
  test.for([
    ['/compute/v2.1', '/compute/v2.1'],
    ['/compute/v2.1/', '/compute/v2.1'],
    ['/compute/v2.1/p1', '/compute/v2.1/p1'],
    ['/compute/v2/p1', '/compute/v2/p1'],
    ['/compute/v2', '/compute/v2'],
    ['/compute', '/compute/v2.1'],
    ['/compute/', '/compute/v2.1'],
  ])('%s of the catalogue is used as %s', async ([compute = '', used]) => {
    const fake = await fakeNova({ catalog: { compute } });
    await fake.provider.show(ID, call);
    expect(fake.asked()).toEqual([`GET ${used}/images/${ID}`]);
  });

  test('its version is asked above the project', async () => {
    const fake = await fakeNova({ catalog: { compute: '/compute/v2.1/p1' } });
    expect((await fake.provider.capabilities(call)).version).toBe('2.93');
    expect(fake.asked()).toEqual(['GET /compute/v2.1/']);
  });

  test('ids stay one part of the address', async () => {
    const fake = await fakeNova();
    await expect(fake.provider.show('a/b?c#d', call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(fake.asked()).toEqual(['GET /compute/v2.1/images/a%2Fb%3Fc%23d']);
    for (const id of ['..', '.']) {
      await expect(fake.provider.remove(id, {}, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(fake.asked()).toHaveLength(1);
  });
});
