import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBeingTyped, searchPieces } from '../../../src/renderer/src/features/search/search-pieces.ts';
import {
  suggestionsFor,
  valueSource,
  withSuggestion,
} from '../../../src/renderer/src/features/search/suggestions.ts';
import type { CatalogValue } from '../../../src/shared/model/index.ts';
import { completionAt, parseSearch } from '../../../src/shared/search/index.ts';
import { searches } from '../search/generated-searches.ts';

const CLOUDS = [
  { name: 'prod eu', images: 12 },
  { name: 'lab', images: 3 },
];

function pieces(text: string): readonly string[] {
  const query = parseSearch(text, 0);
  return searchPieces(text, query, query.problems).map((piece) => `${piece.look} ${piece.text}`);
}

/** What is suggested at the `|`, and what the text is once each was taken. */
function offered(marked: string, values: readonly CatalogValue[] = []): readonly string[] {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const place = completionAt(text, caret);
  if (place === undefined) return [];
  return suggestionsFor(place, values, CLOUDS).map((suggestion) => {
    const next = withSuggestion(text, place, suggestion);
    return `${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`;
  });
}

function asked(marked: string) {
  const place = completionAt(marked.replace('|', ''), marked.indexOf('|'));
  return place && valueSource(place);
}

describe('the text in the box', () => {
  test('is tinted where a term is more than a word, and underlined where it says nothing', () => {
    expect(pieces('web  status:active -old stauts:x "a b"')).toEqual([
      'plain web  ',
      'term status:active',
      'plain  ',
      'negated -old',
      'plain  ',
      'problem stauts',
      'plain :x "a b"',
    ]);
  });

  test('is whole in its pieces, whatever was typed', () => {
    fc.assert(
      fc.property(searches, (text) => {
        const query = parseSearch(text, 0);
        const drawn = searchPieces(text, query, query.problems);
        expect(drawn.map((piece) => piece.text).join('')).toBe(text);
        expect(new Set(drawn.map(({ start }) => start)).size).toBe(drawn.length);
      }),
      { numRuns: 300 },
    );
  });

  test('is not complained of while the caret stands at the end of what is wrong', () => {
    const [problem] = parseSearch('updated:2', 0).problems;
    expect(problem && isBeingTyped(problem, 9)).toBe(true);
    expect(problem && isBeingTyped(problem, 3)).toBe(false);
  });
});

describe('suggestions', () => {
  test('are keys for a word, which go on after their colon', () => {
    expect(offered('web sta|')).toEqual(['web status:|']);
    expect(offered('-hid|')).toEqual(['-hidden |']);
    expect(offered('prope|')).toEqual(['property.|']);
    expect(offered('hash|')).toEqual(['os_hash:|']);
    expect(offered('sta|:active')).toEqual(['status:|active']);
  });

  test('are all keys where nothing was typed', () => {
    expect(offered('|')).toHaveLength(19);
  });

  test('are properties for a word that begins one', () => {
    expect(asked('os_d|')).toEqual({ of: 'property-key' });
    expect(asked('o|')).toBeUndefined();
    expect(offered('os_d|', [{ value: 'os_distro', images: 4 }])).toEqual(['property.os_distro:|']);
    expect(offered('property.os|', [{ value: 'hw:os', images: 4 }])).toEqual(['property."hw:os":|']);
  });

  test('are the values of the catalogue, in quotes where they need them', () => {
    expect(asked('tag:w|')).toEqual({ of: 'tag' });
    expect(asked('property.os_distro:d|')).toEqual({ of: 'property', key: 'os_distro' });
    const values = [
      { value: 'web', images: 9 },
      { value: 'web server', images: 2 },
    ];
    expect(offered('tag:w|', values)).toEqual(['tag:web |', 'tag:"web server" |']);
    expect(offered('tag:db,w|,x y', values)).toEqual(['tag:db,web|,x y', 'tag:db,"web server"|,x y']);
  });

  test('are the clouds here, and the usual ages and sizes', () => {
    expect(asked('cloud:|')).toBeUndefined();
    expect(offered('cloud:e|')).toEqual(['cloud:"prod eu" |']);
    expect(offered('updated:<7|')).toEqual(['updated:<7d |']);
    expect(offered('size:1|')).toEqual(['size:1G..5G |']);
    expect(offered('protected:|')).toEqual(['protected:yes |', 'protected:no |']);
  });

  test('are none in quoted text, after a key that there is not, for an id', () => {
    for (const text of ['"sta|', 'nokey:a|', 'id:4|', 'os_hash:a|']) expect(offered(text)).toEqual([]);
  });

  test('once taken are understood, whatever the values are', () => {
    fc.assert(
      fc.property(searches.filter(Boolean), (value) => {
        const [taken = ''] = offered('tag:|', [{ value, images: 1 }]);
        const query = parseSearch(taken.slice(0, -1), 0);
        expect(query.problems).toEqual([]);
        expect(query.terms).toHaveLength(1);
        expect(query.terms[0]?.condition).toMatchObject({
          kind: 'text',
          field: 'tag',
          patterns: [{ match: 'equals' }],
        });
      }),
    );
  });
});
