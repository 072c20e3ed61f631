import { InvalidArgumentError } from 'commander';
import { jsonValue, metadataPath } from '#shared/contract/index.ts';
import type { JsonValue } from '#shared/model/index.ts';

/** One value of a tree of metadata: where it is, and what it shall be. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: JsonValue;
}

/**
 * `PATH=JSON`: a slash-separated way of keys, and a value. In a key `\/`, `\=` and `\\` stand for the
 * characters themselves. Throws a usage error.
 */
export function assignment(text: string): Assignment {
  const path = /^(?:\\[\\/=]|[^=])*/.exec(text)?.[0] ?? '';
  if (text[path.length] !== '=') throw new InvalidArgumentError(`PATH=JSON is wanted, not ${shown(text)}.`);
  return { path: keyPath(path), value: looseJson(text.slice(path.length + 1)) };
}

/** Collects `PATH=JSON` of a repeated argument. */
export function collectAssignments(text: string, before: readonly Assignment[] = []): readonly Assignment[] {
  return [...before, assignment(text)];
}

/** Collects the paths of a repeated argument. */
export function collectPaths(
  text: string,
  before: readonly (readonly string[])[] = [],
): readonly (readonly string[])[] {
  return [...before, keyPath(text)];
}

/** The keys of a slash-separated path. Throws a usage error for an empty key, or one that would be lost. */
export function keyPath(text: string): readonly string[] {
  const path = metadataPath.safeParse(keysOf(text));
  if (path.success) return path.data;
  const [issue] = path.error.issues;
  const why = issue?.code === 'custom' ? issue.message : 'a path of keys with slashes between them is wanted';
  throw new InvalidArgumentError(`${shown(text)}: ${why}.`);
}

/** The path that `keyPath` reads as these keys. */
export function pathText(keys: readonly string[]): string {
  return keys.map((key) => key.replaceAll(/[\\/=]/g, String.raw`\$&`)).join('/');
}

/**
 * A value as people type it: JSON, and a bare word is a string. What looks like JSON and is none is a slip,
 * not a string. Throws a usage error.
 */
export function looseJson(text: string): JsonValue {
  const value = parsed(text);
  if (value === undefined) {
    if (!/^\s*["[{]/.test(text)) return text;
    throw new InvalidArgumentError(`${shown(text)} is no JSON.`);
  }
  if (typeof value === 'number' && /^-?\d+$/.test(text) && !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError(`${shown(text)} is too large to be kept exactly; as a string: "${text}".`);
  }
  const kept = jsonValue.safeParse(value);
  if (!kept.success) {
    const why = kept.error.issues.find(({ code }) => code === 'custom')?.message ?? 'it is no JSON';
    throw new InvalidArgumentError(`${shown(text)}: ${why}.`);
  }
  return kept.data;
}

function keysOf(text: string): readonly string[] {
  const keys = [''];
  for (const [character, escaped] of text.matchAll(/\\([\\/=])|./gsu)) {
    if (character === '/') keys.push('');
    else keys.push((keys.pop() ?? '') + (escaped ?? character));
  }
  return keys;
}

/** `undefined` is what JSON cannot say. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
