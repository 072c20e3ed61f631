import { foldText } from './fold-text.ts';
import { numberValue } from './number-value.ts';
import {
  isFlagField,
  isNumberField,
  isTextField,
  nearestKey,
  type SearchKey,
  searchKey,
} from './search-keys.ts';
import type {
  FlagField,
  SearchCondition,
  SearchProblem,
  SearchQuery,
  SearchTerm,
  Span,
  TextField,
  TextPattern,
} from './search-query.ts';
import { timeValue } from './time-value.ts';
import {
  alternatives,
  findUnquoted,
  isUnquoted,
  sliceTyped,
  type TypedText,
  typedTerms,
} from './typed-text.ts';

/** What a term turned out to be: a condition, a problem, or nothing (yet). */
type Reading =
  | { readonly condition: SearchCondition; readonly turned?: boolean }
  | { readonly problem: SearchProblem }
  | undefined;

const KEY = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

/** How a value without `*` is compared; what is not named here equals. */
const WITHOUT_STAR: Readonly<Partial<Record<TextField, TextPattern['match']>>> = {
  name: 'contains',
  id: 'starts',
  owner: 'starts',
  os_hash: 'starts',
};

/**
 * Reads a search. Never throws: what is not understood is text, or a problem with its place. A term that is not
 * finished (`size:>`, `tag:`) says nothing; quotes left open end with the text. Ages count back from `nowMs`.
 * Spans are in the order of the text and do not overlap.
 */
export function parseSearch(text: string, nowMs: number): SearchQuery {
  const terms: SearchTerm[] = [];
  const problems: SearchProblem[] = [];
  for (const typed of typedTerms(text)) {
    const minus = isUnquoted(typed, 0, '-');
    const reading = readTerm(minus ? sliceTyped(typed, 1) : typed, nowMs);
    if (reading === undefined) continue;
    if ('problem' in reading) problems.push(reading.problem);
    else
      terms.push({
        span: typed.span,
        negated: minus !== (reading.turned ?? false),
        condition: reading.condition,
      });
  }
  return { terms, problems };
}

function readTerm(typed: TypedText, nowMs: number): Reading {
  const colon = findUnquoted(typed, ':');
  const word = colon === -1 ? typed : sliceTyped(typed, 0, colon);
  const property = propertyKey(word);
  if (property !== undefined) {
    const key = foldText(property.text);
    if (key === '') return undefined;
    const patterns =
      colon === -1
        ? [ANY]
        : alternatives(sliceTyped(typed, colon + 1)).flatMap((part) => patternOf(part, 'equals'));
    return patterns.length === 0 ? undefined : { condition: { kind: 'property', key, patterns } };
  }
  if (colon === -1) return bareWord(typed);
  const isKey = KEY.test(word.text) && !word.quoted.includes(true) && !typed.text.startsWith('://', colon);
  if (!isKey) return words(typed);
  const key = searchKey(word.text);
  if (key === undefined || key === 'property') return { problem: unknownKey(word) };
  return readValue(key, sliceTyped(typed, colon + 1), nowMs);
}

const ANY: TextPattern = { match: 'any', text: '' };

/** The part after `property.`; `undefined` if the word is no such key. */
export function propertyKey(word: TypedText): TypedText | undefined {
  const point = findUnquoted(word, '.');
  if (point === -1 || word.quoted.slice(0, point).includes(true)) return undefined;
  return searchKey(word.text.slice(0, point)) === 'property' ? sliceTyped(word, point + 1) : undefined;
}

function bareWord(typed: TypedText): Reading {
  const key = typed.quoted.includes(true) ? undefined : searchKey(typed.text);
  if (key !== undefined && isFlagField(key)) return { condition: { kind: 'flag', field: key } };
  return words(typed);
}

/** Free text is found anywhere, so a `*` at its ends adds nothing. */
function words(typed: TypedText): Reading {
  const text = foldText(withoutStars(typed).text);
  return text === '' ? undefined : { condition: { kind: 'words', text } };
}

