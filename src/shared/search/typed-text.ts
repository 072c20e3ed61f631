import type { Span } from './search-query.ts';

/**
 * A stretch of typed text without its quotes, which still knows where each character stood and whether it was
 * quoted: a quoted `:`, `,` or `*` is text.
 */
export interface TypedText {
  /** The text meant: quotes taken away, a doubled quote inside quotes made one. */
  readonly text: string;
  /** For each UTF-16 unit of `text`: quoted or not. */
  readonly quoted: readonly boolean[];
  /** For each unit of `text`: where it stands in what was typed. */
  readonly at: readonly number[];
  /** With its quotes. */
  readonly span: Span;
}

const GAP = /[\s\p{Cc}]/u;

/** The terms of a search as they were typed, parted by gaps outside of quotes. Quotes left open end with the text. */
export function typedTerms(source: string): readonly TypedText[] {
  const terms: TypedText[] = [];
  let position = 0;
  while (position < source.length) {
    if (GAP.test(source.charAt(position))) {
      position += 1;
      continue;
    }
    const term = readTerm(source, position);
    terms.push(term);
    position = term.span.end;
  }
  return terms;
}

function readTerm(source: string, start: number): TypedText {
  const units: string[] = [];
  const quoted: boolean[] = [];
  const at: number[] = [];
  let inside = false;
  let position = start;
  for (; position < source.length; position += 1) {
    const unit = source.charAt(position);
    if (unit === '"') {
      const doubled = inside && source.charAt(position + 1) === '"';
      if (!doubled) {
        inside = !inside;
        continue;
      }
      position += 1;
    } else if (!inside && GAP.test(unit)) break;
    units.push(unit);
    quoted.push(inside);
    at.push(position);
  }
  return { text: units.join(''), quoted, at, span: { start, end: position } };
}

/** Where `unit` first stands unquoted, from `from` on; -1 if nowhere. */
export function findUnquoted(typed: TypedText, unit: string, from = 0): number {
  let index = typed.text.indexOf(unit, from);
  while (index !== -1 && typed.quoted[index] === true) index = typed.text.indexOf(unit, index + 1);
  return index;
}

/** Whether the character at `index` is `unit`, unquoted. */
export function isUnquoted(typed: TypedText, index: number, unit: string): boolean {
  return typed.text.charAt(index) === unit && typed.quoted[index] === false;
}

/** The part `[from, to)`, in units of its text; `span` reaches from `spanStart` to the character after it, or the end. */
export function sliceTyped(typed: TypedText, from: number, to = typed.text.length): TypedText {
  const start = from === 0 ? typed.span.start : (typed.at[from - 1] ?? typed.span.start) + 1;
  const end = to >= typed.text.length ? typed.span.end : (typed.at[to] ?? typed.span.end);
  return {
    text: typed.text.slice(from, to),
    quoted: typed.quoted.slice(from, to),
    at: typed.at.slice(from, to),
    span: { start, end: Math.max(start, end) },
  };
}

/** The parts between unquoted commas. */
export function alternatives(typed: TypedText): readonly TypedText[] {
  const parts: TypedText[] = [];
  let from = 0;
  for (;;) {
    const comma = findUnquoted(typed, ',', from);
    if (comma === -1) {
      parts.push(sliceTyped(typed, from));
      return parts;
    }
    parts.push(sliceTyped(typed, from, comma));
    from = comma + 1;
  }
}
