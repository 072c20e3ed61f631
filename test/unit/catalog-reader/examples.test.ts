import { describe, expect, it } from 'vitest';
import type { CatalogQuery } from '#shared/model/index.ts';
import { quoteValue } from '#shared/search/index.ts';
import { imageDocument } from '../catalog/generated-images.ts';
import { openReader } from './open-reader.ts';

const byName: CatalogQuery = { sort: 'name', direction: 'asc', offset: 0, limit: 100 };
const LAZY = { walkRows: 0, fewRows: -1 };

describe('a search', () => {
  it('finds a word only where it stands as a whole, not where all its trigrams do', async () => {
    const documents = ['abcx xbcd', 'xabcdx', 'bcd abc'].map((name, at) =>
      imageDocument({ id: `${at}`, name }),
    );
    const { reader } = openReader(documents, LAZY);
    for (const search of ['abcd', 'name:abcd', '-abcx -name:"bcd abc"']) {
      expect(await reader.count({ search }), search).toBe(1);
    }
  });

  it('gives no total that it did not count, and counts it when asked', async () => {
    const documents = Array.from({ length: 2500 }, (_, at) =>
      imageDocument({ id: `${at}`, name: `linux ${at}` }),
    );
    const { reader } = openReader(documents);
    const asked = { ...byName, search: 'linux', limit: 10 };
    const first = await reader.window(asked);
    expect(first.exact).toBe(false);
    expect(first.total).toBeGreaterThanOrEqual(10);
    expect(first.total).toBeLessThan(2500);
    expect(await reader.count(asked)).toBe(2500);
    expect(await reader.window(asked)).toMatchObject({ total: 2500, exact: true, rows: first.rows });
    expect((await reader.window({ ...asked, offset: 2495 })).rows).toHaveLength(5);
  });

  it('takes ten thousand characters and what a query of the index would be for text', async () => {
    const long = 'x'.repeat(10_000);
    const hostile = ['"', '" OR "a', 'NEAR(a b, 2)', '*', '^name', 'a" AND NOT "b', long];
    const documents = hostile.map((name, at) => imageDocument({ id: `${at}`, name, tags: [name] }));
    const { reader } = openReader(documents, LAZY);
    for (const [at, name] of hostile.entries()) {
      const quoted = quoteValue(name.slice(0, 1000));
      const { rows } = await reader.window({ ...byName, search: `name:${quoted}` });
      expect(rows.map(({ id }) => id)).toContain(`${at}`);
      expect(await reader.count({ search: `-name:${quoted}` })).toBe(hostile.length - rows.length);
    }
  });

  it('lists the matching images by name, as many as are wanted', async () => {
    const documents = ['c', 'a', 'b'].map((id) => imageDocument({ id, name: id }));
    const { reader } = openReader(documents);
    expect((await reader.images({ limit: 2 })).map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await reader.images({ limit: 9, search: '-name:b' })).map(({ id }) => id)).toEqual(['a', 'c']);
  });
});

describe('a past that the history does not reach', () => {
  it('is shown as the oldest state that is known', async () => {
    const { writer, reader } = openReader([imageDocument({ id: 'a', name: 'first' })]);
    writer.put('2026-05-01T00:00:00.000Z', imageDocument({ id: 'a', name: 'second', revision: '2' }));
    writer.put('2026-05-02T00:00:00.000Z', imageDocument({ id: 'b', name: 'new' }));
    const names = async (asOf: string) =>
      (await reader.window({ ...byName, asOf })).rows.map(({ name }) => name);
    expect(await names('2020-01-01T00:00:00Z')).toEqual(['first']);
    expect(await names('2026-05-01T00:00:00Z')).toEqual(['second']);
    expect(await names('2026-05-02T00:00:00Z')).toEqual(['new', 'second']);
    writer.database.exec(`DELETE FROM changes WHERE at < '2026-05-02'`);
    expect(await names('2020-01-01T00:00:00Z')).toEqual(['second']);
  });
});

describe('a past whose history is forgotten while it is browsed', () => {
  it('is answered anew, also where changes without a time are older than those', async () => {
    const { writer, reader } = openReader([imageDocument({ id: 'a', name: 'first' })]);
    writer.put('', imageDocument({ id: 'b', name: 'untold' }));
    writer.put('2026-05-01T00:00:00.000Z', imageDocument({ id: 'a', name: 'second' }));
    writer.put('2026-05-02T00:00:00.000Z', imageDocument({ id: 'a', name: 'third' }));
    const asked = { ...byName, search: 'name:*', asOf: '2026-04-01T00:00:00Z' };
    const names = async () => (await reader.window(asked)).rows.map(({ name }) => name);
    expect(await names()).toEqual(['first', 'untold']);
    writer.database.exec(`DELETE FROM changes WHERE at < '2026-05-02' AND at <> ''`);
    expect(await names()).toEqual(['second', 'untold']);
  });
});

describe('what was damaged', () => {
  it.each([
    ['a flipped letter of a document', `UPDATE documents SET image = replace(image, 'qcow2', 'qcow3')`],
    ['a document that is no JSON any more', `UPDATE documents SET image = '{', crc = 0`],
    ['a document that is gone', 'PRAGMA foreign_keys = OFF; DELETE FROM documents'],
  ])('is CORRUPT: %s', async (_, sql) => {
    const { writer, reader } = openReader([imageDocument({ id: 'a' })]);
    writer.database.exec(sql);
    await expect(reader.window(byName)).rejects.toMatchObject({ code: 'CORRUPT' });
  });

  it('is CORRUPT where a service said other things', () => {
    const { writer, reader } = openReader();
    writer.database.exec(`INSERT INTO kept VALUES ('cloud', 'packages', '', '[]', '2026', NULL, 1)`);
    writer.database.exec(`INSERT INTO connections VALUES ('cloud', 3, NULL, NULL, NULL, 1)`);
    expect(() => reader.kept('cloud', 'packages', '')).toThrow(expect.objectContaining({ code: 'CORRUPT' }));
    expect(() => reader.stats('cloud')).toThrow(expect.objectContaining({ code: 'CORRUPT' }));
    expect(reader.kept('cloud', 'members', 'a')).toBeNull();
    expect(reader.stats('other')).toEqual({
      imageCount: 0,
      syncedAt: null,
      fullAt: null,
      newestUpdate: null,
    });
  });
});
