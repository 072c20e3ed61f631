import { KEY_END } from '#shared/search/search-text.ts';
import { countRows, type Mask } from './mask.ts';
import type { Selection } from './selection.ts';
import { breathe, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';
import type { TextTerm } from './text-term.ts';
import { anyTrigram, trigramExpression } from './trigrams.ts';
import type { View } from './view.ts';

/** What the trigram index leaves of a mask. */
export interface Narrowed {
  readonly mask: Mask;
  readonly count: number;
  /** Rows of the mask whose texts must be looked at; `undefined`: all. */
  readonly unsure: Mask | undefined;
}

/** Row numbers in the first question to the index; then so many as take about half a slice. */
const STRETCH = 25_000;
const STRETCH_MS = 4;
/** More trigrams that begin with two letters are as good as all rows. */
const MOST_PAIRS = 64;
const PAIR_BUDGET_MS = 4;
/** A trigram that no text has: there is a key before each end of a key. */
const NOWHERE = KEY_END.repeat(3);

/** Asks the index which rows can fit, and which fit for sure. */
export async function narrow(
  sql: Sql,
  view: View,
  selection: Selection,
  base: Mask,
  pace: Pace,
): Promise<Narrowed> {
  const mask = base.slice();
  const wanted = selection.terms.filter(({ negated }) => !negated);
  const expressions = wanted.map((term) => expressionOf(sql, term));
  const known = expressions.filter(({ trigrams }) => trigrams !== undefined).map(({ trigrams }) => trigrams);
  if (known.length > 0) intersect(mask, await rowsWith(sql, view, known.join(' AND '), pace));
  if (expressions.some(({ exact }) => !exact)) return { mask, count: countRows(mask), unsure: undefined };

  const unsure = new Uint8Array(mask.length);
  for (const term of selection.terms) {
    if (!term.negated) continue;
    if (term.needles === undefined) return { mask, count: countRows(mask), unsure: undefined };
    const found = await rowsWith(sql, view, trigramExpression(sql, term.needles), pace);
    for (let row = 0; row < mask.length; row++) {
      if (found[row] !== 1) continue;
      if (term.exact && !view.past.has(row)) mask[row] = 0;
      else unsure[row] = 1;
    }
    await breathe(pace);
  }
  for (const row of view.past.keys()) unsure[row] = 1;
  return { mask, count: countRows(mask), unsure };
}

function expressionOf(
  sql: Sql,
  { needles, exact, pair, pairExact }: TextTerm,
): { readonly trigrams: string | undefined; readonly exact: boolean } {
  if (pair === undefined) {
    return { trigrams: needles && trigramExpression(sql, needles), exact: needles !== undefined && exact };
  }
  const after = trigramsAfter(sql, pair);
  return { trigrams: after && anyTrigram(after), exact: after !== undefined && pairExact };
}

/**
 * The index's trigrams that begin with two letters: wherever these stand, a third follows (a text ends with a
 * line feed, which no word has). `undefined` if they are too many to be of use.
 */
function trigramsAfter(sql: Sql, pair: string): readonly string[] | undefined {
  const deadline = performance.now() + PAIR_BUDGET_MS;
  const found: string[] = [];
  for (let after = pair; ; ) {
    const term = sql.first('SELECT term FROM trigrams WHERE term > ? LIMIT 1', after)?.[0];
    if (typeof term !== 'string' || !term.startsWith(pair)) break;
    found.push(term);
    if (found.length > MOST_PAIRS || performance.now() > deadline) return undefined;
    after = term;
  }
  return found.length === 0 ? [NOWHERE] : found;
}

/** All rows that the index gives; images of the past are in no index, and stay. */
async function rowsWith(sql: Sql, view: View, expression: string, pace: Pace): Promise<Mask> {
  const mask = new Uint8Array(view.columns.capacity);
  const last = Number(sql.first('SELECT max(row) FROM images')?.[0] ?? 0);
  for (let from = 0, stretch = STRETCH; from <= last; ) {
    const beganAt = performance.now();
    // The index heeds ends that are whole numbers only, and a number of JavaScript's is none to SQLite.
    const rows = sql.numbers(
      `SELECT json_group_array(rowid) FROM search_index WHERE search_index MATCH ?
          AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)`,
      expression,
      from,
      from + stretch - 1,
    );
    for (const row of rows) mask[row] = 1;
    from += stretch;
    const tookMs = performance.now() - beganAt;
    stretch = tookMs > STRETCH_MS ? Math.max(STRETCH / 5, Math.floor(stretch / 2)) : stretch * 2;
    await breathe(pace);
  }
  for (const row of view.past.keys()) mask[row] = 1;
  return mask;
}

function intersect(mask: Mask, other: Mask): void {
  for (let row = 0; row < mask.length; row++) {
    if (other[row] !== 1) mask[row] = 0;
  }
}
