import { sameValue } from '#shared/edits/index.ts';
import type { Image, JsonValue } from '#shared/model/index.ts';
import { statusWord } from '../../ui/status-words.ts';

export type Side = 'left' | 'right';
export type Pair = readonly [Image, Image];

/**
 * One thing that two images have alike or not. `fact`: it differs by nature between any two, and says nothing
 * of whether they are alike. `unknown`: the two cannot be held against each other.
 */
export interface CompareRow {
  /** As edits call it: `property.hw_disk_bus`, `diskFormat`. */
  readonly field: string;
  readonly left: JsonValue | undefined;
  readonly right: JsonValue | undefined;
  readonly state: 'same' | 'differs' | 'only-left' | 'only-right' | 'fact' | 'unknown';
}

export interface CompareSection {
  readonly title: 'Image' | 'Content' | 'Properties';
  readonly rows: readonly CompareRow[];
}

/** Two images field by field, in the order in which they are shown. */
export function compareImages([left, right]: Pair): readonly CompareSection[] {
  const foreign = left.connection !== right.connection;
  const row = (field: keyof Image, fact = false): CompareRow =>
    rowOf(field, left[field] as JsonValue, right[field] as JsonValue, fact);
  return [
    {
      title: 'Image',
      rows: [
        row('name', true),
        rowOf('status', statusWord(left), statusWord(right), false),
        row('visibility'),
        row('protected'),
        row('hidden'),
        rowOf('tags', [...left.tags].sort(), [...right.tags].sort(), false),
        // Another cloud knows other projects.
        row('owner', foreign),
        row('createdAt', true),
        row('updatedAt', true),
      ],
    },
    {
      title: 'Content',
      rows: [
        row('diskFormat'),
        row('containerFormat'),
        row('sizeBytes'),
        row('virtualSizeBytes'),
        hashRow(left, right),
        row('minDiskGb'),
        row('minRamMb'),
      ],
    },
    { title: 'Properties', rows: propertyRows(left, right) },
  ];
}

/** What is left when only differences are asked for. */
export function onlyDifferences(sections: readonly CompareSection[]): readonly CompareSection[] {
  return sections
    .map(({ title, rows }) => ({ title, rows: rows.filter(isDifference) }))
    .filter(({ rows }) => rows.length > 0);
}

export function isDifference({ state }: CompareRow): boolean {
  return state === 'differs' || state === 'only-left' || state === 'only-right' || state === 'unknown';
}

/** Whether two images have the same bytes, as far as their services tell. */
export type SameBytes = 'same' | 'other' | 'unknown';

export function sameBytes([left, right]: Pair): SameBytes {
  if (left.checksum !== null && right.checksum !== null && left.checksum.algo === right.checksum.algo)
    return left.checksum.value === right.checksum.value ? 'same' : 'other';
  const known = left.sizeBytes !== null && right.sizeBytes !== null;
  // Bytes of another length are others, whatever they are hashed with.
  return known && left.sizeBytes !== right.sizeBytes ? 'other' : 'unknown';
}

function propertyRows(left: Image, right: Image): readonly CompareRow[] {
  const keys = new Set([...Object.keys(left.properties), ...Object.keys(right.properties)]);
  return [...keys]
    .sort((one, other) => one.localeCompare(other, 'en'))
    .map((key) => rowOf(`property.${key}`, propertyValue(left, key), propertyValue(right, key), false));
}

export function propertyValue({ properties }: Pick<Image, 'properties'>, key: string): JsonValue | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

function rowOf(
  field: string,
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  fact: boolean,
): CompareRow {
  return { field, left, right, state: stateOf(left, right, fact) };
}

function stateOf(
  left: JsonValue | undefined,
  right: JsonValue | undefined,
  fact: boolean,
): CompareRow['state'] {
  if (alike(left, right)) return 'same';
  if (fact) return 'fact';
  if (right === undefined || right === null) return 'only-left';
  return left === undefined || left === null ? 'only-right' : 'differs';
}

/** A service with trees has `3` where one with texts has `"3"`. */
function alike(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (sameValue(left, right)) return true;
  if (left === undefined || right === undefined || left === null || right === null) return false;
  const [one, other] = [left, right].map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  return typeof left !== typeof right && one === other;
}

function hashRow({ checksum: left }: Image, { checksum: right }: Image): CompareRow {
  const text = (checksum: Image['checksum']) =>
    checksum === null ? null : `${checksum.algo}:${checksum.value}`;
  const unlike = left !== null && right !== null && left.algo !== right.algo;
  const row = rowOf('checksum', text(left), text(right), false);
  return unlike ? { ...row, state: 'unknown' } : row;
}
