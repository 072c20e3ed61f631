const MAX_CHARACTERS = 200;

/** Text from a file's header may be decoded from at most this much: no format has longer names. */
const MAX_BYTES = 4096;

/**
 * Makes text that came out of a hostile file fit to be shown: control, format and unassigned characters
 * (terminal escapes, bidirectional overrides, line breaks) are written as `\u{…}`, and it is cut at 200.
 */
export function displayText(text: string): string {
  const shown: string[] = [];
  let length = 0;
  for (const character of text) {
    const safe = /[\p{C}\p{Zl}\p{Zp}]/u.test(character)
      ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
      : character;
    if (length + safe.length > MAX_CHARACTERS - 1) return `${shown.join('')}…`;
    length += safe.length;
    shown.push(safe);
  }
  return shown.join('');
}

/** The same for bytes, up to their first NUL if they are padded with NULs. */
export function displayBytes(
  bytes: Uint8Array,
  encoding: 'utf-8' | 'utf-16be' | 'utf-16le' = 'utf-8',
): string {
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, MAX_BYTES));
  return displayText(text.replace(/\0+$/u, ''));
}
