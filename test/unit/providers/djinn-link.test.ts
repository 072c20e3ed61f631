import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPage } from '../../../src/main/providers/djinn/link.ts';
import {
  isOwnerName,
  readNamespace,
  rootOf,
  settingsNamespace,
} from '../../../src/main/providers/djinn/namespace-name.ts';
import { cpuMsOf } from '../../support/cpu-time.ts';

const link = (previous: number, next: number, query = '') =>
  `</images?page=${previous}${query}>; rel="prev", </images?page=${next}${query}>; rel="next"`;

describe('the page after', () => {
  it.each([
    ['the first of two', link(1, 2), 1, 2],
    ['the last, whose next is itself', link(1, 2), 2, undefined],
    ['a page beyond the end, which leads back', link(1, 2), 3, undefined],
    ['a list without items', link(0, 0), 1, undefined],
    ['a search with commas and brackets in it', link(1, 2, '&search=a%2C%3Eb'), 1, 2],
    ['no link', undefined, 1, undefined],
    ['a link without next', '</images?page=1>; rel="prev"', 1, undefined],
    ['a link without a page', '</images>; rel="next"', 1, undefined],
    ['an absolute address', '<https://api.djinn.example/images?search=x&page=4>; rel="next"', 3, 4],
    [
      'an address of somebody else, of which only the number is taken',
      '<//evil.example/?page=2>; rel=next',
      1,
      2,
    ],
    ['other spellings', '</i?page=7>; title="x; rel=prev"; REL = "last NEXT"', 1, undefined],
    ['a page that is no number', '</images?page=2x>; rel="next"', 1, undefined],
    ['a negative page', '</images?page=-2>; rel="next"', 1, undefined],
    ['a page beyond all numbers', `</images?page=${'9'.repeat(40)}>; rel="next"`, 1, undefined],
  ])('%s', (_what, header, current, expected) => {
    expect(nextPage(header, current)).toBe(expected);
  });

  it('is what a server that stops at the ends says, for any list and search', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), fc.string(), (pages, at, search) => {
        const page = 1 + (at % pages);
        const query = `&${new URLSearchParams({ search })}`;
        const header = link(Math.max(1, page - 1), Math.min(pages, page + 1), query);
        expect(nextPage(header, page)).toBe(page < pages ? page + 1 : undefined);
      }),
    );
  });

  it('always lies ahead, whatever comes', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      ';',
      ',',
      'rel=',
      'rel="next"',
      '?page=',
      '&',
      '9',
      'next',
      ' ',
    );
    const hostile = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 1e6 }), (header, current) => {
        const next = nextPage(header, current);
        expect(next === undefined || (Number.isSafeInteger(next) && next > current)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is found in no time in a header made to take long', async () => {
    const tookMs = await cpuMsOf(() => {
      for (const unit of ['<', '; rel', '<a>; ', '; rel=', ' ', '"']) nextPage(unit.repeat(40_000), 1);
      expect(nextPage('<a>'.repeat(5_000) + link(1, 2), 1)).toBe(2);
    });
    expect(tookMs).toBeLessThan(500);
  });
});

describe('a namespace as it is written', () => {
  it.each([
    ['lab', { path: 'lab', owner: undefined }],
    ['lab/web2@eve', { path: 'lab/web2', owner: 'eve' }],
    [' lab@eve-b.c ', { path: 'lab', owner: 'eve-b.c' }],
    ['', undefined],
    ['..', undefined],
    ['lab/../x', undefined],
    ['lab//x', undefined],
    ['lab@..', undefined],
    ['lab@a/b', undefined],
    ['lab?x', undefined],
    ['@eve', undefined],
  ])('%j', (text, expected) => {
    expect(readNamespace(text)).toEqual(expected);
  });

  it('never leads out of the addresses of namespaces', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, owner) => {
        const written = readNamespace(`${path}@${owner}`);
        if (written === undefined || !isOwnerName(owner)) return;
        const url = new URL(`http://host/api/n/${encodeURIComponent(owner)}/${written.path}/-/images`);
        expect(url.pathname.startsWith('/api/n/')).toBe(true);
        expect(url.pathname.split('/')).toHaveLength(6 + written.path.split('/').length);
      }),
    );
  });

  it('has its collaborators at its root', () => {
    expect(rootOf({ owner: 'eve', path: 'lab/web/x' })).toEqual({ owner: 'eve', path: 'lab' });
  });

  it('is INVALID in the settings if it is none', () => {
    expect(settingsNamespace(undefined, 'test')).toBeUndefined();
    expect(() => settingsNamespace('my lab', 'test')).toThrow(
      expect.objectContaining({ code: 'INVALID', hint: expect.stringContaining('@owner') }),
    );
  });
});
