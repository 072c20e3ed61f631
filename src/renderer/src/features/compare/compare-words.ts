import { propertyOf } from '#shared/edits/edit-fields.ts';
import type { JsonValue } from '#shared/model/index.ts';
import { formatBytes, formatCount } from '../../ui/format-bytes.ts';
import { formatAbsolute } from '../../ui/format-time.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { fieldWords, valueWords } from '../edits/edit-words.ts';
import { hashLabel } from '../inspector/hash-words.ts';
import type { CompareRow, CompareSection, SameBytes } from './compare-rows.ts';
import { isDifference } from './compare-rows.ts';

const NAMES: Readonly<Record<string, string>> = {
  status: 'Status',
  owner: 'Owner',
  createdAt: 'Created',
  updatedAt: 'Updated',
  sizeBytes: 'Size',
  virtualSizeBytes: 'Virtual size',
  checksum: 'Hash',
};

/** Characters of a hash that are shown, half of its beginning and half of its end. */
const HASH_SHOWN = 24;

/** What a row is about: a property by its key. */
export function rowName(field: string): string {
  return NAMES[field] ?? fieldWords(field);
}

/** A value in a cell; `undefined` where the image has none. */
export function cellWords(field: string, value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (typeof value === 'number' && field.endsWith('Bytes')) return formatBytes(value);
  if (typeof value === 'string' && field.endsWith('At')) return formatAbsolute(value);
  if (typeof value === 'string' && field === 'checksum') {
    const [algo = '', ...rest] = value.split(':');
    return `${hashLabel(algo)} ${shortHash(rest.join(':'))}`;
  }
  return valueWords(field, value);
}

/** What stands where an image has nothing. */
export function emptyWords(field: string): string {
  if (field.endsWith('Bytes') || field === 'checksum') return 'not known';
  return propertyOf(field) === undefined ? 'none' : 'not set';
}

function shortHash(value: string): string {
  return value.length <= HASH_SHOWN
    ? visibleText(value)
    : `${visibleText(value.slice(0, HASH_SHOWN / 2))}…${visibleText(value.slice(-HASH_SHOWN / 2))}`;
}

export const STATE_SIGNS: Readonly<Record<CompareRow['state'], readonly [sign: string, words: string]>> = {
  same: ['=', 'the same'],
  differs: ['≠', 'differs'],
  'only-left': ['≠', 'only in the first'],
  'only-right': ['≠', 'only in the second'],
  fact: ['', 'its own'],
  unknown: ['?', 'cannot be compared'],
};

export const BYTES_WORDS: Readonly<Record<SameBytes, string>> = {
  same: 'The same bytes: their hashes are alike.',
  other: 'Different bytes.',
  unknown: 'Whether the bytes are the same is not known: there are no hashes of one kind.',
};

/** How much of it differs. */
export function countWords(sections: readonly CompareSection[]): string {
  const differing = sections.flatMap(({ rows }) => rows).filter(isDifference).length;
  if (differing === 0) return 'Nothing else differs.';
  return differing === 1 ? 'One thing differs.' : `${formatCount(differing)} things differ.`;
}