function readValue(key: Exclude<SearchKey, 'property'>, value: TypedText, nowMs: number): Reading {
  if (isTextField(key)) {
    const patterns = alternatives(value).flatMap((part) => patternOf(part, key));
    return patterns.length === 0 ? undefined : { condition: { kind: 'text', field: key, patterns } };
  }
  if (isFlagField(key)) return flagValue(key, value);
  if (isNumberField(key)) {
    const ends = numberValue(key, value.text);
    if (ends === 'nothing') return undefined;
    return ends === undefined
      ? { problem: noNumber(key, value) }
      : { condition: { kind: 'number', field: key, ...ends } };
  }
  const ends = timeValue(value.text, nowMs);
  if (ends === 'nothing') return undefined;
  return ends === undefined
    ? { problem: noTime(value) }
    : { condition: { kind: 'time', field: key, ...ends } };
}

function patternOf(typed: TypedText, field: TextField | 'equals'): readonly TextPattern[] {
  const inner = withoutStars(typed);
  const leading = isUnquoted(typed, 0, '*');
  const trailing = isUnquoted(typed, typed.text.length - 1, '*');
  // `sha512:ab12` is how hashes are often written.
  const text = foldText(field === 'os_hash' ? inner.text.replace(/^[a-z0-9-]+:/i, '') : inner.text);
  if (text === '') return leading ? [ANY] : [];
  const plain = field === 'equals' ? 'equals' : (WITHOUT_STAR[field] ?? 'equals');
  return [{ match: leading ? 'contains' : trailing ? 'starts' : plain, text }];
}

function withoutStars(typed: TypedText): TypedText {
  let from = 0;
  let to = typed.text.length;
  while (from < to && isUnquoted(typed, from, '*')) from += 1;
  while (to > from && isUnquoted(typed, to - 1, '*')) to -= 1;
  return sliceTyped(typed, from, to);
}

function flagValue(field: FlagField, value: TypedText): Reading {
  const word = value.text.toLowerCase();
  if (word === '' || word === '*') return undefined;
  if (/^(y|yes|t|tr|tru|true|1|on)$/.test(word)) return { condition: { kind: 'flag', field } };
  if (/^(n|no|f|fa|fal|fals|false|0|of|off)$/.test(word))
    return { condition: { kind: 'flag', field }, turned: true };
  return { problem: { span: placed(value), message: `“${excerpt(value)}” is neither yes nor no.` } };
}

function unknownKey(word: TypedText): SearchProblem {
  const name = excerpt(word);
  if (searchKey(word.text) === 'property')
    return { span: word.span, message: 'Say which property: property.os_distro:debian.' };
  const nearest = nearestKey(word.text);
  const meant =
    nearest === undefined ? '' : ` Did you mean “${nearest === 'property' ? 'property.' : nearest}”?`;
  return {
    span: word.span,
    message: `“${name}” is no key of a search.${meant} Put the term in quotes to find it as text.`,
  };
}

function noNumber(key: SearchKey, value: TypedText): SearchProblem {
  const like =
    key === 'min_disk'
      ? '20, >=10 or 10..40'
      : key === 'min_ram'
        ? '2048, >=1G or 512..4096'
        : '2G, >500M or 1G..2G';
  const message =
    findUnquoted(value, ',') === -1
      ? `“${excerpt(value)}” is no ${key === 'size' || key === 'virtual' ? 'size' : 'number'}: write it like ${like}.`
      : `“${key}” takes one number or one range: write it like ${like}.`;
  return { span: placed(value), message };
}

function noTime(value: TypedText): SearchProblem {
  return {
    span: placed(value),
    message: `“${excerpt(value)}” is neither an age nor a date: write it like <7d, >30d, 2026-11-01 or 2026-11-01..2026-11-15.`,
  };
}

function placed({ span }: TypedText): Span {
  return span;
}

/** What was typed, short, without what could disturb a line of text. */
function excerpt({ text }: TypedText): string {
  const shown = text.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  const characters = [...shown.slice(0, 80)];
  return shown.length > 80 || characters.length > 30 ? `${characters.slice(0, 30).join('')}…` : shown;
}
