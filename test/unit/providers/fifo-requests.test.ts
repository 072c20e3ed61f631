import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '#shared/model/index.ts';
import { parseIds, parseList } from '../../../src/main/providers/fifo/lists.ts';
import { parsePackage } from '../../../src/main/providers/fifo/package-results.ts';
import { progressOf } from '../../../src/main/providers/fifo/progress.ts';
import {
  manifestOf,
  packageBody,
  pathOf,
  placeOf,
  valueAt,
} from '../../../src/main/providers/fifo/requests.ts';
import { parseDataset } from '../../../src/main/providers/fifo/results.ts';
import { fifoUrls } from '../../../src/main/providers/fifo/urls.ts';
import { DATASET, UUID } from './fake-fifo.ts';

const reply = (text: string) => ({
  status: 200,
  headers: {},
  url: 'http://fifo.example/api/2/datasets',
  answeredBy: 'Cowboy',
  text,
  json: (): unknown => JSON.parse(text),
});
const parsed = (value: unknown) => parseDataset(value, 'lab', reply(''), 'test');
const urls = fifoUrls('https://fifo.example', '2');

describe('a list', () => {
  test.for([']', '', ' ]\n', '[]', '\r\n'])('that is %j has nothing in it', async (text) => {
    expect(await parseList(reply(text), 'test')).toEqual([]);
  });

  test('of ids or of objects gives the same ids; what is neither is left out', async () => {
    const text = JSON.stringify([UUID, { uuid: UUID }, { uuid: 'short' }, 7, null, [UUID], { name: 'x' }]);
    expect(await parseIds(reply(text), 'test')).toEqual([UUID, UUID]);
  });

  test('of any JSON is read, or refused with an error that says so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        try {
          expect(await parseIds(reply(text), 'test')).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppError' });
        }
      }),
    );
  });
});

describe('a dataset', () => {
  test('with strange fields is read all the same', () => {
    const strange = fc.record({
      uuid: fc.constant(UUID),
      name: fc.jsonValue(),
      status: fc.jsonValue(),
      imported: fc.jsonValue(),
      image_size: fc.jsonValue(),
      sha1: fc.jsonValue(),
      networks: fc.jsonValue(),
      metadata: fc.jsonValue(),
    });
    fc.assert(
      fc.property(strange, (value) => {
        const { image } = parsed(value).document;
        expect(image.id).toBe(UUID);
        expect([null, 'string']).toContain(image.name === null ? null : typeof image.name);
        expect(image.sizeBytes).toBeNull();
        expect(image.revision).toMatch(/^[0-9a-f]{32}$/);
        expect(progressOf(parsed(value)).state).toMatch(/^(working|done|failed)$/);
      }),
    );
  });

  test('keeps keys that JavaScript would swallow, and pollutes nothing', () => {
    const value: unknown = JSON.parse(
      `{"uuid":"${UUID}","metadata":{"__proto__":{"bad":1},"constructor":2}}`,
    );
    const { properties } = parsed(value).document.image;
    expect(Object.keys(properties)).toEqual(['__proto__', 'constructor']);
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });

  test.for([
    ['new', 'waiting'],
    ['pending', 'waiting'],
    ['importing', 'busy'],
    ['imported', 'ready'],
    ['failed', 'failed'],
    ['odd', 'unknown'],
    [undefined, 'unknown'],
  ])('that is %s is %s here', ([status, ours]) => {
    expect(parsed({ uuid: UUID, status }).document.image.status).toBe(ours);
  });

  test('has a checksum once all bytes are there', () => {
    const sha1 = 'AB'.repeat(20);
    expect(parsed({ ...DATASET, sha1 }).document.image.checksum).toEqual({
      algo: 'sha1',
      value: sha1.toLowerCase(),
    });
    expect(parsed({ ...DATASET, sha1, status: 'pending' }).document.image.checksum).toBeNull();
    expect(parsed({ ...DATASET, sha1: 'none' }).document.image.checksum).toBeNull();
  });

  test('has another revision with other metadata, and the same in another order of keys', () => {
    const revision = (metadata: unknown) => parsed({ uuid: UUID, metadata }).document.image.revision;
    expect(revision({ a: { x: 1, y: 2 }, b: 3 })).toBe(revision({ b: 3, a: { y: 2, x: 1 } }));
    expect(revision({ a: 1 })).not.toBe(revision({ a: '1' }));
    expect(revision({ a: [1, 2] })).not.toBe(revision({ a: [2, 1] }));
    expect(revision({})).toBe(revision(undefined));
  });
});

