import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  foldText,
  matchesSearch,
  parseSearch,
  quoteText,
  quoteValue,
  type SearchCondition,
} from '../../../src/shared/search/index.ts';
import { imageOf } from '../renderer/images.ts';
import { searches } from './generated-searches.ts';

const NOW = new Date(2026, 10, 21, 12, 0).getTime();
const DAY = 86_400_000;
const GIB = 1024 ** 3;

const read = (text: string) => parseSearch(text, NOW);
const conditions = (text: string) => read(text).terms.map(({ condition }) => condition);
const one = (text: string): SearchCondition | undefined => conditions(text)[0];
const problems = (text: string) =>
  read(text).problems.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);

describe('free text', () => {
  it('is one condition a word, folded', () => {
    expect(conditions('Debian  13')).toEqual([
      { kind: 'words', text: 'debian' },
      { kind: 'words', text: '13' },
    ]);
  });

  it('stays together in quotes, and a quote in it is doubled', () => {
    expect(one('"Debian 13"')).toEqual({ kind: 'words', text: 'debian 13' });
    expect(one('"a ""b"" c"')).toEqual({ kind: 'words', text: 'a "b" c' });
  });

  it('ends with the text where quotes are left open, without a complaint', () => {
    expect(read('web "debian 1')).toEqual({
      terms: [
        { span: { start: 0, end: 3 }, negated: false, condition: { kind: 'words', text: 'web' } },
        { span: { start: 4, end: 13 }, negated: false, condition: { kind: 'words', text: 'debian 1' } },
      ],
      problems: [],
    });
  });

  it('is negated by a minus outside of the quotes', () => {
    expect(read('-web').terms).toMatchObject([{ negated: true, condition: { text: 'web' } }]);
    expect(read('"-web"').terms).toMatchObject([{ negated: false, condition: { text: '-web' } }]);
  });

  it.each(['', '   ', '-', '""', '*', '-""'])('%j says nothing', (text) => {
    expect(read(text)).toEqual({ terms: [], problems: [] });
  });

  it.each([
    'https://example.org/a.qcow2',
    '"status:active"',
    'sta"tus":active',
    ':active',
    '12:30',
    'AND',
    'NEAR(a',
    '{a}:b',
  ])('%j is text, whatever it looks like', (text) => {
    expect(read(text).problems).toEqual([]);
    expect(conditions(text)).toEqual([{ kind: 'words', text: foldText(text.replaceAll('"', '')) }]);
  });
});

describe('a key with a value', () => {
  it('compares as the field is usually asked for', () => {
    const match = (text: string) => one(text);
    expect(match('name:web')).toMatchObject({ patterns: [{ match: 'contains', text: 'web' }] });
    expect(match('owner:7F3A')).toMatchObject({ patterns: [{ match: 'starts', text: '7f3a' }] });
    expect(match('id:4b')).toMatchObject({ field: 'id', patterns: [{ match: 'starts' }] });
    expect(match('os_hash:sha512:AB12')).toMatchObject({ patterns: [{ match: 'starts', text: 'ab12' }] });
    expect(match('status:active')).toMatchObject({ patterns: [{ match: 'equals', text: 'active' }] });
  });

  it('takes stars: any, starts with, contains; in the middle or quoted they are text', () => {
    const pattern = (value: string) => one(`format:${value}`);
    expect(pattern('*')).toMatchObject({ patterns: [{ match: 'any' }] });
    expect(pattern('qc*')).toMatchObject({ patterns: [{ match: 'starts', text: 'qc' }] });
    expect(pattern('*cow')).toMatchObject({ patterns: [{ match: 'contains', text: 'cow' }] });
    expect(pattern('*cow*')).toMatchObject({ patterns: [{ match: 'contains', text: 'cow' }] });
    expect(pattern('q*2')).toMatchObject({ patterns: [{ match: 'equals', text: 'q*2' }] });
    expect(pattern('"qc*"')).toMatchObject({ patterns: [{ match: 'equals', text: 'qc*' }] });
    expect(pattern('"q c"*')).toMatchObject({ patterns: [{ match: 'starts', text: 'q c' }] });
  });

  it('takes alternatives, and quotes where a comma or a gap is meant', () => {
    expect(one('status:active,failed,')).toMatchObject({
      patterns: [{ text: 'active' }, { text: 'failed' }],
    });
    expect(one('cloud:"prod eu","a,b"')).toMatchObject({ patterns: [{ text: 'prod eu' }, { text: 'a,b' }] });
  });

  it.each([
    ['disk_format:raw', 'format'],
    ['hash:ab', 'os_hash'],
    ['connection:prod', 'cloud'],
    ['Tags:web', 'tag'],
    ['container-format:bare', 'container'],
  ])('%s means %s', (text, field) => {
    expect(one(text)).toMatchObject({ kind: 'text', field });
  });

  it.each([
    'status:',
    'size:>',
    'size:..',
    'updated:<',
    'tag:,',
    'name:""',
    'hidden:',
    'property.',
    'property.a:',
  ])('%s says nothing yet', (text) => expect(read(text)).toEqual({ terms: [], problems: [] }));
});

