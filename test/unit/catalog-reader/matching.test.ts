import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOG_GROUPINGS, CATALOG_SORT_KEYS, type CatalogQuery, type Image } from '#shared/model/index.ts';
import { CLOUDS, distinct, documentOf, hostileImage, hostileSearch } from './hostile-images.ts';
import { openReader } from './open-reader.ts';
import { groupValue, plainList } from './plain-list.ts';

const RUNS = 250;

function sample<Value>(arbitrary: fc.Arbitrary<Value>, count: number, seed: number): readonly Value[] {
  return fc.sample(arbitrary, { numRuns: count, seed });
}

/** As it comes back: half surrogates cannot be stored, `-0` is 0, and a key set twice is set once. */
function stored(image: Image): Image {
  const texts = JSON.parse(JSON.stringify(image)) as Image;
  return { ...texts, connection: image.connection };
}

const query: fc.Arbitrary<CatalogQuery> = fc.record({
  search: hostileSearch,
  sort: fc.constantFrom(...CATALOG_SORT_KEYS),
  direction: fc.constantFrom('asc', 'desc'),
  offset: fc.constantFrom(0, 0, 0, 3, 40),
  limit: fc.constantFrom(5, 20, 1000),
  connections: fc.option(fc.subarray([...CLOUDS]), { nil: undefined }),
});

const identity = ({ connection, id }: Image): string => `${connection}/${id.toWellFormed()}`;

describe('a window and its count are those of a plain filter and sort over the plain list', () => {
  const images = distinct(sample(hostileImage, 400, 1)).map(stored);

  it.each([
    ['looking at one row after the other', undefined],
    ['looking at all that the word index gives', { walkRows: 0, fewRows: 10_000 }],
    ['looking at what the word index gives until the window is full', { walkRows: 0, fewRows: -1 }],
  ])('%s, whatever the images and the search', async (_, effort) => {
    const { reader } = openReader(images.map(documentOf), effort);
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const expected = plainList(images, asked);
        const { rows, total, exact } = await reader.window(asked);
        expect(rows.map(identity)).toEqual(
          expected.slice(asked.offset, asked.offset + asked.limit).map(identity),
        );
        if (exact) expect(total).toBe(expected.length);
        else expect(total).toBeLessThanOrEqual(expected.length);
        expect(await reader.count(asked)).toBe(expected.length);
        expect(await reader.window(asked)).toMatchObject({ total: expected.length, exact: true });
      }),
      { numRuns: RUNS, seed: 7 },
    );
  });

  it('in a past that is undone from changes', async () => {
    const times = [1, 2, 3, 4].map((day) => `2026-05-0${day}T00:00:00.000Z`);
    const { writer, newReader } = openReader(images.slice(0, 250).map(documentOf));
    const reader = newReader();
    let now = images.slice(0, 250);
    const pasts = new Map<string, readonly Image[]>([['2026-04-01T00:00:00Z', now]]);
    for (const [at, time] of times.entries()) {
      for (const image of sample(fc.constantFrom(...now), 25, at)) {
        writer.remove(time, image);
        now = now.filter((other) => other !== image);
      }
      const put = distinct([...images.slice(250), ...sample(hostileImage, 40, 50 + at).map(stored), ...now]);
      for (const image of sample(fc.constantFrom(...put), 30, 90 + at)) {
        const changed = { ...image, name: `${image.name} ${at}`, sizeBytes: at };
        writer.put(time, documentOf(changed));
        now = [...now.filter((other) => identity(other) !== identity(image)), changed];
      }
      pasts.set(time, now);
    }
    await fc.assert(
      fc.asyncProperty(query, fc.constantFrom(...pasts.keys()), async (asked, asOf) => {
        const expected = plainList(pasts.get(asOf) ?? [], asked);
        const { rows } = await reader.window({ ...asked, asOf });
        expect(rows).toEqual(expected.slice(asked.offset, asked.offset + asked.limit));
        expect(await reader.count({ ...asked, asOf })).toBe(expected.length);
      }),
      { numRuns: RUNS, seed: 11 },
    );
  });

  it('also of one group only', async () => {
    const { reader } = openReader(images.map(documentOf));
    for (const by of CATALOG_GROUPINGS) {
      for (const key of new Set(images.map((image) => groupValue(image, by)))) {
        const asked = { sort: 'name', direction: 'asc', group: { by, key } } as const;
        const { rows } = await reader.window({ ...asked, offset: 0, limit: 1000 });
        expect(rows.map(identity), `${by} ${key}`).toEqual(plainList(images, asked).map(identity));
      }
    }
  });
});
