import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TextReply } from './http-client.ts';
import { isTooDeep } from './json-depth.ts';

/** What is parsed at once takes a few milliseconds. */
const SLICE_CHARACTERS = 512 * 1024;
const START = /^\s*(?:\{\s*"([A-Za-z_-]{1,40})"\s*:\s*)?\[/;
const [QUOTE, BACKSLASH, COMMA] = [34, 92, 44];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/**
 * The same as `reply.json()`, for long lists: one that is bare or the first field of an object is parsed in
 * slices between which everything else has its turn. Whatever is no such list, or broken, is left to `json()`.
 * Throws `PROTOCOL` as that does.
 */
export async function longJson(
  reply: Pick<TextReply, 'text' | 'json'>,
  sliceCharacters = SLICE_CHARACTERS,
): Promise<unknown> {
  const { text } = reply;
  const start = text.length > 2 * sliceCharacters ? START.exec(text.slice(0, 200)) : null;
  if (start === null) return reply.json();
  const [opening, field] = start;
  const list = await sliced(text, opening.length, sliceCharacters);
  if (list === undefined) return reply.json();
  const after = text.slice(list.end + 1);
  if (field === undefined) return /^\s*$/.test(after) ? list.elements : reply.json();
  if (/^\s*\}\s*$/.test(after)) return { [field]: list.elements };
  const others = otherFields(after);
  if (others === undefined || Object.hasOwn(others, field)) return reply.json();
  return { [field]: list.elements, ...others };
}

/** The fields of an object after its first one, from the comma on; `undefined` if these are none. */
function otherFields(text: string): object | undefined {
  const comma = /^\s*,/.exec(text);
  if (comma === null) return undefined;
  const others = parsed(`{${text.slice(comma[0].length)}`);
  // No field after a comma is broken, not empty.
  if (typeof others !== 'object' || others === null || Object.keys(others).length === 0) return undefined;
  return isTooDeep(others) ? undefined : others;
}

interface SlicedList {
  readonly elements: readonly unknown[];
  /** Where its last bracket is. */
  readonly end: number;
}

/** The list whose content begins at `from`; `undefined` if it is not to be read so. */
async function sliced(text: string, from: number, sliceCharacters: number): Promise<SlicedList | undefined> {
  const elements: unknown[] = [];
  for (let begin = from; ; ) {
    await nextTurn();
    const end = endOfSlice(text, begin, begin + sliceCharacters);
    if (end === undefined) return undefined;
    const slice = parsed(`[${text.slice(begin, end)}]`);
    // A list that ends with a comma, or has none between two, is broken.
    const isLast = text.charCodeAt(end) === CLOSE_LIST;
    if (!Array.isArray(slice) || (slice.length === 0 && !(isLast && begin === from)) || isTooDeep(slice)) {
      return undefined;
    }
    for (const element of slice) elements.push(element);
    if (isLast) return { elements, end };
    begin = end + 1;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where the first comma between elements from `least` on is, or the bracket that ends the list. */
function endOfSlice(text: string, from: number, least: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return undefined;
    } else if (sign === OPEN_LIST || sign === OPEN_OBJECT) depth += 1;
    else if (sign === CLOSE_LIST || sign === CLOSE_OBJECT) {
      if (depth === 0) return sign === CLOSE_LIST ? at : undefined;
      depth -= 1;
    } else if (sign === COMMA && depth === 0 && at >= least) return at;
  }
  return undefined;
}

/** The quote that ends the string begun at `at`; -1 if none does. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return -1;
}
