import { describe, expect, test } from 'vitest';
import { withTokens, wordsOf } from '../../../src/renderer/src/ui/token-text.ts';

describe('tokens', () => {
  test('several come with commas, tabs or lines between, blanks around them count for nothing', () => {
    expect(wordsOf(' web,  data base \n\nlinux\tgpu\r\n,')).toEqual(['web', 'data base', 'linux', 'gpu']);
    expect(wordsOf(' ,\n')).toEqual([]);
  });

  test('each is there once, in the order in which it came', () => {
    expect(withTokens(['web'], ['gpu', 'web', 'gpu', 'db'], {})).toEqual({
      tokens: ['web', 'gpu', 'db'],
      problem: undefined,
    });
  });

  test('what a service takes no more of is left out, and said', () => {
    expect(withTokens(['a'], ['bb', 'ccc'], { maxLength: 2 })).toEqual({
      tokens: ['a', 'bb'],
      problem: 'At most 2 characters each',
    });
    expect(withTokens(['a'], ['b', 'c', 'd'], { most: 2 })).toEqual({
      tokens: ['a', 'b'],
      problem: 'At most 2 of them',
    });
    expect(withTokens(['a', 'b', 'c'], ['d'], { most: 2 }).tokens).toEqual(['a', 'b', 'c']);
  });
});
