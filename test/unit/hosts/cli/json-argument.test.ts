import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignment, keyPath, looseJson } from '../../../../src/main/hosts/cli/json-argument.ts';

describe('PATH=JSON', () => {
  it.each([
    ['a/b=1', ['a', 'b'], 1],
    ['a=true', ['a'], true],
    ['a="1"', ['a'], '1'],
    ['a={"b":[null]}', ['a'], { b: [null] }],
    ['a=', ['a'], ''],
    ['a=bare word', ['a'], 'bare word'],
    ['a=b=c', ['a'], 'b=c'],
    ['a\\/b/c=1', ['a/b', 'c'], 1],
    ['a\\=b=1', ['a=b'], 1],
    ['a\\\\/b=1', ['a\\', 'b'], 1],
    ['C:\\dir=1', ['C:\\dir'], 1],
    ['größe/ß=ü', ['größe', 'ß'], 'ü'],
  ])('%s', (text, path, value) => {
    expect(assignment(text)).toEqual({ path, value });
  });

  it.each([
    ['a', 'PATH=JSON is wanted'],
    ['=1', 'a path of keys'],
    ['a//b=1', 'a path of keys'],
    ['/a=1', 'a path of keys'],
    [`${'a/'.repeat(64)}z=1`, 'a path of keys'],
    ['__proto__/a=1', '__proto__'],
    ['a={"b":{"__proto__":1}}', '__proto__'],
    ['a={b:1}', 'is no JSON'],
    ['a=[1', 'is no JSON'],
    ['a=12345678901234567890', 'too large'],
    [`a=${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'nests at most'],
  ])('%s is a slip', (text, why) => {
    expect(() => assignment(text)).toThrow(why);
  });

  it('says any keys and any value', () => {
    const key = fc
      .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
      .filter((text) => text !== '__proto__');
    const escaped = (text: string): string => text.replaceAll(/[\\/=]/g, (character) => `\\${character}`);
    fc.assert(
      fc.property(
        fc.array(key, { minLength: 1, maxLength: 5 }),
        fc.jsonValue({ maxDepth: 4 }),
        (keys, value) => {
          fc.pre(!JSON.stringify(value).includes('__proto__'));
          // Whole numbers that cannot be kept exactly are refused: see above.
          fc.pre(!Number.isInteger(value) || Number.isSafeInteger(value));
          const text = `${keys.map(escaped).join('/')}=${JSON.stringify(value)}`;
          expect(assignment(text)).toEqual({ path: keys, value: JSON.parse(JSON.stringify(value)) });
        },
      ),
    );
  });

  it('never fails otherwise than as a wrong argument', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const read of [assignment, keyPath, looseJson]) {
          try {
            read(text);
          } catch (error) {
            expect(error).toMatchObject({ code: 'commander.invalidArgument' });
          }
        }
      }),
    );
  });
});
