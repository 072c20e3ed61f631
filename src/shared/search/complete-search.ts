import { propertyKey } from './parse-search.ts';
import { type SearchKey, searchKey } from './search-keys.ts';
import type { Span } from './search-query.ts';
import {
  alternatives,
  findUnquoted,
  isUnquoted,
  sliceTyped,
  type TypedText,
  typedTerms,
} from './typed-text.ts';

/** What stands at the caret, so that it can be completed. */
export type SearchPlace = {
  /** What a chosen completion replaces. */
  readonly span: Span;
  /** What was typed of it before the caret, without quotes. */
  readonly text: string;
} & (
  | /** A word: free text, or a key not yet ended by a colon. `quoted`: it is text for sure. */
  { readonly of: 'word'; readonly quoted: boolean }
  | { readonly of: 'property-key' }
  | { readonly of: 'value'; readonly key: Exclude<SearchKey, 'property'> }
  | { readonly of: 'property'; readonly key: string }
);

/**
 * What stands at `caret`; an empty word between terms. `undefined` after the colon of a key that there is not.
 * The place's span always holds the caret.
 */
export function completionAt(text: string, caret: number): SearchPlace | undefined {
  const at = Math.max(0, Math.min(caret, text.length));
  const typed = typedTerms(text).find(({ span }) => span.start < at && at <= span.end);
  if (typed === undefined) return { of: 'word', span: { start: at, end: at }, text: '', quoted: false };
  const term = isUnquoted(typed, 0, '-') ? sliceTyped(typed, 1) : typed;
  const colon = findUnquoted(term, ':');
  const word = colon === -1 ? term : sliceTyped(term, 0, colon);
  const property = propertyKey(word);
  if (at <= word.span.end) {
    if (property !== undefined && at >= property.span.start)
      return { of: 'property-key', span: property.span, text: before(property, at) };
    return { of: 'word', span: word.span, text: before(word, at), quoted: word.quoted.includes(true) };
  }
  const part = alternatives(sliceTyped(term, colon + 1)).find(
    ({ span }) => span.start <= at && at <= span.end,
  );
  if (part === undefined) return undefined;
  const place = { span: part.span, text: before(part, at) };
  if (property !== undefined) return { of: 'property', key: property.text, ...place };
  const key = word.quoted.includes(true) ? undefined : searchKey(word.text);
  return key === undefined || key === 'property' ? undefined : { of: 'value', key, ...place };
}

function before(typed: TypedText, caret: number): string {
  const count = typed.at.findIndex((position) => position >= caret);
  return count === -1 ? typed.text : typed.text.slice(0, count);
}