describe('progress', () => {
  const progress = (imported: unknown, image_size?: number) =>
    progressOf(parsed({ uuid: UUID, status: 'importing', imported, image_size }));
  test.for<[unknown, number | undefined, number | null, number | null, number | null]>([
    [0, 4_000_000, 0, 4_000_000, 0],
    [0.5, 4_000_000, 2_000_000, 4_000_000, 0.5],
    // In MB, as images of SmartOS tell it.
    [0.25, 10_240, 2_684_354_560, 10_737_418_240, 0.25],
    // Of an unknown size: how far, and no bytes.
    [0.25, undefined, null, null, 0.25],
    // Servers divide bytes by MB, which is no share.
    [512.5, 10_240, 5_248_000, 10_737_418_240, null],
    [900_000, 10_240, 9_216_000_000, 10_737_418_240, null],
    [9e9, 10_240, 10_737_418_240, 10_737_418_240, null],
    [7, undefined, null, null, null],
    [-1, undefined, null, null, 0],
    ['half', undefined, null, null, null],
    ['half', 4_000_000, null, 4_000_000, null],
  ])('%j of size %j is %j of %j, or %j', ([imported, size, bytesDone, bytesTotal, fraction]) => {
    expect(progress(imported, size)).toMatchObject({ state: 'working', bytesDone, bytesTotal, fraction });
  });

  test('is over when the status says so, and failed without a reason', () => {
    expect(progressOf(parsed(DATASET))).toMatchObject({
      state: 'done',
      bytesDone: null,
      bytesTotal: null,
      fraction: 1,
    });
    expect(progressOf(parsed({ uuid: UUID, imported: 1 }))).toMatchObject({ state: 'done' });
    expect(progressOf(parsed({ uuid: UUID, status: 'failed', imported: 1 }))).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/failed/),
    });
  });
});

describe('a path of metadata', () => {
  test.for([[''], ['.'], ['..'], ['a', '..'], ['..', 'a'], ['a', '', 'b'], ['\ud800']])(
    'that would lead elsewhere is refused: %j',
    (path) => {
      expect(() => placeOf(path, 'test')).toThrow(expect.objectContaining({ code: 'INVALID' }));
    },
  );
  test('of nothing is refused', () => {
    expect(() => placeOf([], 'test')).toThrow(expect.objectContaining({ code: 'INVALID' }));
  });

  test('of any other keys stays below the metadata, and comes back as it was', () => {
    const keys = fc.array(
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((key) => key !== '.' && key !== '..'),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(keys, (path) => {
        const { above, key } = placeOf(path, 'test');
        const { pathname } = new URL(urls.metadata('packages', UUID, [...above, key]));
        const steps = pathname.split('/');
        expect(steps.slice(0, 6)).toEqual(['', 'api', '2', 'packages', UUID, 'metadata']);
        expect(steps.slice(6).map(decodeURIComponent)).toEqual(path);
      }),
    );
  });

  test('in a property name is cut at slashes, unless a key has just this name', () => {
    expect(pathOf('ui/notes', {})).toEqual(['ui', 'notes']);
    expect(pathOf('ui/notes', { 'ui/notes': 1 })).toEqual(['ui/notes']);
    expect(pathOf('toString', {})).toEqual(['toString']);
  });

  test('leads only through objects', () => {
    const tree: JsonValue = { a: { b: [1], c: null }, d: 'text' };
    expect(valueAt(tree, ['a', 'b'])).toEqual([1]);
    expect(valueAt(tree, ['a', 'c'])).toBeNull();
    for (const path of [['a', 'b', '0'], ['d', 'length'], ['toString'], ['a', 'c', 'x']]) {
      expect(valueAt(tree, path)).toBeUndefined();
    }
  });
});

