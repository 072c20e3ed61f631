import type { JsonValue } from '#shared/model/index.ts';
import { isInexact } from '#shared/packages/index.ts';
import { visibleText } from '../../ui/visible-text.ts';

export const JSON_TYPES = ['text', 'number', 'boolean', 'null', 'object', 'list'] as const;
export type JsonType = (typeof JSON_TYPES)[number];

export const JSON_TYPE_LABELS: Readonly<Record<JsonType, string>> = {
  text: 'Text',
  number: 'Number',
  boolean: 'True or false',
  null: 'Nothing (null)',
  object: 'Object',
  list: 'List',
};

export function jsonType(value: JsonValue): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'object';
  }
}

/** The type as it stands beside a value; of what has parts, how many. */
export function typeWord(value: JsonValue): string {
  const count = childrenOf(value).length;
  switch (jsonType(value)) {
    case 'object':
      return count === 1 ? '1 key' : `${count} keys`;
    case 'list':
      return count === 1 ? '1 item' : `${count} items`;
    case 'boolean':
      return 'true/false';
    default:
      return jsonType(value);
  }
}

/** A leaf's value in one line; nothing for what has parts. */
export function leafText(value: JsonValue): string {
  const type = jsonType(value);
  if (type === 'object' || type === 'list') return '';
  return typeof value === 'string' ? visibleText(value) : JSON.stringify(value);
}

/** Can have parts: an object or a list, be it empty. */
export function isContainer(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}

/** The parts of an object or a list, by their keys or places; none of a leaf. */
export function childrenOf(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Readonly<Record<string, JsonValue>>);
}

/** A value as it is typed: text as it is, anything else as JSON. */
export function draftOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** The value that a draft of a type means, or what is wrong with it. */
export function parseDraft(
  type: JsonType,
  draft: string,
): { readonly value: JsonValue } | { readonly problem: string } {
  if (type === 'text') return { value: draft };
  if (type === 'null') return { value: null };
  if (type === 'number') {
    return parseNumber(draft.trim());
  }
  if (type === 'boolean') return { value: draft.trim() === 'true' };
  let value: JsonValue;
  try {
    value = JSON.parse(draft.trim() === '' ? (type === 'list' ? '[]' : '{}') : draft) as JsonValue;
  } catch {
    return { problem: 'It is not JSON' };
  }
  if (!isShallow(value, DEEPEST)) return { problem: `It nests more than ${DEEPEST} levels` };
  if (hasSwallowedKey(value)) return { problem: 'A key cannot be named __proto__' };
  if (isInexact(value)) return { problem: 'A number in it is too large to be kept exactly: make it a text' };
  if (jsonType(value) === type) return { value };
  return { problem: type === 'list' ? 'A list begins with [' : 'An object begins with {' };
}

/** As JSON writes numbers; one that this computer cannot hold exactly is refused rather than changed. */
function parseNumber(text: string): { readonly value: JsonValue } | { readonly problem: string } {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return { problem: 'It is not a number' };
  const value = Number(text);
  if (!Number.isFinite(value)) return { problem: 'It is too large for a number' };
  const whole = /^-?\d+$/.test(text);
  return whole && !Number.isSafeInteger(value)
    ? { problem: 'It is too large to be kept exactly: make it a text' }
    : { value };
}

/** Services take no deeper values, and who asks how deep one is must not fall into it. */
const DEEPEST = 64;

function isShallow(value: JsonValue, levels: number): boolean {
  if (!isContainer(value)) return true;
  return levels > 0 && childrenOf(value).every(([, child]) => isShallow(child, levels - 1));
}

/** Is there a key in it that JavaScript would take for something else? The contract refuses such a value. */
export function hasSwallowedKey(value: JsonValue): boolean {
  return childrenOf(value).some(([key, child]) => key === '__proto__' || hasSwallowedKey(child));
}
