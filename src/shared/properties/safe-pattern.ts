const MOST_PATTERN_LENGTH = 300;
const MOST_QUANTIFIERS = 3;
const MOST_TEXT_LENGTH = 1000;
/** Of a match at worst: some milliseconds. */
const MOST_STEPS = 1_000_000;
const VARIABLE = /[*+?]|\{\d*,\d*\}/g;

/**
 * Whether a text matches a pattern that a service gave; `undefined` where that is not for us to say: the
 * pattern is none, or one that could take forever (`(a+)+`, `a*a*a*b` on a long text), for a service's text is
 * never trusted.
 */
export function matchesPattern(pattern: string, text: string): boolean | undefined {
  if (text.length > MOST_TEXT_LENGTH || pattern.length > MOST_PATTERN_LENGTH) return undefined;
  const freedom = freedomOf(pattern);
  if (freedom === undefined || mostSteps(freedom, pattern, text.length) > MOST_STEPS) return undefined;
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return undefined;
  }
}

/** In how many ways a match may be tried. */
interface Freedom {
  /** Places where it may be tried again with more or less of the text. */
  readonly quantifiers: number;
  /** Of all alternatives, and of what is repeated so many times. */
  readonly choices: number;
}

/** Each quantifier tries the rest of the text, and so does each place to begin at. */
function mostSteps({ quantifiers, choices }: Freedom, pattern: string, textLength: number): number {
  const isAnchored = pattern.startsWith('^') && !pattern.includes('|');
  return choices * textLength ** (quantifiers + (isAnchored ? 0 : 1));
}

/** `undefined` unless there are few quantifiers, and none of them inside a group that is itself repeated. */
function freedomOf(pattern: string): Freedom | undefined {
  if (/\\[1-9]|\\k|\(\?[<=!]/.test(pattern)) return undefined;
  const bare = pattern.replaceAll(/\\./gs, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  const inner = /\([^()]*\)/;
  let rest = bare.replaceAll('(?:', '(');
  let quantifiers = 0;
  let choices = 1;
  for (const [, count] of bare.matchAll(/\{(\d+)\}/g)) choices *= Math.max(1, Number(count));
  for (let found = inner.exec(rest); found !== null; found = inner.exec(rest)) {
    const [group] = found;
    const after = rest.slice(found.index + group.length);
    const repeated = /^[*+{]/.test(after);
    const within = group.match(VARIABLE)?.length ?? 0;
    if (repeated && (within > 0 || group.includes('|') || group.includes('\u0000'))) return undefined;
    quantifiers += within;
    choices *= group.split('|').length;
    const choice = within > 0 || group.includes('|') || group.includes('\u0000') ? '\u0000' : 'x';
    rest = rest.slice(0, found.index) + choice + after;
  }
  quantifiers += rest.match(VARIABLE)?.length ?? 0;
  if (quantifiers > MOST_QUANTIFIERS) return undefined;
  return { quantifiers, choices: choices * rest.split('|').length };
}