describe('a property', () => {
  it('is asked for by key and value', () => {
    expect(one('property.os_distro:debian,"red hat"')).toEqual({
      kind: 'property',
      key: 'os_distro',
      patterns: [
        { match: 'equals', text: 'debian' },
        { match: 'equals', text: 'red hat' },
      ],
    });
  });

  it('is there at all', () => {
    const any = { kind: 'property', key: 'os_distro', patterns: [{ match: 'any', text: '' }] };
    expect(one('property.os_distro')).toEqual(any);
    expect(one('property.os_distro:*')).toEqual(any);
  });

  it('has a key in quotes where it is odd', () => {
    expect(one('property."odd key":"a:b"')).toMatchObject({ key: 'odd key', patterns: [{ text: 'a:b' }] });
    expect(one('property."hw:cpu_policy":dedicated')).toMatchObject({ key: 'hw:cpu_policy' });
    expect(one('property.__proto__:1')).toMatchObject({ key: '__proto__' });
    expect(one('property.a.b:1')).toMatchObject({ key: 'a.b' });
  });
});

describe('a flag', () => {
  it('stands alone, negated or not, or says yes or no', () => {
    const flag = (text: string) =>
      read(text).terms.map(({ negated, condition }) => ({ negated, ...condition }));
    const hidden = { kind: 'flag', field: 'hidden' };
    expect(flag('hidden')).toEqual([{ negated: false, ...hidden }]);
    expect(flag('hidden:yes')).toEqual([{ negated: false, ...hidden }]);
    expect(flag('-hidden')).toEqual([{ negated: true, ...hidden }]);
    expect(flag('hidden:no')).toEqual([{ negated: true, ...hidden }]);
    expect(flag('-hidden:no')).toEqual([{ negated: false, ...hidden }]);
    expect(flag('"hidden"')).toEqual([{ negated: false, kind: 'words', text: 'hidden' }]);
  });
});

describe('a number', () => {
  const range = (text: string) => {
    const condition = one(text);
    if (condition?.kind !== 'number') return condition;
    const { from, to, fromOpen, toOpen } = condition;
    return `${fromOpen ? '(' : '['}${from} ${to}${toOpen ? ')' : ']'}`;
  };

  it.each([
    ['size:>2G', `(${2 * GIB} undefined]`],
    ['size:>=2GiB', `[${2 * GIB} undefined]`],
    ['size:<1.5k', '[undefined 1536)'],
    ['size:<=10KB', '[undefined 10240]'],
    ['size:1G..2G', `[${GIB} ${2 * GIB}]`],
    ['size:1..2G', `[${GIB} ${2 * GIB}]`],
    ['size:2G..1G', `[${GIB} ${2 * GIB}]`],
    ['size:1G..', `[${GIB} undefined]`],
    ['size:..1T', `[undefined ${1024 * GIB}]`],
    ['size:*', '[undefined undefined]'],
  ])('%s is %s', (text, expected) => expect(range(text)).toBe(expected));

  it('alone is the number itself; a size with a unit is what rounds to it', () => {
    expect(range('size:1000')).toBe('[1000 1000]');
    expect(range('size:2G')).toBe(`[${1.5 * GIB} ${2.5 * GIB})`);
    expect(range('size:7.81G')).toBe(`[${(7.81 - 0.005) * GIB} ${(7.81 + 0.005) * GIB})`);
    expect(range('min_disk:20')).toBe('[20 20]');
  });

  it('counts disks in gigabytes and memory in megabytes, unless a unit says otherwise', () => {
    expect(range('min_disk:1T')).toBe('[1024 1024]');
    expect(range('min_ram:>=2G')).toBe('[2048 undefined]');
    expect(range('min_ram:512..1024')).toBe('[512 1024]');
  });

  it.each([
    ['size:big', 'big: “big” is no size: write it like 2G, >500M or 1G..2G.'],
    ['x size:1G,2G', '1G,2G: “size” takes one number or one range: write it like 2G, >500M or 1G..2G.'],
    ['min_ram:-1', '-1: “-1” is no number: write it like 2048, >=1G or 512..4096.'],
    ['size:>1G..2G', '>1G..2G: “>1G..2G” is no size: write it like 2G, >500M or 1G..2G.'],
  ])('%s is told: %s', (text, message) => expect(problems(text)).toEqual([message]));
});

