import { countRows, type Mask } from './mask.ts';
import type { Selection } from './selection.ts';
import { breathe, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';
import type { TextTerm } from './text-term.ts';
import { SAMPLE_ROWS, type TrigramRows, trigramRows } from './trigram-rows.ts';
import { trigramsIn } from './trigrams.ts';
import type { View } from './view.ts';

/** What the trigram index leaves of a mask. */
export interface Narrowed {
  readonly mask: Mask;
  readonly count: number;
  /** Rows of the mask whose texts must be looked at; `undefined`: all. */
  readonly unsure: Mask | undefined;
}

/** What the index can say of a term: each of these sets of trigrams is in a row that fits. */
interface Plan {
  readonly term: TextTerm;
  /** One of the alternatives has all of its trigrams in the row. */
  readonly alternatives: readonly (readonly string[])[];
  /** Rows where that is so fit for sure. */
  readonly exact: boolean;
  /** The share of rows that have them, estimated. */
  readonly share: number;
}

/** More trigrams of one text would only be read, not narrow much. */
const MOST = 3;
/** Of a text that is everywhere, the index can tell nothing that a look at the text does not. */
const EVERYWHERE = 0.5;
/** Rows of the index that are read in the time of a look at one text. */
const LOOK_COST = 45;
/** Letters in more rows than that are told sooner by a look at the texts. */
const COMMON_LETTERS = 0.2;
/** Rows that are read from the index, for each row that there is, before looking at the texts is quicker. */
const MOST_READ = 4;
/** Rows whose texts are looked at for the letters that must not be there. */
const MOST_TRIED = 6;
/** Trigrams of a text that are compared by how common they are. */
const MOST_COMPARED = 64;

/** The share of rows, about, that the index would leave of all. 1 if it cannot say anything quickly. */
export function shareOf(sql: Sql, view: View, selection: Selection): number {
  const index = trigramRows(sql, view);
  const shares = selection.terms
    .filter(({ negated, needles }) => !negated && needles !== undefined)
    .map((term) => planOf(index, term)?.share ?? 1);
  return Math.min(1, ...shares);
}

/** Asks the index which rows can fit, and which fit for sure. */
export async function narrow(
  sql: Sql,
  view: View,
  selection: Selection,
  base: Mask,
  pace: Pace,
): Promise<Narrowed> {
  const index = trigramRows(sql, view);
  const mask = base.slice();
  const wanted = selection.terms.filter(({ negated }) => !negated);
  const plans = wanted.map((term) => planOf(index, term));
  let isSure = plans.every((plan) => plan?.exact === true);
  const rarestFirst = plans
    .filter((plan) => plan !== undefined)
    .sort((one, other) => one.share - other.share);
  for (const plan of rarestFirst) {
    const isFirst = plan === rarestFirst[0];
    if (plan.share > EVERYWHERE && !(plan.exact && isSure) && !isFirst) continue;
    intersect(mask, await rowsWith(index, plan, mask.length, pace), view);
    await breathe(pace);
  }

  const negated = selection.terms.filter((term) => term.negated);
  for (const { letters, lettersExact } of negated) {
    if (letters === undefined || !lettersExact) continue;
    isSure = (await refuseLetters(sql, index, letters, mask, view, pace)) && isSure;
    if (countRows(mask) === 0) return { mask, count: 0, unsure: undefined };
  }
  const unsure = new Uint8Array(mask.length);
  for (const term of negated) {
    if (term.letters !== undefined && term.lettersExact) continue;
    const plan = planOf(index, term);
    if (plan === undefined) {
      isSure = false;
      continue;
    }
    const found = await rowsWith(index, plan, mask.length, pace);
    for (let row = 0; row < mask.length; row++) {
      if (found[row] !== 1) continue;
      if (plan.exact && !view.past.has(row)) mask[row] = 0;
      else unsure[row] = 1;
    }
    await breathe(pace);
  }
  const count = countRows(mask);
  if (!isSure) return { mask, count, unsure: undefined };
  for (const row of view.past.keys()) unsure[row] = 1;
  return { mask, count, unsure };
}

function planOf(index: TrigramRows, term: TextTerm): Plan | undefined {
  if (term.letters !== undefined) {
    if (index.lettersShare(term.letters) > COMMON_LETTERS) return undefined;
    const { trigrams, complete } = index.trigramsOf(term.letters);
    const share = trigrams.reduce((sum, trigram) => sum + shareIn(index, trigram), 0);
    if (!complete || share > MOST_READ) return undefined;
    const alternatives = trigrams.map((trigram) => [trigram]);
    return { term, alternatives, exact: term.lettersExact, share: Math.min(1, share) };
  }
  if (term.needles === undefined) return undefined;
  const alternatives = term.needles.map((needle) => rarest(index, needle));
  const share = alternatives.reduce((sum, [first]) => sum + (first ? shareIn(index, first) : 1), 0);
  return { term, alternatives, exact: term.exact, share: Math.min(1, share) };
}

function shareIn(index: TrigramRows, trigram: string): number {
  return index.sampled(trigram) / SAMPLE_ROWS;
}

/** The rarest first. */
function rarest(index: TrigramRows, text: string): readonly string[] {
  const counted = trigramsIn(text)
    .map((trigram) => ({ trigram, rows: index.sampled(trigram) }))
    .sort((one, other) => one.rows - other.rows);
  // Where even the rarest is everywhere, more of them would not narrow it either.
  const first = counted[0]?.rows ?? 0;
  const most = first > SAMPLE_ROWS / 4 ? 1 : MOST;
  const worth = Math.min(EVERYWHERE * SAMPLE_ROWS, LOOK_COST * Math.max(1, first));
  return counted
    .slice(0, most)
    .filter(({ rows }, at) => at === 0 || rows <= worth)
    .map(({ trigram }) => trigram);
}

/** All rows of the database that have what the plan says. */
async function rowsWith(
  index: TrigramRows,
  { alternatives }: Plan,
  length: number,
  pace: Pace,
): Promise<Mask> {
  const [only, ...others] = alternatives;
  const [single, ...more] = only ?? [];
  if (single !== undefined && more.length === 0 && others.length === 0) return index.rows(single, pace);
  const found = new Uint8Array(length);
  for (const trigrams of alternatives) {
    const [first, ...rest] = trigrams;
    if (first === undefined) continue;
    const all = (await index.rows(first, pace)).slice();
    for (const trigram of rest) keep(all, await index.rows(trigram, pace));
    for (let row = 0; row < all.length; row++) if (all[row] === 1) found[row] = 1;
    await breathe(pace);
  }
  return found;
}

function keep(mask: Mask, other: Mask): void {
  for (let row = 0; row < mask.length; row++) if (other[row] !== 1) mask[row] = 0;
}

/** Images of the past are in no index, and stay. */
function intersect(mask: Mask, other: Mask, { past }: View): void {
  for (let row = 0; row < mask.length; row++) {
    if (other[row] !== 1 && mask[row] === 1 && !past.has(row)) mask[row] = 0;
  }
}

/**
 * Takes out rows that hold one or two letters: those that have a trigram with these letters in it, one that a row
 * which is still there has, and many others. After one there are often no rows left. Says whether that is so.
 */
async function refuseLetters(
  sql: Sql,
  index: TrigramRows,
  letters: string,
  mask: Mask,
  { past }: View,
  pace: Pace,
): Promise<boolean> {
  let row = 0;
  for (let tried = 0; tried < MOST_TRIED; tried++) {
    while (row < mask.length && (mask[row] !== 1 || past.has(row))) row += 1;
    if (row === mask.length) return past.size === 0 || countRows(mask) === 0;
    const [text] = sql.first('SELECT text FROM search_texts WHERE row = ?', row) ?? [];
    const common = mostCommon(index, String(text ?? ''), letters);
    if (common === undefined) row += 1;
    else {
      const found = await index.rows(common, pace);
      for (let at = 0; at < mask.length; at++) if (found[at] === 1 && !past.has(at)) mask[at] = 0;
      // The index may be ahead of this view's rows: then it is no more of use, and the pace will tell.
      if (mask[row] === 1) row += 1;
      await breathe(pace);
    }
  }
  return false;
}

/** The trigram with some letters in it that is in a text, and in most others too. */
function mostCommon(index: TrigramRows, text: string, letters: string): string | undefined {
  let [common, most] = [undefined as string | undefined, 0];
  const characters = [...text];
  const seen = new Set<string>();
  for (let at = 0; at + 3 <= characters.length; at++) {
    const trigram = characters.slice(at, at + 3).join('');
    if (!trigram.includes(letters) || seen.has(trigram)) continue;
    seen.add(trigram);
    if (seen.size > MOST_COMPARED) break;
    const rows = index.sampled(trigram);
    if (common === undefined || rows > most) [common, most] = [trigram, rows];
    if (rows >= SAMPLE_ROWS - 1) break;
  }
  return common;
}
