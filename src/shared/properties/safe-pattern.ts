const MOST_PATTERN_LENGTH = 300;
const MOST_QUANTIFIERS = 3;
const MOST_TEXT_LENGTH = 1000;

/**
 * Whether a text matches a pattern that a service gave; `undefined` where that is not for us to say: the
 * pattern is none, or one that could take forever (`(a+)+`), for a service's text is never trusted.
 */
export function matchesPattern(pattern: string, text: string): boolean | undefined {
  if (text.length > MOST_TEXT_LENGTH || !isHarmless(pattern)) return undefined;
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return undefined;
  }
}

/** Few places where a match may be tried again, and none of them inside a group that is itself repeated. */
function isHarmless(pattern: string): boolean {
  if (pattern.length > MOST_PATTERN_LENGTH || /\\[1-9]|\\k|\(\?[<=!]/.test(pattern)) return false;
  const bare = pattern.replaceAll(/\\./gs, 'x').replaceAll(/\[(?:\^?\])?[^\]]*\]/g, 'x');
  const variable = /[*+?]|\{\d*,\d*\}/g;
  const inner = /\([^()]*\)/;
  let rest = bare.replaceAll('(?:', '(');
  let quantifiers = 0;
  for (let found = inner.exec(rest); found !== null; found = inner.exec(rest)) {
    const [group] = found;
    const after = rest.slice(found.index + group.length);
    const repeated = /^[*+{]/.test(after);
    const within = group.match(variable)?.length ?? 0;
    if (repeated && (within > 0 || group.includes('|') || group.includes('\u0000'))) return false;
    quantifiers += within;
    const choice = within > 0 || group.includes('|') || group.includes('\u0000') ? '\u0000' : 'x';
    rest = rest.slice(0, found.index) + choice + after;
  }
  return quantifiers + (rest.match(variable)?.length ?? 0) <= MOST_QUANTIFIERS;
}
