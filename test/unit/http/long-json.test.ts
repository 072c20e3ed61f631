import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longJson } from '../../../src/main/http/index.ts';

/** Says also whether the text was read whole at once. */
async function read(text: string, sliceCharacters: number) {
  let whole = false;
  const json = (): unknown => {
    whole = true;
    return JSON.parse(text);
  };
  const value = await longJson({ text, json }, sliceCharacters).catch((error: unknown) => error);
  return { value, whole };
}

/** Text that looks like the parts of a list, and ends in the signs that a reader of lists could trip over. */
const tricky = fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', '}', ',', ' ', 'a', 'é', '💿') });
const element = fc.oneof(
  fc.dictionary(tricky, fc.oneof(tricky, fc.integer(), fc.constant(null), fc.array(tricky))),
  tricky,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.array(fc.array(tricky)),
);
const sliceCharacters = fc.integer({ min: 1, max: 40 });
const indent = fc.constantFrom(undefined, 1, '\t');

describe('a long list', () => {
  test('is the same in slices as at once, bare and wrapped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(element), sliceCharacters, indent, async (list, characters, space) => {
        const paged = { images: list, first: '/v2/images', next: '/v2/images?marker=]},', n: [1, { a: 2 }] };
        for (const value of [list, { images: list }, paged]) {
          const text = ` ${JSON.stringify(value, null, space)} \n`;
          const got = await read(text, characters);
          expect(got.value).toEqual(JSON.parse(text));
          if (text.length > 2 * characters && text.length > 200) expect(got.whole).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('that is broken anywhere is left to the one who says so', async () => {
    const signs = fc.constantFrom('', ',', ']', '}', '[', '{', '"', '\\', 'x', ':');
    await fc.assert(
      fc.asyncProperty(
        ...([fc.array(element, { minLength: 3 }), sliceCharacters, fc.nat(), signs, fc.nat(2)] as const),
        async (list, characters, where, sign, gone) => {
          const good = JSON.stringify(list);
          const at = where % good.length;
          const text = good.slice(0, at) + sign + good.slice(at + gone);
          const got = await read(text, characters);
          let expected: unknown;
          try {
            expected = JSON.parse(text);
          } catch {
            expect(got.value).toBeInstanceOf(SyntaxError);
            return;
          }
          expect(got.value).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.for([
    '[1,2,]',
    '[,1,2]',
    '[1,,2]',
    '[1 2]',
    '[1,2]]',
    '{"a":[1,2]',
    '[1,2]}',
    '{"a":[1,2],"b":3}',
    '{"a":[1,2],}',
    '{"a":[1,2] "b":3}',
    '{"a":[1,2],"b":3}]',
    '{"a":[1,2],"b":3,"a":4}',
    '{"a":[1,2],"__proto__":{"b":3}}',
    '[]x',
    '',
  ])('%j is read as JSON is', async (text) => {
    const got = await read(text, 1);
    let expected: unknown;
    try {
      expected = JSON.parse(text);
    } catch {
      expect(got.value).toBeInstanceOf(SyntaxError);
      return;
    }
    expect(got.value).toEqual(expected);
  });

  test('keeps a field and keys named __proto__ as they are', async () => {
    const text = '{"__proto__":[{"__proto__":{"polluted":true}},{"id":"i"}]}';
    const { value, whole } = await read(text, 1);
    expect(whole).toBe(false);
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('of 100 000 images lets everything else have its turn', async () => {
    const image = { id: 'an-id', name: 'an image with a name', properties: { text: 'x'.repeat(100) } };
    const text = JSON.stringify(Array.from({ length: 100_000 }, () => image));
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const value = await longJson({ text, json: () => JSON.parse(text) });
    clearInterval(timer);
    expect(value).toHaveLength(100_000);
    expect(turns).toBeGreaterThan(10);
  });
});
