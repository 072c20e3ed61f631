import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TextReply } from './http-client.ts';
import { isTooDeep } from './json-depth.ts';

/** What is parsed at once takes a few milliseconds. */
const SLICE_CHARACTERS = 512 * 1024;
const START = /^\s*(?:\{\s*"([A-Za-z_-]{1,40})"\s*:\s*)?\[/;
const [QUOTE, BACKSLASH, COMMA] = [34, 92, 44];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/**
 * The same as `reply.json()`, for lists of services without pages: a long list, bare or the only field of an
 * object, is parsed in slices between which everything else has its turn. Whatever is no such list, or broken, is
 * left to `json()`. Throws `PROTOCOL` as that does.
 */
export async function longJson(
  reply: Pick<TextReply, 'text' | 'json'>,
  sliceCharacters = SLICE_CHARACTERS,
): Promise<unknown> {
  const { text } = reply;
  const start = text.length > 2 * sliceCharacters ? START.exec(text.slice(0, 200)) : null;
  if (start === null) return reply.json();
  const [opening, field] = start;
  const elements = await sliced(text, {
    from: opening.length,
    isWrapped: field !== undefined,
    sliceCharacters,
  });
  if (elements === undefined) return reply.json();
  return field === undefined ? elements : { [field]: elements };
}

interface ListPlace {
  readonly from: number;
  readonly isWrapped: boolean;
  readonly sliceCharacters: number;
}

/** The elements of the list whose content begins at `from`; `undefined` if it is not to be read so. */
async function sliced(
  text: string,
  { from, isWrapped, sliceCharacters }: ListPlace,
): Promise<unknown[] | undefined> {
  const elements: unknown[] = [];
  for (let begin = from; ; ) {
    await nextTurn();
    const end = endOfSlice(text, begin, begin + sliceCharacters);
    if (end === undefined) return undefined;
    const slice = parsed(`[${text.slice(begin, end)}]`);
    // A list that ends with a comma, or has none between two, is broken.
    const isLast = text.charCodeAt(end) === CLOSE_LIST;
    if (slice === undefined || (slice.length === 0 && !(isLast && begin === from)) || isTooDeep(slice)) {
      return undefined;
    }
    for (const element of slice) elements.push(element);
    if (isLast) return (isWrapped ? /^\]\s*\}\s*$/ : /^\]\s*$/).test(text.slice(end)) ? elements : undefined;
    begin = end + 1;
  }
}

function parsed(text: string): unknown[] | undefined {
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
