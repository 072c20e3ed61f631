import { describe, expect, it } from 'vitest';
import { searchArgument } from '../../../../src/main/hosts/cli/search-argument.ts';
import { UsageError } from '../../../../src/main/hosts/cli/usage.ts';

function complaint(text: string): readonly string[] {
  try {
    searchArgument(text, Date.now());
  } catch (error) {
    if (error instanceof UsageError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('--search', () => {
  it('takes what is understood', () => {
    expect(searchArgument('web status:active -hidden', Date.now()).terms).toHaveLength(3);
    expect(complaint('')).toEqual([]);
  });

  it('marks the place of what is not', () => {
    expect(complaint('web stauts:active')).toEqual([
      'the search is not understood: “stauts” is no key of a search. Did you mean “status”? Put the term in quotes to find it as text.',
      '  web stauts:active',
      '      ^^^^^^',
    ]);
  });

  it('marks every place', () => {
    expect(complaint('size:big x:1').filter((line) => line.includes('^'))).toEqual([
      '       ^^^',
      '           ^',
    ]);
  });

  it('keeps to one line that does no harm, whatever stands there', () => {
    const lines = complaint(`${'a '.repeat(400)}\u202E\u001b[31m nokey:${'x'.repeat(400)}`);
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    for (const line of lines) expect(line.length).toBeLessThan(250);
  });
});
