import { propertyOf, tagOf } from '#shared/edits/edit-fields.ts';
import { wishesOf } from '#shared/edits/index.ts';
import type { ImageEdit, JsonValue } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { isVisibility, visibilityLabel } from '../catalog/visibility-word.ts';
import { fieldWords as plainFieldWords, valueWords as plainValueWords } from '../copy/difference-words.ts';
import { pathWords } from '../metadata/tree-change.ts';
import { partWords, pathOfField, treeValueWords } from './tree-fields.ts';

const UNITS: Readonly<Record<string, string>> = { minDiskGb: 'GiB', minRamMb: 'MiB' };
const FLAGS: Readonly<Record<string, readonly [string, string]>> = {
  protected: ['Protected', 'Not protected'],
  hidden: ['Hidden', 'Not hidden'],
};
const NAMED = 3;
const VALUE_LENGTH = 160;

/** A field in words: `Min memory`, `Tag web`; a property by its key, a value of a tree by its way. */
export function fieldWords(field: string): string {
  const path = pathOfField(field);
  if (path !== undefined) return visibleText(pathWords(path));
  const tag = tagOf(field);
  if (tag !== undefined) return `Tag ${visibleText(tag)}`;
  const key = propertyOf(field);
  return key === undefined ? plainFieldWords(field) : visibleText(key);
}

/** A field's value in one short line. Of a tag: whether it is there. */
export function valueWords(field: string, value: JsonValue | undefined): string {
  if (pathOfField(field) !== undefined) return treeValueWords(value);
  if (tagOf(field) !== undefined) return value === true ? 'tagged' : 'not tagged';
  if (value === null || value === undefined) return propertyOf(field) === undefined ? 'none' : 'not set';
  const flag = FLAGS[field];
  if (flag !== undefined) return flag[value === true ? 0 : 1];
  if (field === 'visibility' && typeof value === 'string' && isVisibility(value))
    return visibilityLabel(value);
  if (value === '') return 'empty';
  if (propertyOf(field) === undefined) return plainValueWords(value, UNITS[field]);
  const text = visibleText(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length <= VALUE_LENGTH ? text : `${text.slice(0, VALUE_LENGTH)}…`;
}

/** Of a value of a tree: what is otherwise in it than it was. */
export function changeNote(
  field: string,
  base: JsonValue | undefined,
  value: JsonValue | undefined,
): string | undefined {
  return pathOfField(field) === undefined ? undefined : partWords(base, value);
}

/** What a change is about, in words: `Name, Tag web and 2 more`. */
export function editWords(edit: ImageEdit): string {
  const words = wishesOf(edit).map(({ field }) => fieldWords(field));
  const rest = words.length - NAMED;
  if (rest <= 1) return words.join(', ');
  return `${words.slice(0, NAMED).join(', ')} and ${rest} more`;
}

/** `1 edit`, `3 edits`. */
export function countEdits(count: number): string {
  return count === 1 ? '1 edit' : `${count} edits`;
}
