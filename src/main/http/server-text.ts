import type { TextReply } from './http-client.ts';

const MOST_CHARACTERS = 300;
const MOST_PARSED_CHARACTERS = 65_536;

/**
 * What a service says in an error's body, as one plain line of at most 300 characters: OpenStack's JSON
 * (whose message holds `<br />`), an HTML page, or text. Empty if it says nothing.
 */
export function serverText(reply: Pick<TextReply, 'text'>): string {
  const text = reply.text.slice(0, MOST_PARSED_CHARACTERS);
  return plainLine(messageOf(text) ?? htmlBody(text));
}

/**
 * Foreign text made harmless: no tags, no control characters, one line, at most 300 characters, and no logins
 * in the addresses that services repeat when they could not fetch from them.
 */
export function plainLine(text: string): string {
  const line = text
    .slice(0, MOST_PARSED_CHARACTERS)
    // Before it is shortened, which could take the sign away that ends a password.
    .replace(/\b([a-z][a-z0-9+.-]{0,15}:\/\/)[^\s/@"'<>]*@/gi, '$1…@')
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^<>]{0,2000}>/g, ' ')
    .replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (_match, name: string) => ENTITIES[name] ?? ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

/** `{"message"}`, `{"error": {"message"}}` and `{"itemNotFound": {"message"}}` are what services use. */
function messageOf(text: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  for (const value of [parsed, ...Object.values(parsed)]) {
    if (
      typeof value === 'object' &&
      value !== null &&
      'message' in value &&
      typeof value.message === 'string'
    ) {
      return value.message;
    }
  }
  return undefined;
}

function htmlBody(text: string): string {
  return /<body\b[^>]*>([\s\S]*)/i.exec(text)?.[1] ?? text;
}
