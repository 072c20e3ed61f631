import fc from 'fast-check';

const pieces = fc.constantFrom(
  'status:',
  'size:',
  'updated:',
  'property.',
  'hidden',
  'nokey:',
  '-',
  '"',
  '""',
  ',',
  ':',
  '*',
  '>',
  '<=',
  '..',
  ' ',
  '\t',
  '\0',
  '2G',
  '7d',
  '2026-11-01',
  'web',
  'Ä',
  'A\u0308',
  '\u202E',
  '\uD83D',
  '\uDE00',
  '__proto__',
  'NEAR(a b)',
  "'; DROP TABLE images; --",
  '<b>',
  'İ',
  'Σ',
);

/** Searches as people type them, half way, and as nobody in their right mind would. */
export const searches: fc.Arbitrary<string> = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
