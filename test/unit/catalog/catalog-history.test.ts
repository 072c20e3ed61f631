import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Member } from '#shared/model/index.ts';
import { type Catalog, openCatalog } from '../../../src/main/catalog/index.ts';
import { temporaryFolder } from '../connections/temporary-folder.ts';
import { catalogFile } from './catalog-file.ts';
import { asPages, generatedPages, imageDocument } from './generated-images.ts';

const path = join(temporaryFolder(), 'catalog.sqlite');
const file = catalogFile(path);
const notices: string[] = [];
let catalog: Catalog;
/** As another process would have it. */
let other: Catalog;

beforeAll(async () => {
  const options = { onNotice: (message: string) => notices.push(message) };
  [catalog, other] = [await openCatalog(path, options), await openCatalog(path, options)];
  await Promise.all([catalog.stats('none'), other.stats('none')]);
});
afterAll(async () => {
  await Promise.all([catalog.close(), other.close()]);
  expect(notices).toEqual([]);
});

const kindsOf = (connection: string) =>
  file
    .changes()
    .filter((row) => row['connection'] === connection)
    .map(({ kind, id }) => `${kind} ${id}`);
const syncsOf = (connection: string) =>
  file.all('SELECT pass, first, images, added, changed, removed FROM syncs WHERE connection = ?', connection);

describe('the history', () => {
  it('tells the first sync as a whole, and then each change with what was before', async () => {
    const document = (id: string, name: string) =>
      imageDocument({ connection: 'told', id, name, revision: name });
    const epoch = file.epoch();
    await catalog.sync('told', asPages([document('a', 'one'), document('b', 'one'), document('c', 'one')]));
    expect(kindsOf('told')).toEqual([]);
    expect(file.epoch()).toBe(epoch + 1);
    await catalog.sync('told', asPages([document('a', 'one'), document('b', 'two'), document('d', 'one')]));
    await catalog.upsert(document('a', 'three'));
    await catalog.remove('told', 'd');
    expect(kindsOf('told')).toEqual(['changed b', 'gone c', 'new d', 'changed a', 'gone d']);
    expect(file.epoch()).toBe(epoch + 1);
    const told = file.changes().filter((row) => row['connection'] === 'told');
    expect(
      told.map((row) => (row['before'] === null ? null : JSON.parse(String(row['before'])).name)),
    ).toEqual(['one', 'one', null, 'one', 'one']);
    const [first, second, third] = told.map((row) => row['at']);
    expect([second, third]).toEqual([first, first]);
    expect(syncsOf('told')).toEqual([
      { pass: 'full', first: 1, images: 3, added: 3, changed: 0, removed: 0 },
      { pass: 'full', first: 0, images: 3, added: 1, changed: 1, removed: 1 },
    ]);
  });

  it('of a pass of changes has no removals, and the next begins at the newest image', async () => {
    const document = (id: string, updatedAt: string) =>
      imageDocument({ connection: 'pass', id, updatedAt, revision: updatedAt });
    await catalog.sync(
      'pass',
      asPages([document('a', '2026-01-01T00:00:00Z'), document('b', '2026-01-02T00:00:00Z')]),
    );
    const { fullAt } = await catalog.stats('pass');
    const changes = asPages([document('b', '2026-01-03T00:00:00.5Z'), document('c', '2026-01-03T00:00:00Z')]);
    expect(await catalog.sync('pass', changes, { pass: 'changes' })).toMatchObject({
      ...{ pass: 'changes', images: 3, added: 1, changed: 1, removed: 0 },
    });
    expect(await catalog.stats('pass')).toMatchObject({ fullAt, newestUpdate: '2026-01-03T00:00:00.5Z' });
    // An edit of one's own says nothing of what others changed before it.
    await catalog.upsert(document('a', '2026-01-09T00:00:00Z'));
    expect(await catalog.stats('pass')).toMatchObject({ newestUpdate: '2026-01-03T00:00:00.5Z' });
  });

  it('begins anew with a sync of more changes than can be told', async () => {
    await catalog.sync('large', asPages([imageDocument({ connection: 'large', id: 'before' })]));
    await catalog.upsert(imageDocument({ connection: 'large', id: 'told' }));
    const epoch = file.epoch();
    const pages = generatedPages('large', 20_001);
    async function* all() {
      yield* pages;
    }
    expect(await catalog.sync('large', all())).toMatchObject({ added: 20_001, removed: 2 });
    expect(kindsOf('large')).toEqual([]);
    expect(syncsOf('large')).toMatchObject([{ first: 1, images: 20_001 }]);
    expect(file.epoch()).toBe(epoch + 1);
    await catalog.removeConnection('large');
    expect(file.ids('large')).toEqual([]);
  });

  it('goes as far back as the setting says', async () => {
    await catalog.sync('days', asPages([imageDocument({ connection: 'days', id: 'a' })]));
    await catalog.upsert(imageDocument({ connection: 'days', id: 'b' }));
    await catalog.keepHistory(0);
    expect(file.all(`SELECT * FROM syncs`)).toEqual([]);
    expect(kindsOf('days')).toEqual([]);
    await catalog.upsert(imageDocument({ connection: 'days', id: 'b', revision: '2' }));
    await catalog.sync('days', asPages([imageDocument({ connection: 'days', id: 'a' })]));
    // For readers that keep up; no time is as late as theirs, and nothing is known of before.
    const told = file.changes().filter((row) => row['connection'] === 'days');
    expect(told).toMatchObject([
      { at: '', kind: 'changed', before: null },
      { at: '', kind: 'gone', before: null },
    ]);
    expect(await catalog.syncs({ limit: 10 })).toEqual([]);
    await catalog.keepHistory(30);
    await catalog.upsert(imageDocument({ connection: 'days', id: 'c' }));
    expect(file.changes().at(-1)).toMatchObject({ id: 'c', at: expect.stringMatching(/^2/) });
  });
});

