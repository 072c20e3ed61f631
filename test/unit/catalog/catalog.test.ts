import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import type { CatalogQuery, ImageDocument } from '#shared/model/index.ts';
import { type Catalog, openCatalog } from '../../../src/main/catalog/index.ts';
import { VERSION_1 } from '../../../src/main/catalog/schema.ts';
import { temporaryFolder } from '../connections/temporary-folder.ts';
import { catalogFile } from './catalog-file.ts';
import { asPages, imageDocument } from './generated-images.ts';

const open: Catalog[] = [];
const messages: string[] = [];
const newPath = (): string => join(temporaryFolder(), 'catalog.sqlite');

async function openAt(path: string): Promise<Catalog> {
  const catalog = await openCatalog(path, { onNotice: (message) => messages.push(message) });
  open.push(catalog);
  return catalog;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((catalog) => catalog.close()));
  messages.length = 0;
});

const byName: CatalogQuery = { sort: 'name', direction: 'asc', offset: 0, limit: 100 };
const ids = async (catalog: Catalog, query: Partial<CatalogQuery> = {}): Promise<readonly string[]> =>
  (await catalog.window({ ...byName, ...query })).rows.map((row) => row.id);

describe('a sync', () => {
  it('counts what was added, changed and removed', async () => {
    const catalog = await openAt(newPath());
    const documents = ['a', 'b', 'c'].map((id) => imageDocument({ id }));
    const first = await catalog.sync('cloud', asPages(documents.slice(0, 2), [], documents.slice(2)));
    expect(first).toMatchObject({ connection: 'cloud', images: 3, added: 3, changed: 0, removed: 0 });

    const second = [
      imageDocument({ id: 'a' }),
      imageDocument({ id: 'b', revision: '2', name: 'renamed' }),
      imageDocument({ id: 'd' }),
    ];
    expect(await catalog.sync('cloud', asPages(second))).toMatchObject({
      images: 3,
      added: 1,
      changed: 1,
      removed: 1,
    });
    expect(await ids(catalog)).toEqual(['a', 'd', 'b']);
    expect((await catalog.show('cloud', 'b')).image.name).toBe('renamed');
  });

  it('sees a change of the service’s document alone', async () => {
    const catalog = await openAt(newPath());
    const document = imageDocument({ id: 'a' });
    await catalog.sync('cloud', asPages([document]));
    const changed = { ...document, raw: { other: [1, null, 'x'] } };
    expect(await catalog.sync('cloud', asPages([changed]))).toMatchObject({ changed: 1 });
    expect((await catalog.show('cloud', 'a')).raw).toEqual({ other: [1, null, 'x'] });
  });

  it('takes an image that comes on two pages once', async () => {
    const catalog = await openAt(newPath());
    const pages = asPages(
      [imageDocument({ id: 'a' })],
      [imageDocument({ id: 'a', revision: '2', name: 'later' })],
    );
    expect(await catalog.sync('cloud', pages)).toMatchObject({ images: 1, added: 1 });
    expect((await catalog.show('cloud', 'a')).image.name).toBe('later');
  });

  it('is seen by readers only when it is whole', async () => {
    const catalog = await openAt(newPath());
    await catalog.sync('cloud', asPages([imageDocument({ id: 'old' })]));
    const seen: (readonly string[])[] = [];
    async function* pages() {
      yield [imageDocument({ id: 'new 1' })];
      seen.push(await ids(catalog));
      yield [imageDocument({ id: 'new 2' })];
      seen.push(await ids(catalog));
    }
    await catalog.sync('cloud', pages());
    expect(seen).toEqual([['old'], ['old']]);
    expect(await ids(catalog)).toEqual(['new 1', 'new 2']);
  });

  it('that fails half-way leaves the old rows whole', async () => {
    const catalog = await openAt(newPath());
    await catalog.sync('cloud', asPages([imageDocument({ id: 'old' })]));
    const before = await catalog.stats('cloud');
    async function* pages() {
      yield [imageDocument({ id: 'new' })];
      throw new Error('the cloud went away');
    }
    await expect(catalog.sync('cloud', pages())).rejects.toThrow('the cloud went away');
    expect(await ids(catalog)).toEqual(['old']);
    expect(await catalog.stats('cloud')).toEqual(before);
    expect(await catalog.sync('cloud', asPages([imageDocument({ id: 'newer' })]))).toMatchObject({
      images: 1,
    });
  });

  it('cut off by the end of the process leaves the old rows whole', async () => {
    const path = newPath();
    const catalog = await openAt(path);
    await catalog.sync('cloud', asPages([imageDocument({ id: 'old' })]));
    async function* pages() {
      yield [imageDocument({ id: 'new' })];
      await catalog.close();
      yield [imageDocument({ id: 'newer' })];
    }
    await expect(catalog.sync('cloud', pages())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await ids(await openAt(path))).toEqual(['old']);
    expect(messages).toEqual([]);
  });

  it('of one connection waits for the other of the same connection', async () => {
    const catalog = await openAt(newPath());
    const order: string[] = [];
    async function* pages(name: string): AsyncGenerator<readonly ImageDocument[]> {
      order.push(`${name} begins`);
      yield [imageDocument({ id: name })];
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(`${name} ends`);
    }
    await Promise.all([catalog.sync('cloud', pages('one')), catalog.sync('cloud', pages('two'))]);
    expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
    expect(await ids(catalog)).toEqual(['two']);
  });

  it('does not undo what was edited or deleted here meanwhile', async () => {
    const catalog = await openAt(newPath());
    const [edited, deleted] = [imageDocument({ id: 'edited' }), imageDocument({ id: 'deleted' })];
    await catalog.sync('cloud', asPages([edited, deleted]));
    async function* pages() {
      yield [edited, deleted];
      await catalog.upsert(imageDocument({ id: 'edited', revision: '2', name: 'new name' }));
      await catalog.remove('cloud', 'deleted');
      await catalog.upsert(imageDocument({ id: 'uploaded' }));
    }
    await catalog.sync('cloud', pages());
    expect(await ids(catalog, { sort: 'id' })).toEqual(['edited', 'uploaded']);
    expect((await catalog.show('cloud', 'edited')).image.name).toBe('new name');
  });

  it('does not bring back a connection that was removed meanwhile', async () => {
    const catalog = await openAt(newPath());
    async function* pages() {
      yield [imageDocument({ id: 'a' })];
      await catalog.removeConnection('cloud');
    }
    await expect(catalog.sync('cloud', pages())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await catalog.stats('cloud')).toEqual({
      imageCount: 0,
      syncedAt: null,
      fullAt: null,
      newestUpdate: null,
    });
  });
});

