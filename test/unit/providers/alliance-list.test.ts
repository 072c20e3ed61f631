import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { imagesInList } from '../../../src/main/providers/alliance/list-shapes.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';
import { ENVIRONMENT, fakeAlliance, REMOTE } from './fake-alliance.ts';
import { call, listed } from './fake-service.ts';

/** An image as any gateway may show it: an id, and text that looks like parts of a list. */
const image = fc
  .record({ id: fc.uuid(), name: fc.string(), size: fc.nat(), tags: fc.array(fc.string()) })
  .chain((base) =>
    fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }).map((more) => ({ ...more, ...base })),
  );
/** The images in a text, as a gateway answers with it. */
const inList = (text: string) => imagesInList({ text, json: () => JSON.parse(text) });
const space = fc.constantFrom('', ' ', '\n  ', '\t');

describe('a hostile list', () => {
  const list = (body: unknown) => fakeAlliance({ answers: () => ({ body }) });

  test('that is nested without end is PROTOCOL', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    await expect(listed(await list(`[{"id":"i","a":${deep}}]`))).rejects.toMatchObject({ code: 'PROTOCOL' });
    const { provider } = await list(`{"id":"i","a":${deep}}`);
    await expect(provider.show('i', call)).rejects.toMatchObject({ code: 'PROTOCOL', hint: /address/ });
  });

  test('of which nothing is an image is not taken for an empty one', async () => {
    await expect(listed(await list([{ error: 'down' }]))).rejects.toMatchObject({ code: 'PROTOCOL' });
    expect(await listed(await list([{ error: 'down' }, REMOTE]))).toHaveLength(1);
  });
});

/** A long list comes in portions: what else there is to do is not held up by it. */
test('20 000 images hold up nothing for long', async () => {
  const body = Array.from({ length: 20_000 }, (_, index) => ({ ...REMOTE, id: `image-${index}` }));
  const { provider } = await fakeAlliance({ answers: () => ({ body }) });
  let [portions, images] = [0, 0];
  for await (const page of provider.list({}, call)) {
    portions += 1;
    images += page.length;
  }
  expect([portions, images]).toEqual([80, 20_000]);
});

