import { describe, expect, test } from 'vitest';
import type { Image, ImageQuery } from '#shared/model/index.ts';
import { type Answers, call, fakeCloud, TINY } from './fake-cloud.ts';

const LIST = '/image/v2/images?';

/** A service with pages, whose `next` loses repeated parameters as Glance's does. */
function paged(pages: readonly (readonly object[])[]): Answers {
  return ({ path }) => {
    if (!path.startsWith(LIST)) return undefined;
    const marker = new URL(path, 'http://x').searchParams.get('marker');
    const index = marker === null ? 0 : Number(marker);
    const next = index + 1 < pages.length ? { next: `/v2/images?limit=2&tag=b&marker=${index + 1}` } : {};
    return { body: { images: pages[index] ?? [], ...next } };
  };
}

async function listed(answers: Answers | undefined, query: ImageQuery) {
  const cloud = await fakeCloud(answers);
  const images: Image[] = [];
  for await (const page of cloud.provider.list(query, call)) images.push(...page.map(({ image }) => image));
  const queries = cloud
    .asked()
    .filter((line) => line.startsWith(`GET ${LIST}`))
    .map((line) => new URL(line.slice(4), 'http://x').searchParams);
  return { images, queries };
}

describe('listing', () => {
  test('goes on through short and empty pages until there is no marker', async () => {
    const one = (id: string) => ({ ...TINY, id, tags: ['a', 'b'] });
    const pages = [[one('1'), one('2')], [], [one('3')], []];
    const { images, queries } = await listed(paged(pages), { hidden: false, pageSize: 2 });
    expect(images.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(queries).toHaveLength(4);
  });

  test('keeps repeated tags on every page, though the service loses them in its link', async () => {
    const { queries } = await listed(paged([[], [], []]), {
      hidden: false,
      tags: ['a', 'b'],
      pageSize: 2,
    });
    expect(queries.map((query) => query.getAll('tag'))).toEqual(Array(3).fill(['a', 'b']));
    expect(queries.map((query) => query.get('marker'))).toEqual([null, '1', '2']);
  });

  test('the project’s own hidden images follow, unless the query says which are wanted', async () => {
    const service: Answers = ({ path }) => {
      if (!path.startsWith(LIST)) return undefined;
      const hidden = path.includes('os_hidden=true');
      return { body: { images: [{ ...TINY, id: hidden ? 'h' : 's', os_hidden: hidden, owner: 'p1' }] } };
    };
    const { images, queries } = await listed(service, {});
    expect(images.map(({ id }) => id)).toEqual(['s', 'h']);
    expect(queries.map((query) => [query.get('os_hidden'), query.get('owner')])).toEqual([
      [null, null],
      ['true', 'p1'],
    ]);
    expect((await listed(service, { hidden: false })).images.map(({ id }) => id)).toEqual(['s']);
    // Nobody else's are asked for.
    expect((await listed(service, { owner: 'p2' })).queries).toHaveLength(1);
  });

  test('a service that repeats a page is PROTOCOL, not an endless list', async () => {
    const endless: Answers = ({ path }) =>
      path.startsWith(LIST) ? { body: { images: [TINY], next: '/v2/images?marker=1' } } : undefined;
    await expect(listed(endless, {})).rejects.toMatchObject({ code: 'PROTOCOL' });
  });

  test('sends every filter and all sort keys in the words of Glance', async () => {
    const { queries } = await listed(paged([[]]), {
      name: 'a b',
      status: 'busy',
      visibility: 'shared',
      owner: 'p1',
      diskFormat: 'raw',
      containerFormat: 'bare',
      tags: ['t'],
      protected: false,
      hidden: true,
      sizeMinBytes: 1,
      sizeMaxBytes: 2,
      changedSince: '2026-01-02T03:04:05.678Z',
      memberStatus: 'pending',
      properties: { os_type: 'linux', limit: 'not a parameter' },
      sort: [
        { key: 'name', direction: 'asc' },
        { key: 'sizeBytes', direction: 'desc' },
      ],
      pageSize: 7,
    });
    expect(Object.fromEntries(queries[0] ?? [])).toEqual({
      limit: '7',
      name: 'a b',
      status: 'in:saving,uploading,importing',
      visibility: 'shared',
      owner: 'p1',
      disk_format: 'raw',
      container_format: 'bare',
      tag: 't',
      protected: 'false',
      os_hidden: 'true',
      size_min: '1',
      size_max: '2',
      updated_at: 'gte:2026-01-02T03:04:05Z',
      member_status: 'pending',
      os_type: 'linux',
      sort: 'name:asc,size:desc',
    });
  });

  test('filters itself for what the service ignores, and for values that look like operators', async () => {
    const odd = { ...TINY, id: '2', name: 'in:tiny' };
    const { images, queries } = await listed(paged([[TINY, odd]]), { name: 'in:tiny' });
    expect(images.map(({ id }) => id)).toEqual(['2']);
    expect(queries[0]?.has('name')).toBe(false);
  });
});

describe('reading an image', () => {
  async function shown(document: object) {
    const cloud = await fakeCloud(({ path }) => (path.endsWith('/x') ? { body: document } : undefined));
    return (await cloud.provider.show('x', call)).image;
  }

  test('gives the normal words, the better hash, and properties without what is the service’s own', async () => {
    const image = await shown({ ...TINY, os_glance_importing_to_stores: 'main', stores: 'main' });
    expect(image).toMatchObject({
      connection: 'lab',
      status: 'ready',
      serviceStatus: 'active',
      minRamMb: 64,
      checksum: { algo: 'sha512', value: 'cdef' },
    });
    expect({ ...image.properties }).toEqual({ os_type: 'linux' });
  });

  test.each([
    ['queued', 'waiting'],
    ['saving', 'busy'],
    ['uploading', 'busy'],
    ['importing', 'busy'],
    ['killed', 'failed'],
    ['deactivated', 'disabled'],
    ['deleted', 'gone'],
    ['pending_delete', 'gone'],
    ['dancing', 'unknown'],
  ])('status %s is %s', async (word, status) => {
    expect(await shown({ ...TINY, status: word })).toMatchObject({ status, serviceStatus: word });
  });

  test('md5 where there is nothing better; null where nothing is', async () => {
    const old = { ...TINY, os_hash_algo: null, os_hash_value: null };
    expect((await shown(old)).checksum).toEqual({ algo: 'md5', value: 'ab' });
    expect((await shown({ ...old, checksum: null })).checksum).toBeNull();
  });

  test('strange and hostile fields become null or stay text, and no prototype is touched', async () => {
    const text = JSON.stringify({ ...TINY, size: 'big', min_disk: -1, tags: 7, name: '\u0000<script>' });
    const image = await shown(JSON.parse(text.replace('{', '{"__proto__":"polluted","constructor":"c",')));
    expect(image).toMatchObject({ sizeBytes: null, minDiskGb: null, tags: [], name: '\u0000<script>' });
    expect(Object.keys(image.properties).sort()).toEqual(['__proto__', 'constructor', 'os_type']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('something without an id is PROTOCOL', async () => {
    await expect(shown({ hello: 'world' })).rejects.toMatchObject({ code: 'PROTOCOL' });
  });

  test('the revision follows everything that can be edited, and nothing else', async () => {
    const base = (await shown(TINY)).revision;
    const same = { ...TINY, status: 'saving', updated_at: '2027-01-01T00:00:00Z', self: '/other', size: 11 };
    expect((await shown(same)).revision).toBe(base);
    const changes = [
      { name: 'x' },
      { tags: [] },
      { os_type: 'bsd' },
      { protected: true },
      { min_disk: 1 },
      { new: '' },
    ];
    const revisions = await Promise.all(
      changes.map(async (change) => (await shown({ ...TINY, ...change })).revision),
    );
    expect(new Set([base, ...revisions]).size).toBe(changes.length + 1);
  });
});
