import type { NumberField, SearchCondition } from './search-query.ts';

type NumberCondition = Extract<SearchCondition, { kind: 'number' }>;
type Ends = Pick<NumberCondition, 'from' | 'to' | 'fromOpen' | 'toOpen'>;

/** An amount as it was typed, in bytes or, without a unit, in the field's own unit. */
interface Amount {
  readonly digits: string;
  readonly unit: string;
}

const AMOUNT = /^(\d+(?:\.\d*)?|\.\d+)\s*(?:([kmgtp])(?:i?b)?|(b|bytes?))?$/i;
const COMPARED = /^(>=|<=|>|<|=)?\s*(.*)$/s;
const UNITS = ['b', 'k', 'm', 'g', 't', 'p'];

/** What one of the field's own unit is. */
const FIELD_UNIT: Readonly<Record<NumberField, string>> = {
  size: 'b',
  virtual: 'b',
  min_disk: 'g',
  min_ram: 'm',
};

/**
 * What a number asks: `>2G`, `>=2G`, `<2G`, `<=2G`, `1G..2G` (also `1..2G`, `1G..`, `..2G`), `*` for any, or the
 * number alone. Units are powers of 1024. Alone, a size with a unit means all that is written so when rounded to
 * the digits given: `2G` is 1.5 to 2.5 GiB, `2.0G` is 1.95 to 2.05 GiB; everything else means exactly itself.
 * `'nothing'` while there is no number yet, `undefined` where it is none.
 */
export function numberValue(field: NumberField, text: string): Ends | 'nothing' | undefined {
  const value = text.trim();
  if (value === '*') return ends(undefined, undefined);
  const range = value.split('..');
  if (range.length === 2) return rangeOf(field, range[0] ?? '', range[1] ?? '');
  const [, sign, rest = ''] = COMPARED.exec(value) ?? [];
  if (rest === '') return 'nothing';
  const amount = amountOf(rest);
  if (amount === undefined) return undefined;
  const number = inFieldUnits(field, amount);
  if (number === undefined) return undefined;
  if (sign === '>') return { ...ends(number, undefined), fromOpen: true };
  if (sign === '>=') return ends(number, undefined);
  if (sign === '<') return { ...ends(undefined, number), toOpen: true };
  if (sign === '<=') return ends(undefined, number);
  const half = halfStep(field, amount);
  return half === 0 ? ends(number, number) : { ...ends(number - half, number + half), toOpen: true };
}

function rangeOf(field: NumberField, first: string, last: string): Ends | 'nothing' | undefined {
  if (first.trim() === '' && last.trim() === '') return 'nothing';
  const end = last.trim() === '' ? undefined : (amountOf(last) ?? null);
  const start = first.trim() === '' ? undefined : (amountOf(first) ?? null);
  if (start === null || end === null) return undefined;
  // `1..2G` means gigabytes twice.
  const from = start && inFieldUnits(field, start.unit === '' ? { ...start, unit: end?.unit ?? '' } : start);
  const to = end && inFieldUnits(field, end);
  return from !== undefined && to !== undefined && from > to ? ends(to, from) : ends(from, to);
}

function amountOf(text: string): Amount | undefined {
  const found = AMOUNT.exec(text.trim());
  if (found === null) return undefined;
  const [, digits = '', unit, byte] = found;
  return { digits, unit: byte === undefined ? (unit ?? '').toLowerCase() : 'b' };
}

function inFieldUnits(field: NumberField, { digits, unit }: Amount): number | undefined {
  const number = Number(digits) * factor(field, unit);
  return Number.isFinite(number) ? number : undefined;
}

function factor(field: NumberField, unit: string): number {
  const own = FIELD_UNIT[field];
  return 1024 ** (UNITS.indexOf(unit === '' ? own : unit) - UNITS.indexOf(own));
}

/** Half of what the last digit stands for; 0 where the number means exactly itself. */
function halfStep(field: NumberField, { digits, unit }: Amount): number {
  if (FIELD_UNIT[field] !== 'b' || unit === '' || unit === 'b') return 0;
  const decimals = digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0;
  return (factor(field, unit) * 10 ** -decimals) / 2;
}

function ends(from: number | undefined, to: number | undefined): Ends {
  return { from, to, fromOpen: false, toOpen: false };
}