describe('a time', () => {
  const local = (year: number, month: number, day: number) => new Date(year, month - 1, day).getTime();
  const range = (text: string) => {
    const condition = one(`updated:${text}`);
    return condition?.kind === 'time' ? [condition.from, condition.to] : condition;
  };

  it.each([
    ['<7d', [NOW - 7 * DAY, undefined]],
    ['7d', [NOW - 7 * DAY, undefined]],
    ['>2w', [undefined, NOW - 14 * DAY]],
    ['<90m', [NOW - 90 * 60_000, undefined]],
    ['>1y', [undefined, NOW - 365 * DAY]],
    ['7d..30d', [NOW - 30 * DAY, NOW - 7 * DAY]],
    ['7d..', [undefined, NOW - 7 * DAY]],
  ])('%s is an age', (text, expected) => expect(range(text)).toEqual(expected));

  it.each([
    ['2026-11-01', [local(2026, 11, 1), local(2026, 11, 2) - 1]],
    ['>2026-11-01', [local(2026, 11, 2), undefined]],
    ['>=2026-11-01', [local(2026, 11, 1), undefined]],
    ['<2026-11-01', [undefined, local(2026, 11, 1) - 1]],
    ['<=2026-11-01', [undefined, local(2026, 11, 2) - 1]],
    ['2026-11-01..2026-11-03', [local(2026, 11, 1), local(2026, 11, 4) - 1]],
    ['2026-11-01..', [local(2026, 11, 1), undefined]],
    ['2026-11', [local(2026, 11, 1), local(2026, 12, 1) - 1]],
    ['2026', [local(2026, 1, 1), local(2027, 1, 1) - 1]],
    ['today', [local(2026, 11, 21), local(2026, 11, 22) - 1]],
    ['yesterday', [local(2026, 11, 20), local(2026, 11, 21) - 1]],
    ['>2026-11-01T12:30:00Z', [Date.UTC(2026, 10, 1, 12, 30, 1), undefined]],
    ['*', [undefined, undefined]],
  ])('%s is a day, or a stretch of them', (text, expected) => expect(range(text)).toEqual(expected));

  it.each(['soon', '7', '2026-13-01', '2026-02-30', '>1d..2d'])('%s is told to be none', (text) => {
    expect(problems(`updated:${text}`)).toEqual([
      `${text}: “${text}” is neither an age nor a date: write it like <7d, >30d, 2026-11-01 or 2026-11-01..2026-11-15.`,
    ]);
  });
});

describe('a key that there is not', () => {
  it.each([
    [
      'web stauts:active',
      'stauts: “stauts” is no key of a search. Did you mean “status”? Put the term in quotes to find it as text.',
    ],
    [
      '-distribution:x',
      'distribution: “distribution” is no key of a search. Put the term in quotes to find it as text.',
    ],
    ['property:x', 'property: Say which property: property.os_distro:debian.'],
    ['hidden:perhaps', 'perhaps: “perhaps” is neither yes nor no.'],
  ])('%s is told with its place', (text, message) => expect(problems(text)).toEqual([message]));

  it('leaves the other terms alone', () => {
    expect(conditions('web stauts:active tag:a')).toMatchObject([{ text: 'web' }, { field: 'tag' }]);
  });
});

describe('whatever is typed', () => {
  it('never throws; spans lie in the text, in order, one after the other', () => {
    fc.assert(
      fc.property(searches, (text) => {
        const { terms, problems } = read(text);
        for (const spans of [terms.map(({ span }) => span), problems.map(({ span }) => span)]) {
          let last = 0;
          for (const { start, end } of spans) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(text.length);
            last = end;
          }
        }
        for (const { condition } of terms) expect(JSON.stringify(condition)).not.toMatch(/\\u0000/);
      }),
      { numRuns: 500 },
    );
  });

  it('is found as text when it is quoted', () => {
    fc.assert(
      fc.property(searches.filter(Boolean), (text) => {
        const query = read(quoteText(text));
        expect(query.problems).toEqual([]);
        expect(query.terms).toHaveLength(1);
        expect(matchesSearch(query, imageOf({ name: text }))).toBe(true);
        expect(matchesSearch(read(`-${quoteText(text)}`), imageOf({ name: text }))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('can be the value and the key of a property', () => {
    fc.assert(
      fc.property(searches.filter(Boolean), searches.filter(Boolean), (key, value) => {
        const query = read(`property.${quoteValue(key)}:${quoteValue(value)}`);
        const properties = Object.fromEntries([[key, value]]);
        expect(query.terms).toHaveLength(1);
        expect(matchesSearch(query, imageOf({ properties }))).toBe(true);
        expect(matchesSearch(query, imageOf({ properties: { [`${key}x`]: value } }))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('takes 10,000 hostile characters in good time', () => {
    const texts = ['"', '-', 'a:', 'property.', '\u202Ename:', '((((', '\0 ', ',*', '\uD800'].map((part) =>
      part.repeat(10_000 / part.length),
    );
    const start = performance.now();
    for (const text of texts) read(text);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
