import type { ChangeWord, FieldChange, ImageChange, JsonValue } from '#shared/model/index.ts';
import { CHANGE_WORDS } from '#shared/model/index.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatAbsolute } from '../../ui/format-time.ts';
import { visibleText } from '../../ui/visible-text.ts';

/** How each kind of change is called: as a heading, and beside a name. */
export const CHANGE_TITLES: Readonly<Record<ChangeWord, string>> = {
  rehashed: 'Content changed',
  replaced: 'Replaced',
  new: 'New',
  gone: 'Gone',
  hidden: 'Hidden',
  unhidden: 'Shown again',
  reshared: 'Sharing changed',
  changed: 'Changed',
};

/** Kinds that a person must hear of first: the bytes under a name are other ones. */
export const HASH_WORDS: readonly ChangeWord[] = ['rehashed', 'replaced'];

/** A value of a field in words: `none`, `4.00 GiB`, `yes`, `golden, cuda`. */
export function fieldText(field: string, value: JsonValue): string {
  if (value === null || value === '') return 'none';
  if (field === 'checksum') return hashText(value);
  if (typeof value === 'number' && field.endsWith('Bytes')) return formatBytes(value);
  if (typeof value === 'number' && field === 'minDiskGb') return `${value} GiB`;
  if (typeof value === 'number' && field === 'minRamMb') return `${value} MiB`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' && /^(created|updated)At$/.test(field)) return formatAbsolute(value);
  if (field === 'tags' && Array.isArray(value))
    return value.length === 0 ? 'none' : visibleText(value.map(String).join(', '));
  return visibleText(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The whole hash with its algorithm, as far as it is said: `sha512 9f86…`. */
export function hashText(value: JsonValue): string {
  if (typeof value === 'string') return visibleText(value);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'none';
  const { algo, value: hex } = value as { readonly algo?: JsonValue; readonly value?: JsonValue };
  return visibleText([algo, hex].filter((part) => typeof part === 'string').join(' '));
}

/** A hash for a line: its beginning and its end. */
export function shortHash(value: JsonValue): string {
  const text = hashText(value);
  return text.length <= 28 ? text : `${text.slice(0, 18)}…${text.slice(-6)}`;
}

/** The weightiest of a change's words: the group that it stands in. */
export function weightiest({ words }: ImageChange): ChangeWord {
  return CHANGE_WORDS.find((word) => words.includes(word)) ?? 'changed';
}

/** Fields worth a line: that an image was updated is told by its time. */
export function toldFields({ fields }: ImageChange): readonly FieldChange[] {
  const worth = fields.filter(({ field }) => field !== 'updatedAt' && field !== 'revision');
  return worth.length > 0 ? worth : fields.filter(({ field }) => field !== 'revision');
}

export interface ChangeGroup {
  readonly word: ChangeWord;
  readonly changes: readonly ImageChange[];
}

/** Changes by their weight, each image once; only those with one of `words`, or all if there are none. */
export function groupChanges(
  changes: readonly ImageChange[],
  words: readonly ChangeWord[],
): readonly ChangeGroup[] {
  const wanted = changes.filter(
    (change) => words.length === 0 || change.words.some((word) => words.includes(word)),
  );
  const by = Map.groupBy(wanted, weightiest);
  return CHANGE_WORDS.flatMap((word) => {
    const group = by.get(word) ?? [];
    return group.length === 0 ? [] : [{ word, changes: group }];
  });
}
