import {
  FLAG_FIELDS,
  type FlagField,
  NUMBER_FIELDS,
  type NumberField,
  TEXT_FIELDS,
  type TextField,
  TIME_FIELDS,
  type TimeField,
} from './search-query.ts';

/** What can stand before a colon; `property` is followed by a point and the property's own key. */
export type SearchKey = TextField | NumberField | TimeField | FlagField | 'property';

/** A key as people are told of it. */
export interface SearchKeyFacts {
  readonly key: SearchKey;
  /** What it asks, in a few words. */
  readonly meaning: string;
  /** A term that works as it stands. */
  readonly example: string;
  /** Other words for it. */
  readonly aliases: readonly string[];
}

/** Every key, in the order in which they are offered. */
export const SEARCH_KEYS: readonly SearchKeyFacts[] = [
  { key: 'name', meaning: 'part of the name', example: 'name:ubuntu', aliases: ['title'] },
  { key: 'status', meaning: 'state, or the service’s own word', example: 'status:ready', aliases: ['state'] },
  { key: 'cloud', meaning: 'where the image is', example: 'cloud:prod', aliases: ['connection', 'clouds'] },
  {
    key: 'format',
    meaning: 'disk format',
    example: 'format:qcow2,raw',
    aliases: ['disk_format', 'diskformat', 'disk'],
  },
  { key: 'size', meaning: 'bytes stored', example: 'size:>2G', aliases: ['size_bytes', 'bytes'] },
  {
    key: 'updated',
    meaning: 'last change: an age or a day',
    example: 'updated:<7d',
    aliases: ['updated_at', 'changed', 'modified'],
  },
  { key: 'tag', meaning: 'carries the tag', example: 'tag:web', aliases: ['tags'] },
  {
    key: 'property',
    meaning: 'a property of any key',
    example: 'property.os_distro:debian',
    aliases: ['prop', 'properties'],
  },
  { key: 'visibility', meaning: 'who sees it', example: 'visibility:public', aliases: ['access'] },
  { key: 'owner', meaning: 'start of the owner’s id', example: 'owner:7f3a', aliases: ['project', 'tenant'] },
  {
    key: 'os_hash',
    meaning: 'start of the hash',
    example: 'os_hash:ab12',
    aliases: ['hash', 'checksum', 'os_hash_value'],
  },
  { key: 'id', meaning: 'start of the id', example: 'id:4b1c', aliases: ['uuid', 'image_id'] },
  { key: 'hidden', meaning: 'left out of the service’s lists', example: 'hidden', aliases: ['os_hidden'] },
  { key: 'protected', meaning: 'safe from deletion', example: 'protected', aliases: [] },
  { key: 'created', meaning: 'made: an age or a day', example: 'created:>30d', aliases: ['created_at'] },
  {
    key: 'container',
    meaning: 'container format',
    example: 'container:bare',
    aliases: ['container_format', 'containerformat'],
  },
  {
    key: 'virtual',
    meaning: 'size of the disk inside',
    example: 'virtual:>=40G',
    aliases: ['virtual_size', 'virtualsize'],
  },
  { key: 'min_disk', meaning: 'least disk, in gigabytes', example: 'min_disk:<=20', aliases: ['mindisk'] },
  {
    key: 'min_ram',
    meaning: 'least memory, in megabytes',
    example: 'min_ram:512..2048',
    aliases: ['minram', 'ram'],
  },
];

const BY_WORD: ReadonlyMap<string, SearchKey> = new Map(
  SEARCH_KEYS.flatMap(({ key, aliases }) => [key, ...aliases].map((word) => [word, key] as const)),
);

/** The key that a word stands for, whatever its case; `-` counts as `_`. */
export function searchKey(word: string): SearchKey | undefined {
  return BY_WORD.get(normalised(word));
}

/** The key that was probably meant; `undefined` if none is near. */
export function nearestKey(word: string): SearchKey | undefined {
  const typed = normalised(word);
  const allowed = typed.length <= 3 ? 1 : 2;
  if (typed.length > 24) return undefined;
  let nearest: SearchKey | undefined;
  let least = allowed + 1;
  for (const [known, key] of BY_WORD) {
    const steps = known.startsWith(typed) && typed.length >= 3 ? 1 : stepsBetween(typed, known);
    if (steps < least) {
      least = steps;
      nearest = key;
    }
  }
  return nearest;
}

export const isTextField = (key: SearchKey): key is TextField => includes(TEXT_FIELDS, key);
export const isNumberField = (key: SearchKey): key is NumberField => includes(NUMBER_FIELDS, key);
export const isTimeField = (key: SearchKey): key is TimeField => includes(TIME_FIELDS, key);
export const isFlagField = (key: SearchKey): key is FlagField => includes(FLAG_FIELDS, key);

function includes(list: readonly string[], word: string): boolean {
  return list.includes(word);
}

function normalised(word: string): string {
  return word.toLowerCase().replaceAll('-', '_');
}

/** Characters to add, drop, change or swap with their neighbour to make one word of the other. */
function stepsBetween(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1] ? 0 : 1;
      let steps = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + same,
      );
      if (from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1])
        steps = Math.min(steps, (before[column - 2] ?? steps) + 1);
      current.push(steps);
    }
    before = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
