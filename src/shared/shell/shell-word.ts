/** A leading `=` is zsh's for a command's path. */
const SAFE = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/;
/** Control characters, and those that hide or turn text: a terminal would act on them as they are pasted. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * A text as one word of a POSIX shell. What a terminal would act on while it is pasted is written in the form
 * `$'\033'`, which bash, zsh and ksh read. `undefined` for what no argument can hold: a NUL character, or half
 * a surrogate pair.
 */
export function shellWord(text: string): string | undefined {
  if (text.includes('\0') || !text.isWellFormed()) return undefined;
  if (SAFE.test(text)) return text;
  if (!UNSEEN.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  // An interactive shell looks for `!` in this form too.
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/[!\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, byteEscapes);
  return `$'${escaped}'`;
}

/**
 * The character's UTF-8 bytes, so that it does not matter which language the shell runs in. In octal: three
 * digits are an end, while some shells take any hexadecimal digit that follows as a part of the number.
 */
function byteEscapes(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}