describe('a package', () => {
  const wire = { uuid: UUID, name: 'small', ram: 1024, quota: 40 };
  test.for(['blocksize', 'block_size', 'blocksizte', 'blicksize'])('may spell its blocks %s', (key) => {
    expect(parsePackage({ ...wire, [key]: 8192 }, 'lab', reply(''), 'test').package.blockSize).toBe(8192);
  });

  test('has null for what is not told, and what it is strange about', () => {
    const odd = { ...wire, ram: '1024', requirements: 'none', metadata: [1], cpu_cap: 1.5 };
    expect(parsePackage(odd, 'lab', reply(''), 'test').package).toMatchObject({
      connection: 'lab',
      id: UUID,
      name: 'small',
      ramMb: null,
      quotaGb: 40,
      cpuCap: null,
      cpuShares: null,
      maxSwapMb: null,
      blockSize: null,
      compression: null,
      zfsIoPriority: null,
      requirements: [],
      metadata: {},
    });
  });

  test('is made with the names of the wire, and without what is not named', () => {
    const pack = {
      name: 'small',
      ramMb: 1024,
      quotaGb: 40,
      cpuCap: 100,
      maxSwapMb: 2048,
      blockSize: 8192,
      compression: 'lz4',
      zfsIoPriority: 50,
      requirements: [{ weight: 'must', attribute: 'a', condition: '=<', value: 5 }],
    } as const;
    expect(JSON.parse(JSON.stringify(packageBody(pack, 'test')))).toEqual({
      name: 'small',
      ram: 1024,
      quota: 40,
      cpu_cap: 100,
      max_swap: 2048,
      blocksize: 8192,
      compression: 'lz4',
      zfs_io_priority: 50,
      requirements: pack.requirements,
    });
    expect(JSON.parse(JSON.stringify(packageBody({ name: 'x', ramMb: 1, quotaGb: 1 }, 'test')))).toEqual({
      name: 'x',
      ram: 1,
      quota: 1,
    });
  });

  test('that the server would crash over halfway is refused before', () => {
    const pack = { name: 'x', ramMb: 1, quotaGb: 1 };
    const rule = { weight: 'must', attribute: 'load', condition: '>', value: 0.5 } as const;
    for (const wrong of [
      { ...pack, ramMb: 0 },
      { ...pack, quotaGb: 1.5 },
      { ...pack, cpuCap: -1 },
      { ...pack, requirements: [rule] },
      { ...pack, requirements: [{ ...rule, value: ['a', 0.5] }] },
    ]) {
      expect(() => packageBody(wrong, 'test')).toThrow(expect.objectContaining({ code: 'INVALID' }));
    }
  });
});

describe('a manifest', () => {
  const image = { name: 'x', diskFormat: 'raw', containerFormat: 'bare' };
  test('always names a system and a size, without which servers stop halfway', () => {
    expect(manifestOf(UUID, image, null)).toEqual({
      uuid: UUID,
      name: 'x',
      os: 'other',
      files: [{ size: 1 }],
    });
    expect(manifestOf(UUID, image, 0)).toMatchObject({ files: [{ size: 1 }] });
    expect(manifestOf(UUID, image, 77)).toMatchObject({ files: [{ size: 77 }] });
  });

  test('takes the system from the properties, which become metadata', () => {
    const properties = { os_type: 'linux', tree: { a: [1] } };
    expect(manifestOf(UUID, { ...image, properties }, 1)).toMatchObject({
      os: 'linux',
      metadata: properties,
    });
    // The service would take its bytes for a zone.
    expect(manifestOf(UUID, { ...image, properties: { os_type: 'smartos' } }, 1)).toMatchObject({
      os: 'other',
    });
  });
});
