import { isTooDeep, longJson, type TextReply } from '../../http/index.ts';

/**
 * The image objects in a list, in any of the shapes that the drafts print (alliance.md §3.1): a plain array,
 * `{"image": […]}`, `{"images": …}`, an array of such wrappers, and the literal of the specification, which
 * is no JSON: `[ { images: {…}, {…} } ]`. What is no object is left out. `undefined` if it is no list at all.
 */
export async function imagesInList(
  reply: Pick<TextReply, 'text' | 'json'>,
): Promise<readonly object[] | undefined> {
  const parsed = await parseTolerantly(reply);
  if (parsed === undefined) return undefined;
  if (Array.isArray(parsed.value)) return parsed.value.flatMap((element) => imagesOf(element, 0));
  return wrapped(parsed.value) === undefined ? undefined : imagesOf(parsed.value, 0);
}

/** How many wrappers may lie in one another. */
const MOST_DEPTH = 4;

function imagesOf(value: unknown, depth: number): readonly object[] {
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((element) => imagesOf(element, depth + 1));
  const inner = wrapped(value);
  return inner === undefined ? [value] : imagesOf(inner, depth + 1);
}

/** What `images` or `image` holds; an object with an id is an image itself, whatever properties it has. */
function wrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.hasOwn(value, 'id')) return undefined;
  const { images, image } = value as { readonly images?: unknown; readonly image?: unknown };
  return images ?? image;
}

async function parseTolerantly(
  reply: Pick<TextReply, 'text' | 'json'>,
): Promise<{ readonly value: unknown } | undefined> {
  try {
    return { value: await longJson(reply) };
  } catch {
    // It may be the literal.
  }
  try {
    const value: unknown = JSON.parse(repaired(reply.text) ?? '');
    return isTooDeep(value) ? undefined : { value };
  } catch {
    return undefined;
  }
}

/** The objects of the literal as an array: the bare word is the wrapper's only key. */
function repaired(text: string): string | undefined {
  const wrapper = within(text.trim(), '[', ']') ?? text.trim();
  const content = within(wrapper, '{', '}');
  const word = content === undefined ? undefined : /^["']?images?["']?\s*:/.exec(content)?.[0];
  return content === undefined || word === undefined ? undefined : `[${content.slice(word.length)}]`;
}

function within(text: string, open: string, close: string): string | undefined {
  return text.startsWith(open) && text.endsWith(close) ? text.slice(1, -1).trim() : undefined;
}
