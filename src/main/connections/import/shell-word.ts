/**
 * The value of one shell word at the start of `text`: single and double quotes, backslashes, `$NAME` and
 * `${NAME}` of variables that `lookup` knows. `undefined` where only a shell could tell: an unknown
 * variable, a command, an unclosed quote.
 */
export function readShellWord(
  text: string,
  lookup: (name: string) => string | undefined,
): string | undefined {
  let value = '';
  let at = 0;
  let quoted = false;
  while (at < text.length) {
    const rest = text.slice(at, at + 1);
    if (rest === "'" && !quoted) {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return undefined;
      value += text.slice(at + 1, end);
      at = end + 1;
    } else if (rest === '"') {
      quoted = !quoted;
      at += 1;
    } else if (rest === '\\') {
      const next = text.slice(at + 1, at + 2);
      // Inside double quotes a backslash is itself before anything but these.
      value += quoted && !/["\\$`]/.test(next) ? `\\${next}` : next;
      at += 2;
    } else if (rest === '$') {
      const found = readVariable(text, at, lookup);
      if (found === undefined) return undefined;
      value += found.value;
      at = found.end;
    } else if (rest === '`') {
      return undefined;
    } else if (!quoted && /[\s;&|<>()]/.test(rest)) {
      return value;
    } else {
      value += rest;
      at += 1;
    }
  }
  return quoted ? undefined : value;
}

const VARIABLE = /\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})/y;

function readVariable(
  text: string,
  at: number,
  lookup: (name: string) => string | undefined,
): { readonly value: string; readonly end: number } | undefined {
  VARIABLE.lastIndex = at;
  const found = VARIABLE.exec(text);
  // A lone dollar is itself, unless it begins a command or an expansion.
  if (found === null)
    return /^\$[({'"0-9@*#?!-]/.test(text.slice(at)) ? undefined : { value: '$', end: at + 1 };
  const value = lookup(found[1] ?? found[2] ?? '');
  return value === undefined ? undefined : { value, end: at + found[0].length };
}
