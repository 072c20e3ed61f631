import { describe, expect, it } from 'vitest';
import type { CatalogQuery } from '#shared/model/index.ts';
import { imageDocument } from '../catalog/generated-images.ts';
import { openReader } from './open-reader.ts';
import { plainList } from './plain-list.ts';
import { realisticImages } from './realistic-images.ts';

const AT = '2026-05-01T00:00:00.000Z';
const asked: CatalogQuery = { sort: 'name', direction: 'asc', offset: 0, limit: 40 };
const WAYS = [
  ['as usual', undefined],
  ['by the word index only', { walkRows: 0, fewRows: -1 }],
  ['by all that the word index gives', { walkRows: 0, fewRows: 100_000 }],
] as const;
const TYPED = [
  ...['%', 'z', 'q', 'qu', 'quo', 'quok', 'quokka', 'quokka 7', '-q', '-%', '-quokka', '-qu', '-e', '-linux'],
  ...['linux -q', 'linux -quokka', 'e quokka', 'name:q', 'name:qu', 'tag:quo', 'property.note:*7%'],
];

function prefixesOf(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [...text].map((_, at) => text.slice(0, at + 1)));
}

describe('what the reader keeps between keys', () => {
  it.each(WAYS)('is forgotten when rows change between them: %s', async (_, effort) => {
    const documents = [...realisticImages(['alpha', 'beta'], 300)];
    const { writer, reader } = openReader(documents, effort);
    let images = documents.map(({ image }) => image);
    const check = async (when: string): Promise<void> => {
      for (const search of prefixesOf(TYPED)) {
        const expected = plainList(images, { ...asked, search }).map(({ id }) => id);
        const { rows } = await reader.window({ ...asked, search });
        expect(
          rows.map(({ id }) => id),
          `${search} ${when}`,
        ).toEqual(expected.slice(0, asked.limit));
        expect(await reader.count({ search }), `${search} ${when}`).toBe(expected.length);
      }
    };
    await check('at first');

    const first = images[0];
    if (first === undefined) throw new TypeError('There are no images.');
    // A row that is there already, and one that is new, have what no row had.
    const changed = { ...first, name: 'quokka 7%', tags: ['quokka'], properties: { note: 'at 7%' } };
    const added = imageDocument({ connection: 'beta', id: 'fresh', name: 'a quokka%' });
    writer.put(AT, { image: changed, raw: {} });
    writer.put(AT, added);
    images = [...images.slice(1), changed, added.image];
    await check('after a change');

    writer.put(AT, { image: first, raw: {} });
    writer.remove(AT, added.image);
    images = [...images.slice(0, -2), first];
    await check('after it was set back');
  });

  it('is not mixed up with what was there at an earlier time', async () => {
    const { writer, reader } = openReader([imageDocument({ id: 'a', name: 'quokka~' })], WAYS[1][1]);
    writer.put(AT, imageDocument({ id: 'a', name: 'wombat^' }));
    const earlier = '2026-04-01T00:00:00.000Z';
    for (const search of ['quokka', '~', 'a~', '-wombat', '-^', '-t^']) {
      expect(await reader.count({ search }), search).toBe(0);
      expect(await reader.count({ search, asOf: earlier }), search).toBe(1);
      expect(await reader.count({ search }), search).toBe(0);
    }
  });

  it('tells where a letter is that only ends a text, or only the index has', async () => {
    const documents = ['x~', '~x', 'a%b', 'plain'].map((note, at) =>
      imageDocument({ id: `id-${at}`, name: `image ${at}`, properties: { note } }),
    );
    for (const [, effort] of WAYS) {
      const { reader } = openReader(documents, effort);
      for (const [search, found] of [
        ['~', 2],
        ['-~', 2],
        ['x~', 1],
        ['%', 1],
        ['-%', 3],
        ['&', 0],
        ['-&', 4],
      ] as const) {
        expect(await reader.count({ search }), search).toBe(found);
      }
    }
  });
});