describe('every shape of a list that the drafts print gives the same images', () => {
  const shapes: Record<string, (images: readonly object[], s: string) => string> = {
    'a plain array': (images) => JSON.stringify(images),
    '{"image": […]}': (images) => JSON.stringify({ image: images }),
    '{"images": […]}': (images) => JSON.stringify({ images }),
    'an array of wrappers': (images) => JSON.stringify(images.map((each) => ({ image: each }))),
    'one wrapper in an array': (images) => JSON.stringify([{ images }]),
    'the literal of the specification': (images, s) =>
      `${s}[${s}{${s}images:${s}${images.map((each) => JSON.stringify(each)).join(`,${s}`)}${s}}${s}]${s}`,
    'the literal with its word quoted': (images, s) =>
      `[${s}{"images"${s}:${images.map((each) => JSON.stringify(each)).join(',')}}]`,
    'the literal without its array': (images, s) =>
      `{${s}image${s}:${s}${images.map((each) => JSON.stringify(each)).join(',')}${s}}`,
  };

  test.for(Object.entries(shapes))('%s', async ([, write]) => {
    await fc.assert(
      fc.asyncProperty(fc.array(image, { minLength: 1, maxLength: 5 }), space, async (images, s) => {
        expect(await inList(write(images, s))).toEqual(JSON.parse(JSON.stringify(images)));
      }),
      { numRuns: 200 },
    );
  });

  test('a single image in a wrapper is a list of one', async () => {
    expect(await inList('{"images": {"id": "a"}}')).toEqual([{ id: 'a' }]);
    expect(await inList('[{images: {"id": "a"}}]')).toEqual([{ id: 'a' }]);
  });

  test('an image that has a property named image is no wrapper', async () => {
    expect(await inList('[{"id": "a", "image": {"id": "b"}}]')).toEqual([{ id: 'a', image: { id: 'b' } }]);
  });

  test('an empty list is one, what is no list is none', async () => {
    for (const text of ['[]', '{"image": []}', '{"images": []}', ' [ ] '])
      expect(await inList(text)).toEqual([]);
    for (const text of [
      '',
      'null',
      '5',
      '"images"',
      '{}',
      '{"error": "x"}',
      '<html>',
      '{images: ',
      '[{images: }]x',
    ])
      expect(await inList(text)).toBeUndefined();
  });

  test('any text at all is read or refused, quickly and without a fault', async () => {
    const pieces = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      'images',
      ':',
      ',',
      ' ',
      '"',
      'id',
      '\\',
      '{"id":"a"}',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        async (text) => {
          const images = (await inList(text)) ?? [];
          expect(images.every((each) => typeof each === 'object' && each !== null)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    const tookMs = await cpuMsOf(async () => {
      await inList(`[{images: ${'}'.repeat(1000)}${' '.repeat(1_000_000)}x`);
      await inList(`{"images": ${'['.repeat(5000)}${']'.repeat(5000)}}`);
    });
    expect(tookMs).toBeLessThan(500);
  });
});

describe('an image', () => {
  const shown = async (more: object) =>
    (await (await fakeAlliance({ image: more })).provider.show('1abc', call)).image;

  test('of the first generation', async () => {
    expect(await shown({ os_type: 'linux', hw_count: 2, nested: { a: 1 } })).toEqual({
      connection: 'gate',
      id: '1abc',
      name: 'remote_image',
      status: 'ready',
      serviceStatus: 'active',
      sizeBytes: 13_287_936,
      virtualSizeBytes: null,
      diskFormat: 'qcow2',
      containerFormat: 'bare',
      visibility: 'private',
      owner: ENVIRONMENT,
      protected: false,
      hidden: null,
      minDiskGb: 500,
      minRamMb: 1,
      createdAt: '2015-09-25T15:49:21Z',
      updatedAt: '2015-09-25T15:49:22Z',
      checksum: { algo: 'md5', value: 'ee1eca47dc88f4879d8a229cc70a07c6' },
      tags: [],
      properties: { os_type: 'linux', hw_count: '2' },
      revision: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test('of the last generation: the client’s object, with times without a zone', async () => {
    const image = {
      visibility: undefined,
      tags: undefined,
      copy_from: undefined,
      is_public: true,
      deleted: false,
      _loaded: true,
      status: 'queued',
      size: 0,
      created_at: '2015-12-02T11:05:53.000000',
      updated_at: '2015-12-02 11:05:54.250000',
      properties: { os_type: 'linux' },
    };
    expect(await shown(image)).toMatchObject({
      visibility: 'public',
      status: 'waiting',
      sizeBytes: null,
      createdAt: '2015-12-02T11:05:53Z',
      updatedAt: '2015-12-02T11:05:54.250Z',
      tags: [],
      properties: { os_type: 'linux' },
    });
    expect(await shown({ ...image, size: 1_054_867_456 })).toMatchObject({ sizeBytes: 1_054_867_456 });
    expect(await shown({ ...image, is_public: undefined })).toMatchObject({ visibility: null });
    expect(await shown({ ...image, deleted: true })).toMatchObject({ status: 'gone' });
  });

  test.for([
    ['active', 'ready'],
    ['queued', 'waiting'],
    ['saving', 'busy'],
    ['killed', 'failed'],
    ['deactivated', 'disabled'],
    ['pending_delete', 'gone'],
    ['constructor', 'unknown'],
  ])('%s is %s', async ([status, normal]) => {
    expect(await shown({ status })).toMatchObject({ status: normal, serviceStatus: status });
  });

  test('in a wrapper is taken too', async () => {
    const fake = await fakeAlliance({ answers: () => ({ body: { image: REMOTE } }) });
    expect((await fake.provider.show('1abc', call)).image.id).toBe('1abc');
  });

  test('a property may be named as parts of JavaScript are', async () => {
    const body = '[{"id": "a", "__proto__": "p", "properties": {"constructor": "c"}}]';
    const [only] = await listed(await fakeAlliance({ answers: () => ({ body }) }));
    expect(Object.entries(only?.properties ?? {})).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
  });

  test('any strange fields leave an image with its id', async () => {
    const keys = Object.keys(REMOTE).filter((key) => key !== 'id');
    const strange = fc.record(Object.fromEntries(keys.map((key) => [key, fc.jsonValue()])));
    let body: unknown;
    const fake = await fakeAlliance({ answers: () => ({ body }) });
    await fc.assert(
      fc.asyncProperty(strange, async (fields) => {
        body = [{ ...fields, id: 'x' }, 5, null, { name: 'no id' }];
        expect((await listed(fake)).map(({ id }) => id)).toEqual(['x']);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a list', () => {
  const images = [
    { ...REMOTE, id: 'own', name: 'b' },
    { ...REMOTE, id: 'theirs', name: 'a', owner: 'f'.repeat(32) },
    { ...REMOTE, id: 'for all', name: 'c', owner: 'f'.repeat(32), visibility: 'public' },
    { ...REMOTE, id: 'unowned', name: 'd', owner: null },
  ];
  const fake = () => fakeAlliance({ answers: () => ({ body: images }) });

  test('is filtered and sorted here: the gateway does neither', async () => {
    const gate = await fake();
    const names = async (query: object) => (await listed(gate, query)).map(({ name }) => name);
    expect(await names({ sort: [{ key: 'name', direction: 'desc' }] })).toEqual(['d', 'c', 'b', 'a']);
    expect(await names({ owner: 'f'.repeat(32), visibility: 'private' })).toEqual(['a']);
    expect(await names({ status: 'failed' })).toEqual([]);
    expect(gate.asked()).toEqual(['GET /images/', 'GET /images/', 'GET /images/']);
  });

  test('shared with this environment are those of others that not everybody sees', async () => {
    const { provider } = await fake();
    const ids = async (status: 'all' | 'pending') => {
      const found = [];
      for await (const page of provider.listShared(status, call)) found.push(...page);
      return found.map(({ document, memberStatus }) => [document.image.id, memberStatus]);
    };
    expect(await ids('all')).toEqual([['theirs', null]]);
    expect(await ids('pending')).toEqual([]);
  });
});