describe('a connection that another process removes while it is read', () => {
  it('does not come back with the images that were read', async () => {
    const path = newPath();
    const [reading, removing] = [await openAt(path), await openAt(path)];
    async function* pages() {
      yield Array.from({ length: 1500 }, (_, at) => imageDocument({ id: `old ${at}` }));
      await removing.removeConnection('cloud');
      yield [imageDocument({ id: 'late' })];
    }
    await expect(reading.sync('cloud', pages())).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await ids(removing)).toEqual([]);
    expect(catalogFile(path).connection()).toBeUndefined();

    // Added again under its name, it is read as any other.
    await reading.sync('cloud', asPages([imageDocument({ id: 'new' })]));
    expect(await ids(removing)).toEqual(['new']);
  });
});

describe('rows', () => {
  it('belong to their connection', async () => {
    const catalog = await openAt(newPath());
    for (const connection of ['one', 'two']) {
      await catalog.sync(connection, asPages([imageDocument({ connection, id: 'same' })]));
    }
    expect(await ids(catalog)).toEqual(['same', 'same']);
    expect(await ids(catalog, { connections: ['two'] })).toEqual(['same']);
    expect(await ids(catalog, { connections: [] })).toEqual([]);
    await catalog.removeConnection('one');
    expect((await catalog.window(byName)).rows.map((row) => row.connection)).toEqual(['two']);
    expect(await catalog.stats('two')).toEqual({
      imageCount: 1,
      syncedAt: expect.stringMatching(/^2\d{3}-.*Z$/),
      fullAt: expect.stringMatching(/^2\d{3}-.*Z$/),
      newestUpdate: '2026-01-02T00:00:00Z',
    });
    await expect(catalog.show('one', 'same')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keep hostile names, ids and documents as they are', async () => {
    const catalog = await openAt(newPath());
    const names = [
      '100%',
      'a_b',
      `it's "quoted"`,
      '__proto__',
      'x\u0000y\u001b[31m',
      '\u202Egpj',
      "'; DROP TABLE images; --",
      '💿',
      '',
    ];
    const documents = names.map((name, at) => ({
      ...imageDocument({
        id: `${name}#${at}`,
        name,
        properties: JSON.parse('{"__proto__":"p","constructor":"c"}'),
      }),
      raw: JSON.parse('{"__proto__":{"a":1},"n":1e300}'),
    }));
    await catalog.sync('cloud', asPages(documents));
    for (const document of documents) {
      const shown = await catalog.show('cloud', document.image.id);
      expect(JSON.stringify(shown)).toBe(JSON.stringify(document));
    }
    expect((await catalog.window(byName)).total).toBe(names.length);
  });
});

describe('a search', () => {
  const words: readonly [string, readonly string[]][] = [
    ['%', ['percent']],
    ['_', ['under']],
    ['ÄRGER', ['umlaut']],
    ['debian golden', ['both']],
    ['golden   DEBIAN\t', ['both']],
    ['debian', ['both', 'debian']],
    [`it's "q`, ['quotes']],
    ['os_distro arch', ['under']],
    ['nothing at all', []],
    ['* OR NEAR(', []],
    ['   ', ['both', 'debian', 'percent', 'quotes', 'umlaut', 'under']],
  ];

  it('finds what it says, and nothing that only looks like it', async () => {
    const catalog = await openAt(newPath());
    const plain = { diskFormat: 'raw', owner: null };
    await catalog.sync(
      'cloud',
      asPages([
        imageDocument({ ...plain, id: 'percent', name: '100%' }),
        imageDocument({ ...plain, id: 'under', name: 'x', properties: { os_distro: 'arch' } }),
        imageDocument({ ...plain, id: 'umlaut', name: 'A\u0308rger' }),
        imageDocument({ ...plain, id: 'both', name: 'Debian 13', tags: ['golden'] }),
        imageDocument({ ...plain, id: 'debian', name: 'debian 12' }),
        imageDocument({ ...plain, id: 'quotes', name: `it's "quoted"` }),
      ]),
    );
    for (const [search, expected] of words) {
      expect([search, await ids(catalog, { search, sort: 'id' })]).toEqual([search, expected]);
      const listed = await catalog.images({ search, limit: 10 });
      expect(listed.map((image) => image.id).toSorted()).toEqual(expected);
    }
  });

  it('follows every change, its own and another process’s', async () => {
    const path = newPath();
    const [catalog, other] = [await openAt(path), await openAt(path)];
    const found = () => ids(catalog, { search: 'image', sort: 'id' });
    expect(await found()).toEqual([]);
    await catalog.upsert(imageDocument({ id: 'a' }));
    expect(await found()).toEqual(['a']);
    await other.upsert(imageDocument({ id: 'b' }));
    expect(await found()).toEqual(['a', 'b']);
    await other.remove('cloud', 'a');
    expect(await found()).toEqual(['b']);
    await catalog.upsert(imageDocument({ id: 'b', name: 'other' }));
    expect(await found()).toEqual([]);
  });
});

describe('a file', () => {
  it('in a place that cannot be written says so', async () => {
    const catalog = await openAt(join(newPath(), '..'));
    await expect(catalog.window(byName)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(catalog.upsert(imageDocument({ id: 'a' }))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('that another process writes for long is read all the same', { timeout: 5_000 }, async () => {
    const path = newPath();
    await (await openAt(path)).sync('cloud', asPages([imageDocument({ id: 'a' })]));
    const writing = new DatabaseSync(path);
    writing.exec('BEGIN IMMEDIATE');
    try {
      expect(await ids(await openAt(path))).toEqual(['a']);
    } finally {
      writing.close();
    }
  });

  it('once closed answers no more, and closes twice without harm', async () => {
    const catalog = await openAt(newPath());
    await catalog.close();
    await catalog.close();
    await expect(catalog.window(byName)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('is opened by the first question, not by a wish about history', async () => {
    const path = newPath();
    const catalog = await openAt(path);
    await catalog.keepHistory(7);
    expect(existsSync(path)).toBe(false);
    await catalog.upsert(imageDocument({ id: 'a' }));
    expect(catalogFile(path).all(`SELECT value FROM meta WHERE key = 'history_days'`)).toEqual([
      { value: 7 },
    ]);
  });

  it('of the first version keeps its images, and is read wholly by the next refresh', async () => {
    const path = newPath();
    const documents = ['a', 'b', 'c'].map((id) =>
      imageDocument({ id, updatedAt: `2026-01-0${id.length}T00:00:00Z` }),
    );
    writeFirstVersion(path, documents);
    const catalog = await openAt(path);
    expect(await ids(catalog)).toEqual(['a', 'b', 'c']);
    expect(await ids(catalog, { search: '"image b"' })).toEqual(['b']);
    expect((await catalog.show('cloud', 'c')).raw).toEqual(documents[2]?.raw);
    expect(await catalog.stats('cloud')).toEqual({
      imageCount: 3,
      syncedAt: '2026-02-01T00:00:00.000Z',
      fullAt: null,
      newestUpdate: '2026-01-01T00:00:00Z',
    });
    expect(await catalog.stats('empty')).toMatchObject({
      imageCount: 0,
      syncedAt: '2026-02-02T00:00:00.000Z',
    });
    expect(await catalog.sync('cloud', asPages(documents))).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
    });
    expect(messages).toEqual([]);
  });
});

function writeFirstVersion(path: string, documents: readonly ImageDocument[]): void {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; ${VERSION_1}; PRAGMA user_version = 1`);
  for (const { image, raw } of documents) {
    const digest = hash('sha256', `${image.revision}\n${JSON.stringify(raw)}`, 'base64');
    const { lastInsertRowid } = database
      .prepare('INSERT INTO images (connection, id, name, digest, image) VALUES (?, ?, ?, ?, ?)')
      .run(image.connection, image.id, image.name, digest, JSON.stringify(image));
    database.prepare('INSERT INTO documents VALUES (?, ?)').run(lastInsertRowid, JSON.stringify(raw));
    database.prepare('INSERT INTO search_texts VALUES (?, ?)').run(lastInsertRowid, 'anything');
  }
  database.exec(`
    INSERT INTO syncs VALUES ('cloud', '2026-02-01T00:00:00.000Z'), ('empty', '2026-02-02T00:00:00.000Z')`);
  database.close();
}
