import type { JsonValue } from '../model/index.ts';
import { booleanOf, booleanText } from './boolean-words.ts';
import type { KnownProperty } from './known-property.ts';
import { matchesPattern } from './safe-pattern.ts';
import { oneTypoApart } from './typo.ts';

/** What a service takes at all: `Capabilities.limits`. */
export interface ValueLimits {
  readonly propertyValueLength: number | null;
}

export type CheckedValue = { readonly value: string } | { readonly problem: string };

const MOST_LENGTH = 65_535;
/** Of less than this nobody can tell what was meant. */
const LEAST_MEANT = 3;
const MOST_VALUES_TOLD = 12;

/**
 * Whether a text may be a property's value, and how it is then written (services keep text: `yes` becomes
 * `true`, `UEFI` becomes `uefi`). The problem says what is allowed. A key that nothing is known of takes any
 * text that the service can keep.
 */
export function checkValue(
  property: KnownProperty | undefined,
  text: string,
  limits: ValueLimits,
): CheckedValue {
  const checked = property === undefined ? { value: text } : checkKnown(property, text);
  if ('problem' in checked) return checked;
  const most = limits.propertyValueLength ?? MOST_LENGTH;
  if (checked.value.length <= most) return checked;
  return { problem: `The service takes at most ${most} characters; these are ${checked.value.length}.` };
}

function checkKnown(property: KnownProperty, text: string): CheckedValue {
  if (property.type === 'boolean') return checkBoolean(property, text);
  const joined = property.operators === undefined ? undefined : readOperators(text, property.operators);
  if (property.type === 'array') return checkItems(property, joined ?? { operator: '', items: listOf(text) });
  if (joined !== undefined) return checkItems(property, joined);
  return checkOne(property, text);
}

function checkBoolean({ values }: KnownProperty, text: string): CheckedValue {
  const said = booleanOf(text);
  if (said !== undefined) return { value: booleanText(said, values) };
  return { problem: `Only ${booleanText(true, values)} or ${booleanText(false, values)}.` };
}

function checkOne(property: KnownProperty, text: string): CheckedValue {
  const { values, type } = property;
  if (values !== null && values.length > 0) return checkAllowed(property, values, text);
  if (type === 'integer' || type === 'number') return checkNumber(property, text);
  return checkText(property, text);
}

function checkAllowed(property: KnownProperty, values: readonly JsonValue[], text: string): CheckedValue {
  const allowed = [...values, ...(property.accepted ?? [])].map(textOf);
  const typed = text.trim();
  if (allowed.includes(typed)) return { value: typed };
  const near = allowed.find((value) => value.toLowerCase() === typed.toLowerCase());
  if (near !== undefined) return { value: near };
  return { problem: `Only ${wordsOf(values.map(textOf))}.` };
}

/** The allowed value that was most likely meant; `undefined` when none is near, or several are. */
export function closestValue(property: KnownProperty, text: string): string | undefined {
  if (property.type === 'boolean') return undefined;
  const typed = plain(text);
  const allowed = (property.values ?? []).map(textOf);
  const same = allowed.filter((value) => plain(value) === typed);
  if (same.length === 1) return same[0];
  if (typed.length < LEAST_MEANT) return undefined;
  const near = allowed.filter((value) => oneTypoApart(plain(value), typed));
  // `TIS` for `tpm-tis`, as Glance's own catalogue has it.
  const ends = near.length > 0 ? near : allowed.filter((value) => plain(value).endsWith(typed));
  return ends.length === 1 ? ends[0] : undefined;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]+/g, '');
}

function checkNumber({ type, minimum, maximum }: KnownProperty, text: string): CheckedValue {
  const typed = text.trim();
  const whole = type === 'integer';
  const form = whole ? /^[+-]?\d{1,15}$/ : /^[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})(e[+-]?\d{1,2})?$/i;
  const value = form.test(typed) ? Number(typed) : Number.NaN;
  const inRange = value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
  // String() keeps one spelling: no leading noughts, no -0.
  if (Number.isFinite(value) && inRange) return { value: String(value + 0) };
  const kind = whole ? 'A whole number' : 'A number';
  if (minimum !== null && maximum !== null) return { problem: `${kind} from ${minimum} to ${maximum}.` };
  if (minimum !== null) return { problem: `${kind}, at least ${minimum}.` };
  return { problem: maximum === null ? `${kind}.` : `${kind}, at most ${maximum}.` };
}

function checkText(property: KnownProperty, text: string): CheckedValue {
  const { minimumLength = 0, maximumLength = MOST_LENGTH, pattern, patternWords } = property;
  if (text.length < minimumLength) return { problem: `At least ${minimumLength} characters.` };
  if (text.length > maximumLength) return { problem: `At most ${maximumLength} characters.` };
  if (pattern === undefined || matchesPattern(pattern, text) !== false) return { value: text };
  return { problem: patternWords === undefined ? `It must match ${pattern}` : `It must be ${patternWords}.` };
}

interface Joined {
  /** `''` where none was written. */
  readonly operator: string;
  readonly items: readonly string[];
}

/** `<or> a <or> b` and `<in> a,b`; `undefined` for a text without an operator in front. */
function readOperators(text: string, operators: readonly string[]): Joined | undefined {
  const typed = text.trim();
  const operator = [...operators, '<in>', '<or>', '<all-in>'].find(
    (each) => each !== '' && typed.startsWith(`${each} `),
  );
  if (operator === undefined) return undefined;
  return { operator, items: typed.split(operator).flatMap((part) => listOf(part)) };
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function checkItems(property: KnownProperty, { operator, items }: Joined): CheckedValue {
  if (items.length === 0) return { problem: 'Write at least one; several with commas between them.' };
  const { operators } = property;
  if (operator !== '' && operators !== undefined && !operators.includes(operator)) {
    return { problem: `In front may stand ${wordsOf(operators)}, not ${operator}.` };
  }
  const type = property.type === 'array' ? (property.itemType ?? 'string') : property.type;
  const item: KnownProperty = { ...property, type, operators: undefined };
  const written: string[] = [];
  for (const each of items) {
    const checked = checkKnown(item, each);
    if ('problem' in checked) return { problem: `“${each}” is not allowed. ${checked.problem}` };
    written.push(checked.value);
  }
  if (operator === '') return { value: written.join(',') };
  const between = operator === '<or>' ? ` ${operator} ` : ',';
  return { value: `${operator} ${written.join(between)}` };
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `a, b or c`, the end of a long list left out. */
function wordsOf(words: readonly string[]): string {
  if (words.length > MOST_VALUES_TOLD) {
    return `one of ${words.slice(0, MOST_VALUES_TOLD).join(', ')} and ${words.length - MOST_VALUES_TOLD} others`;
  }
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
