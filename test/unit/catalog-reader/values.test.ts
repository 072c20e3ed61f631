import { describe, expect, it } from 'vitest';
import type { CatalogValueSource } from '#shared/model/index.ts';
import { imageDocument } from '../catalog/generated-images.ts';
import { openReader } from './open-reader.ts';

const AT = '2026-05-01T00:00:00.000Z';
const documents = [
  imageDocument({
    id: '1',
    name: 'Ubuntu',
    owner: 'Team A',
    tags: ['web', 'Golden'],
    properties: { os_distro: 'Ubuntu', my_os: true },
  }),
  imageDocument({
    id: '2',
    name: 'ubuntu',
    owner: 'team a',
    tags: ['web'],
    properties: { os_distro: 'debian' },
  }),
  imageDocument({
    connection: 'lab',
    id: '3',
    name: 'a ubuntu',
    owner: null,
    tags: [],
    serviceStatus: 'ready',
  }),
];

describe('values to complete a search with', () => {
  const { values } = { values: documents };
  const ask = async (source: CatalogValueSource, text = '', connections?: readonly string[]) => {
    const { reader } = openReader(values);
    return (await reader.values({ source, text, connections, limit: 10 })).map(({ value, images }) => [
      value,
      images,
    ]);
  };

  it('are those of the most images first, whatever their case', async () => {
    expect(await ask({ of: 'name' })).toEqual([
      ['Ubuntu', 2],
      ['a ubuntu', 1],
    ]);
    expect(await ask({ of: 'tag' })).toEqual([
      ['web', 2],
      ['Golden', 1],
    ]);
    expect(await ask({ of: 'owner' })).toEqual([['Team A', 2]]);
    expect(await ask({ of: 'status' })).toEqual([
      ['ready', 3],
      ['active', 2],
    ]);
    expect(await ask({ of: 'property', key: 'OS_DISTRO' })).toEqual([
      ['debian', 1],
      ['Ubuntu', 1],
    ]);
    expect(await ask({ of: 'property', key: 'my_os' })).toEqual([['true', 1]]);
  });

  it('that begin with what was typed come before those that contain it', async () => {
    expect(await ask({ of: 'property-key' }, 'OS')).toEqual([
      ['os_distro', 2],
      ['my_os', 1],
    ]);
    expect(await ask({ of: 'name' }, 'a')).toEqual([['a ubuntu', 1]]);
    expect(await ask({ of: 'tag' }, 'nothing')).toEqual([]);
  });

  it('are those of some clouds, if these are named', async () => {
    expect(await ask({ of: 'name' }, '', ['lab'])).toEqual([['a ubuntu', 1]]);
    expect(await ask({ of: 'owner' }, '', ['lab', 'unknown'])).toEqual([]);
  });

  it('keep up with the rows', async () => {
    const { reader, writer } = openReader(documents);
    const tags = async () => reader.values({ source: { of: 'tag' }, text: '', limit: 1 });
    expect(await tags()).toEqual([{ value: 'web', images: 2 }]);
    for (const id of ['4', '5', '6']) writer.put(AT, imageDocument({ id, tags: ['fresh'] }));
    expect(await tags()).toEqual([{ value: 'fresh', images: 3 }]);
  });
});
