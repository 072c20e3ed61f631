import type { SearchCondition, TextField, TextPattern } from '#shared/search/index.ts';
import { HASH_LINE, ID_LINE, KEY_END, TAG_LINE } from '#shared/search/search-text.ts';
import { hasTrigrams } from './trigrams.ts';

/** A condition on an image's texts, as SQL over `search_texts.text` and `images.name`. */
export interface TextTerm {
  readonly negated: boolean;
  /** Never NULL. */
  readonly sql: string;
  readonly values: readonly string[];
  /** Texts of which a row that fits has one. `undefined`: the trigram index cannot say where they are. */
  readonly needles: readonly string[] | undefined;
  /** Rows that have the trigrams fit. */
  readonly exact: boolean;
  /** One or two letters that must be somewhere: the index knows its trigrams that begin so. */
  readonly letters: string | undefined;
  /** That the letters are somewhere is all. */
  readonly lettersExact: boolean;
}

interface PatternSql {
  readonly sql: string;
  readonly values: readonly string[];
  readonly needle: string;
  readonly exact: boolean;
}

const MARKS: Readonly<Partial<Record<TextField, string>>> = {
  id: `\n${ID_LINE}`,
  tag: `\n${TAG_LINE}`,
  os_hash: `\n${HASH_LINE}`,
};

/** The condition's SQL; `undefined` if it is one on a column and not on texts. */
export function textTerm(condition: SearchCondition, negated: boolean): TextTerm | undefined {
  switch (condition.kind) {
    case 'words': {
      return { ...oneOf([anywhere(condition.text)], negated), ...lettersOf(condition.text, true) };
    }
    case 'property': {
      const mark = `\n${condition.key}${KEY_END}`;
      return oneOf(
        condition.patterns.map((pattern) => onLine(mark, pattern)),
        negated,
      );
    }
    case 'text': {
      const mark = MARKS[condition.field];
      if (mark !== undefined)
        return oneOf(
          condition.patterns.map((pattern) => onLine(mark, pattern)),
          negated,
        );
      return condition.field === 'name' ? ofNames(condition.patterns, negated) : undefined;
    }
    default:
      return undefined;
  }
}

function oneOf(patterns: readonly PatternSql[], negated: boolean): TextTerm {
  const needles = patterns.map(({ needle }) => needle);
  return {
    negated,
    sql: `ifnull(${patterns.map(({ sql }) => `(${sql})`).join(' OR ')}, 0)`,
    values: patterns.flatMap(({ values }) => values),
    needles: needles.every(hasTrigrams) ? needles : undefined,
    exact: patterns.every(({ exact, needle }) => exact && [...needle].length === 3),
    letters: undefined,
    lettersExact: false,
  };
}

function lettersOf(text: string, lettersExact: boolean): Pick<TextTerm, 'letters' | 'lettersExact'> {
  const { length } = [...text];
  return { letters: length === 1 || length === 2 ? text : undefined, lettersExact };
}

/** Occurs somewhere in the text. */
function anywhere(needle: string): PatternSql {
  return { sql: 'instr(text, ?) > 0', values: [needle], needle, exact: true };
}

/** Lines that begin with `mark` (the line feed before them included), compared by what follows it. */
function onLine(mark: string, { match, text }: TextPattern): PatternSql {
  switch (match) {
    case 'any':
      return anywhere(mark);
    case 'equals':
      return anywhere(`${mark}${text}\n`);
    case 'starts':
      return anywhere(mark + text);
    case 'contains':
      return {
        sql: 'instr(text, ?) > 0 AND line_contains(text, ?, ?)',
        values: [text, mark, text],
        needle: [...text].length >= 3 ? text : mark,
        exact: false,
      };
  }
}

function ofNames(patterns: readonly TextPattern[], negated: boolean): TextTerm {
  const [only, ...others] = patterns;
  const isOnly = only?.match === 'contains' && others.length === 0;
  return { ...oneOf(patterns.map(ofName), negated), ...(isOnly ? lettersOf(only.text, false) : {}) };
}

/** The name's line cannot be told from others, so the column is compared; the index still narrows. */
function ofName({ match, text }: TextPattern): PatternSql {
  switch (match) {
    case 'any':
      return { sql: 'name IS NOT NULL', values: [], needle: '', exact: false };
    case 'equals':
      return { sql: 'name = ?', values: [text], needle: `\n${text}\n`, exact: false };
    case 'starts':
      return { sql: 'instr(name, ?) = 1', values: [text], needle: `\n${text}`, exact: false };
    case 'contains':
      return { sql: 'instr(name, ?) > 0', values: [text], needle: text, exact: false };
  }
}

/** `line_contains` of the SQL above: 1 if a line that begins with `mark` has `text` after it. */
export function lineContains(searched: string, mark: string, text: string): number {
  for (let at = searched.indexOf(mark); at !== -1; ) {
    const end = searched.indexOf('\n', at + mark.length);
    const found = searched.indexOf(text, at + mark.length);
    if (found === -1) return 0;
    if (end === -1 || found + text.length <= end) return 1;
    // The next line begins with this one's end.
    at = searched.indexOf(mark, end);
  }
  return 0;
}
