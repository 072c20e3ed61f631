import type { JsonValue } from '#shared/model/index.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { pathWords, type TreePath } from '../metadata/tree-change.ts';
import { keyOfPath } from '../metadata/tree-lines.ts';
import { treeDifferences } from './tree-differences.ts';

const VALUE_LENGTH = 160;
const SAID = 3;

/** A value of a tree as a field that two people may have changed. No field of an image is called so. */
export function treeField(path: TreePath): string {
  return keyOfPath(path);
}

/** The way to the value that a field is; `undefined` for a field of an image. */
export function pathOfField(field: string): TreePath | undefined {
  return field.startsWith('[') ? (JSON.parse(field) as TreePath) : undefined;
}

/** A value of a tree as JSON, so that `1` and `"1"` are not the same; `undefined` is not there. */
export function treeValueWords(value: JsonValue | undefined): string {
  if (value === undefined) return 'not there';
  const text = visibleText(JSON.stringify(value));
  return text.length <= VALUE_LENGTH ? text : `${text.slice(0, VALUE_LENGTH)}…`;
}

/** What is otherwise in a value than it was, where both have parts: a long value does not show it by itself. */
export function partWords(base: JsonValue | undefined, value: JsonValue | undefined): string | undefined {
  const parts = treeDifferences(base, value).filter(({ path }) => path.length > 0);
  if (parts.length === 0) return undefined;
  const said = parts
    .slice(0, SAID)
    .map(({ path, now }) => `${visibleText(pathWords(path))} is ${treeValueWords(now)}`);
  if (parts.length > SAID) said.push(`${parts.length - SAID} more`);
  return said.join('; ');
}
