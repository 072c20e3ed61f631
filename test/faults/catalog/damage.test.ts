import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Catalog, openCatalog } from '../../../src/main/catalog/index.ts';
import { catalogFile } from '../../unit/catalog/catalog-file.ts';
import { asPages, generatedPages, imageDocument } from '../../unit/catalog/generated-images.ts';
import { temporaryFolder } from '../../unit/connections/temporary-folder.ts';

const sound = join(temporaryFolder(), 'sound.sqlite');
let wholeDump: string;

const opened: Catalog[] = [];
let notices: string[] = [];
let begunAnew = 0;

async function openAt(path: string): Promise<Catalog> {
  const catalog = await openCatalog(path, {
    onNotice: (message) => notices.push(message),
    onBegunAnew: () => {
      begunAnew += 1;
    },
  });
  opened.push(catalog);
  return catalog;
}
const closeAll = () => Promise.all(opened.splice(0).map((catalog) => catalog.close()));

afterEach(async () => {
  await closeAll();
  notices = [];
  begunAnew = 0;
});

/** A catalogue with a past: two clouds, changes, removals, free pages, kept answers. */
beforeAll(async () => {
  const catalog = await openAt(sound);
  const [page = []] = [...generatedPages('cloud', 400)];
  await catalog.sync('cloud', asPages(page));
  await catalog.sync('other', asPages([imageDocument({ connection: 'other', id: 'alone' })]));
  const changed = page
    .slice(100)
    .map((document, at) =>
      at % 3 === 0 ? imageDocument({ ...document.image, revision: '2', name: `debian ${at}` }) : document,
    );
  await catalog.sync('cloud', asPages(changed));
  await catalog.keep('cloud', 'members', page[200]?.image.id ?? '', []);
  await catalog.keep('cloud', 'packages', '', []);
  await closeAll();
  wholeDump = catalogFile(sound).dump();
});

function copyOfSound(): string {
  const path = join(temporaryFolder(), 'catalog.sqlite');
  copyFileSync(sound, path);
  return path;
}
const setAside = (path: string): readonly string[] =>
  readdirSync(dirname(path)).filter(
    (name) => name.startsWith(`${basename(path)}.damaged-`) && !/-(?:wal|shm)$/.test(name),
  );
/** Any question to the writer opens the file and looks through it. */
const use = (catalog: Catalog) => catalog.unreadMembers('cloud', 10);

async function expectSetAside(path: string): Promise<Catalog> {
  const catalog = await openAt(path);
  await use(catalog);
  expect(notices).toEqual([expect.stringMatching(/catalog\.sqlite is .* kept as .*damaged-.* begun anew/)]);
  expect(begunAnew).toBe(1);
  expect(setAside(path)).toHaveLength(1);
  return catalog;
}

async function expectBegunAnew(path: string): Promise<void> {
  const catalog = await expectSetAside(path);
  expect(await catalog.sync('cloud', asPages([imageDocument({ id: 'again' })]))).toMatchObject({ added: 1 });
  expect(catalogFile(path).ids()).toEqual(['again']);
  await closeAll();
  notices = [];
  await use(await openAt(path));
  expect(notices).toEqual([]);
}

describe('a file cut short', () => {
  it.each([1, 99, 100, 8192, 20_000, 0.5, 0.9999])('at %d', async (at) => {
    const path = copyOfSound();
    truncateSync(path, at < 1 ? Math.floor(statSync(path).size * at) : at);
    await expectBegunAnew(path);
  });

  it('to nothing is a new one, as SQLite takes it', async () => {
    const path = copyOfSound();
    truncateSync(path, 0);
    await use(await openAt(path));
    expect(catalogFile(path).ids()).toEqual([]);
  });
});