describe('members', () => {
  it('are unread until they are kept, and again when the image changed', async () => {
    const shared = (id: string, revision = '1') =>
      imageDocument({ connection: 'shared', id, revision, visibility: 'shared' });
    await catalog.sync(
      'shared',
      asPages([shared('a'), shared('b'), imageDocument({ connection: 'shared', id: 'own' })]),
    );
    expect(await catalog.unreadMembers('shared', 10)).toEqual(['a', 'b']);
    expect(await catalog.unreadMembers('shared', 1)).toHaveLength(1);
    const members: readonly Member[] = [];
    await catalog.keep('shared', 'members', 'a', members);
    expect(await catalog.unreadMembers('shared', 10)).toEqual(['b']);
    expect(await catalog.kept('shared', 'members', 'a')).toMatchObject({ value: members });
    await catalog.upsert(shared('a', '2'));
    expect(await catalog.unreadMembers('shared', 10)).toEqual(['a', 'b']);
    await catalog.remove('shared', 'a');
    expect(await catalog.kept('shared', 'members', 'a')).toBeNull();
  });
});

describe('two processes', () => {
  const document = (id: string, revision = '1') =>
    imageDocument({ connection: 'both', id, revision, name: revision });

  it('that sync the same cloud at once end with what the service has', async () => {
    const list = Array.from({ length: 300 }, (_, at) => document(`${at}`));
    const pages = async function* () {
      for (let at = 0; at < list.length; at += 20) {
        yield list.slice(at, at + 20);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    };
    const results = await Promise.all([catalog.sync('both', pages()), other.sync('both', pages())]);
    expect(results.map((result) => result.added).reduce((sum, added) => sum + added)).toBe(300);
    expect(file.ids('both')).toHaveLength(300);
    expect(file.connection('both')).toMatchObject({ images: 300 });
    expect(await other.sync('both', asPages(list))).toMatchObject({ added: 0, changed: 0, removed: 0 });
  });

  it('leave alone what the other edited, deleted or uploaded while one syncs', async () => {
    await catalog.sync('both', asPages([document('edited'), document('deleted'), document('old')]));
    async function* pages() {
      yield [document('edited'), document('deleted'), document('old', '2')];
      await other.upsert(document('edited', 'by other'));
      await other.remove('both', 'deleted');
      await other.upsert(document('uploaded'));
      yield [document('new')];
    }
    expect(await catalog.sync('both', pages())).toMatchObject({
      images: 4,
      added: 1,
      changed: 1,
      removed: 0,
    });
    expect(file.names('both')).toEqual({ edited: 'by other', new: '1', old: '2', uploaded: '1' });
  });

  it('of which one was cut: the other takes over what it had read', async () => {
    await catalog.removeConnection('both');
    async function* cut() {
      yield [document('a'), document('b')];
      throw new Error('cut');
    }
    await expect(other.sync('both', cut())).rejects.toThrow('cut');
    expect(file.all(`SELECT id FROM images WHERE connection = 'both' AND pending > 1`)).toHaveLength(2);
    expect(await catalog.sync('both', asPages([document('a'), document('b', '2')]))).toMatchObject({
      added: 2,
    });
    expect(file.names('both')).toEqual({ a: '1', b: '2' });
  });

  it('wait for each other, and not for the network', async () => {
    const database = new DatabaseSync(path, { timeout: 1000 });
    async function* pages() {
      yield [document('a'), document('c')];
      // Between two pages anybody may write.
      database.exec(`BEGIN IMMEDIATE; COMMIT`);
      yield [document('d')];
      database.exec('BEGIN IMMEDIATE');
      setTimeout(() => database.exec('COMMIT'), 200);
    }
    await catalog.sync('both', pages());
    expect(file.ids('both')).toEqual(['a', 'c', 'd']);
    database.close();
  });
});

it('what a process left undeleted is deleted by another one, after its first sync', async () => {
  const short = await openCatalog(path, { onNotice: (message) => notices.push(message) });
  async function* many() {
    yield* generatedPages('left', 3000);
  }
  await short.sync('left', many());
  await short.removeConnection('left');
  await short.close();
  const count = () =>
    Number(file.all(`SELECT count(*) AS rows FROM images WHERE connection = 'left'`)[0]?.['rows']);
  expect(count()).toBeGreaterThan(0);
  const next = await openCatalog(path, { onNotice: (message) => notices.push(message) });
  await next.sync('any', asPages([imageDocument({ connection: 'any', id: 'a' })]));
  await expect.poll(count).toBe(0);
  await next.close();
});

describe('hostile text', () => {
  const texts = [
    '<img src=x onerror=alert(1)>',
    '\u202Egpj.exe',
    '\u0000\u0007\u001B[31m',
    'x'.repeat(10_000),
    '__proto__',
    '"\'`;--',
    'a" OR "b',
    'NEAR(abc def, 3) AND * - ^ col:abc',
    '\uD800 half \uDC00',
    '💿💿💿',
  ];

  it('is stored as it is, sound in the eyes of the check, and searched as text', async () => {
    const documents = texts.map((text, at) => ({
      ...imageDocument({
        ...{ connection: 'hostile', id: `id ${at}`, name: text, owner: text, tags: [text] },
        properties: Object.fromEntries([[`key ${text}`, text], ...(at === 4 ? [['constructor', 'c']] : [])]),
      }),
      raw: JSON.parse(JSON.stringify({ name: text, nested: [text] })),
    }));
    await catalog.sync('hostile', asPages(documents));
    for (const [at, document] of documents.entries()) {
      expect(await catalog.show('hostile', `id ${at}`)).toEqual({ image: document.image, raw: document.raw });
    }
    const found = await catalog.images({ connections: ['hostile'], search: '"near(abc def"', limit: 10 });
    expect(found.map((image) => image.id)).toEqual(['id 7']);
    const again = await openCatalog(path, { onNotice: (message) => notices.push(message) });
    expect(await again.sync('hostile', asPages(documents))).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
    });
    await again.close();
  });
});
