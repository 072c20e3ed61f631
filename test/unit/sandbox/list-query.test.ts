import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseListQuery, splitQuoted } from '../../../src/sandbox/dialects/glance/list-query.ts';

describe('an in: list', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['"a,b",c', ['a,b', 'c']],
    ['a,,b', ['a', '', 'b']],
    ['"with \\"quotes\\""', ['with \\"quotes\\"']],
    ['', []],
  ])('%s is split', (text, parts) => {
    expect(splitQuoted(text)).toEqual(parts);
  });

  it('gives quoted values back whole, whatever commas they hold', () => {
    const value = fc.string({ minLength: 1, maxLength: 10 }).filter((text) => !/["\\\n]/.test(text));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        expect(splitQuoted(values.map((text) => `"${text}"`).join(','))).toEqual(values);
      }),
    );
  });
});

describe('a list query', () => {
  it('reads times with and without an operator and zone', () => {
    const condition = (value: string) => parseListQuery([['created_at', value]], true).conditions[1];
    const values = [Date.parse('2026-01-02T03:04:05Z') * 1000];
    expect(condition('gte:2026-01-02T03:04:05Z')).toEqual({ column: 'created_at', operator: '>=', values });
    expect(condition('2026-01-02T05:04:05+02:00')).toEqual({ column: 'created_at', operator: '=', values });
    expect(condition('lt:2026-01-02T03:04:05')).toMatchObject({ operator: '<', values });
  });

  it('takes what it does not know for a property', () => {
    expect(parseListQuery([['os_distro', 'in:x']], true).properties).toEqual([['os_distro', 'in:x']]);
    expect(parseListQuery([['sha512', 'x']], true).properties).toEqual([['sha512', 'x']]);
  });

  it('either understands any text or refuses it as the client’s fault', () => {
    const name = fc.oneof(
      fc.constantFrom('name', 'limit', 'sort', 'updated_at', 'size_max', 'os_hidden'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string()), { maxLength: 4 }), (pairs) => {
        try {
          parseListQuery(pairs, true);
        } catch (error) {
          expect(error).toMatchObject({
            status: expect.toSatisfy((status) => status === 400 || status === 500),
          });
        }
      }),
    );
  });
});