describe('one bit that flipped', () => {
  const seed = Number(process.env['ARGOSY_SEED'] ?? Date.now() % 1_000_000);
  let random = seed;
  const next = (limit: number): number => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((random / 2 ** 32) * limit);
  };

  it(`at 30 places (ARGOSY_SEED=${seed}) is found, or changes nothing`, { timeout: 60_000 }, async () => {
    let found = 0;
    for (let time = 0; time < 30; time++) {
      const path = copyOfSound();
      const bytes = readFileSync(path);
      // Every third one among the first pages: header, table of contents, the tables' roots.
      const at = next(time % 3 === 0 ? 100 : bytes.length);
      const bit = next(8);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      writeFileSync(path, bytes);
      await use(await openAt(path));
      await closeAll();
      if (notices.length > 0) {
        found += 1;
        expect({ at, bit, notices }).toEqual({ at, bit, notices: [expect.stringContaining('begun anew')] });
        expect(setAside(path)).toHaveLength(1);
      } else {
        const isSame = catalogFile(path).dump() === wholeDump;
        expect({ at, bit, isSame }).toEqual({ at, bit, isSame: true });
      }
      notices = [];
    }
    expect(found).toBeGreaterThan(5);
  });

  const columns: readonly (readonly [string, string])[] = [
    ['images', 'name'],
    ['images', 'updated_at'],
    ['images', 'digest'],
    ['documents', 'image'],
    ['documents', 'raw'],
    ['search_texts', 'text'],
    ['changes', 'before'],
    ['changes', 'at'],
    ['syncs', 'at'],
    ['connections', 'synced_at'],
    ['kept', 'document'],
    ['kept', 'seen_at'],
  ];
  it.each(columns)('in %s.%s is found', async (table, column) => {
    const path = copyOfSound();
    const database = new DatabaseSync(path);
    database.exec(
      `UPDATE ${table} SET ${column} = char(unicode(${column}) + 1) || substr(${column}, 2)
        WHERE rowid = (SELECT max(rowid) FROM ${table} WHERE ${column} <> '')`,
    );
    database.close();
    await expectSetAside(path);
  });

  it('in a number that decides whether an image is seen is found', async () => {
    for (const change of ['pending = 1', 'flags = flags + 1', 'size_bytes = 7']) {
      const path = copyOfSound();
      const database = new DatabaseSync(path);
      database.exec(`UPDATE images SET ${change} WHERE row = 250`);
      database.close();
      await expectSetAside(path);
      await closeAll();
      [notices, begunAnew] = [[], 0];
    }
  });

  it('in the word index is found', async () => {
    const path = copyOfSound();
    const database = new DatabaseSync(path);
    database.exec(
      `INSERT INTO search_index (search_index, rowid, text) SELECT 'delete', row, text FROM search_texts WHERE row = 250`,
    );
    database.close();
    await expectBegunAnew(path);
  });
});

describe('a file that is not ours', () => {
  it('is kept beside a new one', async () => {
    const path = join(temporaryFolder(), 'catalog.sqlite');
    writeFileSync(path, 'a text file, rather longer than the header of a database '.repeat(20));
    await expectBegunAnew(path);
  });

  it('is kept if it is another kind of database', async () => {
    const path = join(temporaryFolder(), 'catalog.sqlite');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE precious (x)');
    database.close();
    await expectBegunAnew(path);
  });

  it('is kept, and said to be newer, if a later Argosy made it', async () => {
    const path = copyOfSound();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 999');
    database.close();
    await use(await openAt(path));
    expect(notices).toEqual([expect.stringContaining('newer version')]);
    const [kept = ''] = setAside(path);
    expect(catalogFile(join(dirname(path), kept)).ids()).toHaveLength(300);
  });
});

