import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOG_SORT_KEYS, type CatalogQuery, type Image } from '#shared/model/index.ts';
import { imageDocument } from '../catalog/generated-images.ts';
import { distinct, documentOf, hostileImage } from './hostile-images.ts';
import { openReader } from './open-reader.ts';
import { realisticImages } from './realistic-images.ts';

const byName: CatalogQuery = { sort: 'name', direction: 'asc', offset: 0, limit: 1000 };
const AT = '2026-05-01T00:00:00.000Z';

function samples(count: number, seed: number): readonly Image[] {
  const images = distinct(fc.sample(hostileImage, { numRuns: count, seed }));
  return images.map((image) => JSON.parse(JSON.stringify(image)) as Image);
}

describe('a reader that was open while rows changed', () => {
  it('answers as one that is opened afterwards', async () => {
    const images = samples(200, 3);
    const { writer, reader, newReader } = openReader(images.map(documentOf));
    const hash = { by: 'hash', order: 'label', offset: 0, limit: 100 } as const;
    for (const sort of CATALOG_SORT_KEYS) await reader.window({ ...byName, sort });
    for (let round = 0; round < 6; round++) {
      for (const image of samples(12, 100 + round)) writer.put(AT, documentOf(image));
      for (const image of images.slice(round * 5, round * 5 + 5)) writer.remove(AT, image);
      const fresh = newReader();
      for (const sort of CATALOG_SORT_KEYS) {
        for (const direction of ['asc', 'desc'] as const) {
          const asked = { ...byName, sort, direction, search: round % 2 === 0 ? '' : 'u' };
          expect(await reader.window(asked), `${round} ${sort}`).toEqual(await fresh.window(asked));
        }
      }
      expect(await reader.groups(hash)).toEqual(await fresh.groups(hash));
    }
  });

  it('sees rows that came without being told one by one, and those of a history that was cut off', async () => {
    const { writer, reader } = openReader([imageDocument({ id: 'a' })]);
    expect((await reader.window(byName)).total).toBe(1);
    writer.fill([imageDocument({ id: 'b' })]);
    expect((await reader.window(byName)).total).toBe(2);
    writer.put(AT, imageDocument({ id: 'c' }));
    writer.put(AT, imageDocument({ id: 'd' }));
    writer.database.exec('DELETE FROM changes WHERE change <= (SELECT min(change) FROM changes)');
    expect((await reader.window(byName)).rows.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('does not see rows that wait for their sync to finish', async () => {
    const { writer, reader, newReader } = openReader([
      imageDocument({ id: 'a' }),
      imageDocument({ id: 'b' }),
    ]);
    await reader.window(byName);
    writer.database.exec(`UPDATE images SET pending = 1 WHERE id = 'b'`);
    for (const one of [newReader(), newReader()]) {
      expect((await one.window(byName)).rows.map(({ id }) => id)).toEqual(['a']);
      expect(await one.count({ search: 'image' })).toBe(1);
      expect(await one.values({ source: { of: 'name' }, text: '', limit: 9 })).toHaveLength(1);
      expect(() => one.show('cloud', 'b')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    }
  });

  it('answers with what is there in the end when rows change in the middle of a count', async () => {
    const { writer, reader } = openReader(realisticImages(['alpha'], 1000), { walkRows: 0, fewRows: -1 });
    const counting = reader.count({ search: '-linux e' });
    await new Promise((resolve) => setImmediate(resolve));
    for (const { image } of realisticImages(['alpha'], 200)) writer.remove(AT, image);
    const counted = await counting;
    expect(counted).toBe(await reader.count({ search: '-linux e' }));
  });
});

describe('a newer question', () => {
  it('overtakes the counting of an older one', async () => {
    const { reader } = openReader(realisticImages(['alpha', 'beta'], 1500));
    await reader.window(byName);
    const answered: string[] = [];
    const count = reader.count({ search: 'x86_64 e virtio' }).then(() => answered.push('count'));
    const list = reader.window({ ...byName, search: 'e', limit: 50 }).then(() => answered.push('list'));
    await Promise.all([count, list]);
    expect(answered).toEqual(['list', 'count']);
  });
});
