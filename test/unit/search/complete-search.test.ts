import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completionAt } from '../../../src/shared/search/index.ts';
import { searches } from './generated-searches.ts';

/** The place at the `|` in the text, with what would be replaced. */
function at(marked: string) {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const place = completionAt(text, caret);
  if (place === undefined) return undefined;
  const { span, ...rest } = place;
  return { ...rest, replaces: text.slice(span.start, span.end) };
}

describe('at the caret stands', () => {
  it('a word, which may become a key', () => {
    expect(at('web sta|')).toEqual({ of: 'word', text: 'sta', replaces: 'sta', quoted: false });
    expect(at('-sta|')).toEqual({ of: 'word', text: 'sta', replaces: 'sta', quoted: false });
    expect(at('sta|tus:x')).toEqual({ of: 'word', text: 'sta', replaces: 'status', quoted: false });
    expect(at('"sta|')).toMatchObject({ of: 'word', quoted: true });
  });

  it('nothing yet: between words, after a minus, in an empty box', () => {
    for (const text of ['|', 'web |', '| web', '-|'])
      expect(at(text)).toMatchObject({ of: 'word', text: '', replaces: '' });
  });

  it('a value of a key', () => {
    expect(at('status:ac|')).toEqual({ of: 'value', key: 'status', text: 'ac', replaces: 'ac' });
    expect(at('hash:|')).toEqual({ of: 'value', key: 'os_hash', text: '', replaces: '' });
    expect(at('status:active,fa|iled,x y')).toEqual({
      of: 'value',
      key: 'status',
      text: 'fa',
      replaces: 'failed',
    });
    expect(at('cloud:"prod e|')).toEqual({ of: 'value', key: 'cloud', text: 'prod e', replaces: '"prod e' });
    expect(at('cloud:"prod e|u" x')).toEqual({
      of: 'value',
      key: 'cloud',
      text: 'prod e',
      replaces: '"prod eu"',
    });
  });

  it('a property, its key or its value', () => {
    expect(at('property.os|')).toEqual({ of: 'property-key', text: 'os', replaces: 'os' });
    expect(at('prop.|')).toEqual({ of: 'property-key', text: '', replaces: '' });
    expect(at('property.os_distro:de|')).toEqual({
      of: 'property',
      key: 'os_distro',
      text: 'de',
      replaces: 'de',
    });
    expect(at('property."odd key":|')).toMatchObject({ of: 'property', key: 'odd key' });
  });

  it('nothing to complete after a key that there is not', () => {
    expect(at('nokey:a|')).toBeUndefined();
  });

  it('something whose span holds the caret, anywhere in any text', () => {
    fc.assert(
      fc.property(searches, fc.nat(60), (text, caret) => {
        const place = completionAt(text, caret);
        if (place === undefined) return;
        const inside = Math.min(caret, text.length);
        expect(place.span.start).toBeLessThanOrEqual(inside);
        expect(place.span.end).toBeGreaterThanOrEqual(inside);
        expect(place.span.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });
});