describe('damage', () => {
  it('that two processes find at once is set aside once, and both go on with the same new file', async () => {
    const path = copyOfSound();
    truncateSync(path, 200_000);
    const catalogs = await Promise.all(Array.from({ length: 4 }, () => openAt(path)));
    await Promise.all(catalogs.map(use));
    expect(notices).toHaveLength(1);
    expect(setAside(path)).toHaveLength(1);
    await Promise.all(catalogs.map((catalog, at) => catalog.upsert(imageDocument({ id: `by ${at}` }))));
    expect(catalogFile(path).ids()).toEqual(['by 0', 'by 1', 'by 2', 'by 3']);
  });

  it.each([
    ['a command', true],
    ['itself', false],
  ])('found by %s has a host that runs long fill the new file once', async (_who, isFoundByOther) => {
    const path = copyOfSound();
    let filled = 0;
    if (!isFoundByOther) truncateSync(path, 20_000);
    const host = await openCatalog(path, {
      isLongRunning: true,
      watchEveryMs: 20,
      onNotice: (message) => notices.push(message),
      onBegunAnew: () => {
        filled += 1;
      },
    });
    opened.push(host);
    await use(host);
    if (isFoundByOther) {
      truncateSync(path, 20_000);
      await use(await openAt(path));
    }
    await expect.poll(() => filled).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(filled).toBe(1);
    const told = notices.filter((message) => message.startsWith('Another Argosy'));
    expect(told).toHaveLength(isFoundByOther ? 1 : 0);
  });

  it('that shows while the file is in use is mended under those who use it', async () => {
    const path = copyOfSound();
    const [one, two] = [await openAt(path), await openAt(path)];
    await Promise.all([use(one), use(two)]);
    const bytes = readFileSync(path);
    bytes.fill(0xaa, 8192);
    writeFileSync(path, bytes);
    // Pages that a thread still has in memory are sound: which of these finds the damage is not said.
    await Promise.all(['a', 'b', 'c'].map((id) => one.upsert(imageDocument({ id }))));
    await two.upsert(imageDocument({ id: 'from two' }));
    await one.upsert(imageDocument({ id: 'from one' }));
    expect(notices.filter((notice) => notice.includes('begun anew'))).toHaveLength(1);
    expect(setAside(path)).toHaveLength(1);
    expect(catalogFile(path).ids()).toEqual(expect.arrayContaining(['from one', 'from two']));
  });

  describe('of a large file, which no opening looks through', () => {
    /** Flips a bit in one service's document. */
    async function damagedLargeFile(): Promise<string> {
      const path = join(temporaryFolder(), 'catalog.sqlite');
      const catalog = await openAt(path);
      const page = Array.from({ length: 36 }, (_, at) => ({
        ...imageDocument({ id: `image ${at}` }),
        raw: `${at}:`.padEnd(1_000_000, 'x'),
      }));
      await catalog.sync('cloud', asPages(page));
      await closeAll();
      const bytes = readFileSync(path);
      bytes[bytes.indexOf('20:xxxxx') + 100] = 0x79;
      writeFileSync(path, bytes);
      return path;
    }

    it('shows in an answer, which then comes from the new file', async () => {
      const path = await damagedLargeFile();
      const catalog = await openAt(path);
      expect((await catalog.show('cloud', 'image 19')).image.id).toBe('image 19');
      expect(notices).toEqual([]);
      const asked = catalog.show('cloud', 'image 20').then(({ image }) => image.id);
      await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect([notices.length, begunAnew]).toEqual([1, 1]);
      expect(await catalog.images({ limit: 10 })).toEqual([]);
    });

    it('is found in the background where there is time', async () => {
      const path = await damagedLargeFile();
      const catalog = await openCatalog(path, {
        isLongRunning: true,
        checkAfterMs: 1,
        onNotice: (message) => notices.push(message),
      });
      opened.push(catalog);
      // Whatever it answers: nobody asks for the damaged row.
      await catalog.stats('cloud');
      await expect.poll(() => notices, { timeout: 15_000 }).toHaveLength(1);
      expect(await catalog.images({ limit: 100 })).toEqual([]);
      expect(setAside(path)).toHaveLength(1);
    });
  });

  it('is not what a check that is cut off by the end finds', async () => {
    const path = join(temporaryFolder(), 'catalog.sqlite');
    const first = await openAt(path);
    const page = Array.from({ length: 2000 }, (_, at) => ({
      ...imageDocument({ id: `image ${at}` }),
      raw: `${at}:`.padEnd(20_000, 'x'),
    }));
    await first.sync('cloud', asPages(page));
    await closeAll();
    for (const afterMs of [100, 300, 600]) {
      const catalog = await openCatalog(path, {
        isLongRunning: true,
        checkAfterMs: 1,
        onNotice: (message) => notices.push(message),
      });
      await catalog.stats('cloud');
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await catalog.close();
    }
    expect(notices).toEqual([]);
    // Closed by the writer last: nothing is left beside the file.
    expect(readdirSync(dirname(path)).toSorted()).toEqual(['catalog.sqlite', 'catalog.sqlite.lock']);
  });

  it('again and again leaves the two newest files', async () => {
    const path = join(temporaryFolder(), 'catalog.sqlite');
    for (let time = 0; time < 4; time++) {
      writeFileSync(path, `no database ${time} `.repeat(100));
      await use(await openAt(path));
      await closeAll();
    }
    const kept = setAside(path);
    expect(kept).toHaveLength(2);
    expect(kept.map((name) => readFileSync(join(dirname(path), name), 'latin1').slice(0, 13))).toEqual([
      'no database 2',
      'no database 3',
    ]);
    expect(existsSync(path)).toBe(true);
  });
});
