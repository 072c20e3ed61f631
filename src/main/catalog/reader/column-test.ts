import {
  fitsPattern,
  fitsRange,
  foldText,
  type SearchCondition,
  type TextPattern,
} from '#shared/search/index.ts';
import type { CodeColumn } from './code-column.ts';
import {
  type CodeColumnName,
  type Columns,
  HASHED,
  HIDDEN,
  type NumberColumnName,
  PROTECTED,
} from './columns.ts';
import type { Mask } from './mask.ts';

/** Takes the rows that do not fit out of a mask. */
export type ColumnTest = (columns: Columns, mask: Mask) => void;

const CODES = {
  cloud: ['connection'],
  status: ['status', 'serviceStatus'],
  visibility: ['visibility'],
  format: ['diskFormat'],
  container: ['containerFormat'],
  owner: ['owner'],
} as const;
const NUMBERS = {
  size: 'sizeBytes',
  virtual: 'virtualSizeBytes',
  min_disk: 'minDiskGb',
  min_ram: 'minRamMb',
  updated: 'updatedAt',
  created: 'createdAt',
} as const;

/** A condition as a loop over columns; `undefined` if the columns cannot say. */
export function columnTest(condition: SearchCondition, negated: boolean): ColumnTest | undefined {
  switch (condition.kind) {
    case 'flag':
      return flagTest(condition.field === 'hidden' ? HIDDEN : PROTECTED, negated);
    case 'number':
    case 'time':
      return numberTest(NUMBERS[condition.field], (value) => fitsRange(condition, value), negated);
    case 'text': {
      const { field, patterns } = condition;
      if (field === 'os_hash' && patterns.some(({ match }) => match === 'any'))
        return flagTest(HASHED, negated);
      if (!(field in CODES)) return undefined;
      return codeTest(
        CODES[field as keyof typeof CODES],
        (text) => text !== null && fitsOne(patterns, text),
        negated,
      );
    }
    default:
      return undefined;
  }
}

/** One of the columns has a text that fits. */
export function codeTest(
  names: readonly CodeColumnName[],
  fits: (text: string | null) => boolean,
  negated = false,
): ColumnTest {
  return (columns, mask) => {
    const [first, second] = names.map((name) => columns.codes[name]);
    if (first === undefined) return;
    const allowed = fitting(first, fits);
    if (second === undefined) keepCodes(first, allowed, negated, mask);
    else keepEither(first, allowed, second, fitting(second, fits), negated, mask);
  };
}

function keepCodes({ codes }: CodeColumn, allowed: Uint8Array, negated: boolean, mask: Mask): void {
  const refused = negated ? 1 : 0;
  for (let row = 0; row < mask.length; row++) {
    if (allowed[codes[row] ?? 0] === refused) mask[row] = 0;
  }
}

function keepEither(
  first: CodeColumn,
  allowed: Uint8Array,
  second: CodeColumn,
  allowedSecond: Uint8Array,
  negated: boolean,
  mask: Mask,
): void {
  for (let row = 0; row < mask.length; row++) {
    const fits = allowed[first.codes[row] ?? 0] === 1 || allowedSecond[second.codes[row] ?? 0] === 1;
    if (fits === negated) mask[row] = 0;
  }
}

function fitting({ texts }: CodeColumn, fits: (text: string | null) => boolean): Uint8Array {
  return Uint8Array.from(texts, (text) => (fits(text) ? 1 : 0));
}

function fitsOne(patterns: readonly TextPattern[], text: string): boolean {
  const folded = foldText(text);
  return patterns.some((pattern) => fitsPattern(pattern, folded));
}

export function flagTest(flag: number, negated: boolean): ColumnTest {
  return ({ flags }, mask) => {
    for (let row = 0; row < mask.length; row++) {
      if ((((flags[row] ?? 0) & flag) !== 0) === negated) mask[row] = 0;
    }
  };
}

function numberTest(name: NumberColumnName, fits: (value: number) => boolean, negated: boolean): ColumnTest {
  return (columns, mask) => {
    const numbers = columns.numbers[name];
    for (let row = 0; row < mask.length; row++) {
      if (mask[row] === 1 && fits(numbers[row] ?? Number.NaN) === negated) mask[row] = 0;
    }
  };
}
