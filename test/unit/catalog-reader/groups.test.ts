import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOG_GROUPINGS, type Image } from '#shared/model/index.ts';
import { imageDocument } from '../catalog/generated-images.ts';
import { distinct, documentOf, hostileImage, hostileSearch } from './hostile-images.ts';
import { openReader } from './open-reader.ts';
import { groupValue, plainList } from './plain-list.ts';

const all = { offset: 0, limit: 1000 } as const;

describe('groups', () => {
  it('are those of a plain list put together, whatever the images and the search', async () => {
    const images = distinct(fc.sample(hostileImage, { numRuns: 300, seed: 5 })).map(
      (image) => JSON.parse(JSON.stringify(image)) as Image,
    );
    const { reader } = openReader(images.map(documentOf));
    await fc.assert(
      fc.asyncProperty(hostileSearch, fc.constantFrom(...CATALOG_GROUPINGS), async (search, by) => {
        const expected = new Map<string, Image[]>();
        for (const image of plainList(images, { search, sort: 'name', direction: 'asc' })) {
          const key = groupValue(image, by);
          expected.set(key, [...(expected.get(key) ?? []), image]);
        }
        const { groups, total } = await reader.groups({ by, order: 'images', search, ...all });
        expect(total).toBe(expected.size);
        for (const group of groups) {
          const members = expected.get(group.key) ?? [];
          expect(group).toMatchObject({ images: members.length, first: members[0] });
          expect(group.label === null).toBe(group.key === '');
          const places = Object.entries(Object.groupBy(members, ({ connection }) => connection));
          expect(new Map(group.connections.map((place) => [place.connection, place.images]))).toEqual(
            new Map(places.map(([connection, list = []]) => [connection, list.length])),
          );
        }
        expect(groups.findIndex(({ key }) => key === '')).toBe(expected.has('') ? groups.length - 1 : -1);
        const sizes = groups.filter(({ key }) => key !== '').map((group) => group.images);
        expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('are in the order of their labels, those of nothing last, a window at a time', async () => {
    const owners = ['b', null, 'C', 'a', '', 'B'];
    const { reader } = openReader(
      owners.map((owner, at) => imageDocument({ id: `${at}`, name: `${at}`, owner })),
    );
    const labels = async (offset: number, limit: number) =>
      (await reader.groups({ by: 'owner', order: 'label', offset, limit })).groups.map(({ label }) => label);
    expect(await labels(0, 10)).toEqual(['a', 'b', 'C', null]);
    expect(await labels(1, 2)).toEqual(['b', 'C']);
    const { groups } = await reader.groups({ by: 'owner', order: 'images', ...all });
    expect(groups.map(({ key, images }) => [key, images])).toEqual([
      ['b', 2],
      ['a', 1],
      ['c', 1],
      ['', 2],
    ]);
  });

  it('of one hash say where the same image is, and in what its copies differ', async () => {
    const checksum = { algo: 'sha512', value: 'aa' };
    const copy = (connection: string, part: Partial<Image>) =>
      imageDocument({ connection, id: connection, name: 'debian', checksum, ...part });
    const { reader } = openReader([
      copy('lab', { properties: { os_version: '12', same: 'x' } }),
      copy('prod', { properties: { os_version: '12.1', same: 'x' }, visibility: 'public', tags: ['b', 'a'] }),
      imageDocument({ id: 'alone', name: 'zebra', checksum: { algo: 'md5', value: 'aa' } }),
      imageDocument({ id: 'unhashed' }),
    ]);
    const { groups } = await reader.groups({ by: 'hash', order: 'label', ...all });
    expect(groups.map(({ key }) => key)).toEqual(['sha512:aa', 'md5:aa', '']);
    expect(groups[0]).toMatchObject({
      images: 2,
      connections: [
        { connection: 'lab', images: 1 },
        { connection: 'prod', images: 1 },
      ],
      differing: ['property.os_version', 'tags', 'visibility'],
    });
    expect(groups[1]?.differing).toEqual([]);
  });

  it('with very long values have keys that a question may carry, and that mean them', async () => {
    const owners = ['x'.repeat(5000), `${'x'.repeat(4999)}y`];
    const { reader } = openReader(owners.map((owner, at) => imageDocument({ id: `${at}`, owner })));
    const { groups } = await reader.groups({ by: 'owner', order: 'label', ...all });
    expect(groups).toHaveLength(2);
    for (const { key, first } of groups) {
      expect(key.length).toBeLessThanOrEqual(1024);
      const group = { by: 'owner', key } as const;
      const { rows } = await reader.window({ group, sort: 'name', direction: 'asc', ...all });
      expect(rows).toEqual([first]);
    }
  });
});
