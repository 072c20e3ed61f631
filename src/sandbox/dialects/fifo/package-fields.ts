import { isObject } from './replies.ts';

const compressions = [
  'on',
  'off',
  'lz4',
  'lzjb',
  'zle',
  'gzip',
  ...Array.from({ length: 9 }, (_, index) => `gzip-${index + 1}`),
];
const conditions = [
  '>=',
  '>',
  '=<',
  '<',
  '=:=',
  '=/=',
  'subset',
  'superset',
  'disjoint',
  'element',
  'allowed',
];

/** The keys that a creation takes, in the order they are set; others are silently ignored (fifo.md §4). */
export const settableKeys = [
  'ram',
  'quota',
  'cpu_cap',
  'zfs_io_priority',
  'max_swap',
  'blocksize',
  'compression',
  'requirements',
] as const;

/** Whether the server's data type takes the value; its setter crashes where not. */
export function isLegal(key: (typeof settableKeys)[number], value: unknown): boolean {
  if (key === 'compression') return compressions.some((known) => known === value);
  if (key === 'requirements') return Array.isArray(value) && value.every(isRequirement);
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isRequirement(rule: unknown): boolean {
  if (!isObject(rule)) return false;
  const { weight = 'must', attribute, condition, value, low, high } = rule;
  const isRange = isNumber(low) && isNumber(high);
  if (weight === 'random') return isRange;
  if (weight === 'scale') return isRange && typeof attribute === 'string';
  const isWeight = weight === 'must' || weight === 'cant' || Number.isSafeInteger(weight);
  const isValue = Number.isSafeInteger(value) || typeof value === 'string' || Array.isArray(value);
  return (
    isWeight && typeof attribute === 'string' && conditions.some((known) => known === condition) && isValue
  );
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}
