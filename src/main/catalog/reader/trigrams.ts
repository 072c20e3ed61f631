import type { Sql } from './sql.ts';

/** More would only be read, not narrow much. */
const MOST = 3;
/** Of long texts only the beginning is asked for. */
const MOST_CONSIDERED = 32;
/** Rows in which the frequency of trigrams is estimated. */
const SAMPLE_ROWS = 1024;

/** Whether the index can say anything of a text. Trigrams are of code points, as the index has them. */
export function hasTrigrams(text: string): boolean {
  return [...text].length >= 3;
}

/** What the index is asked for rows that may hold one of some texts: their rarest trigrams. */
export function trigramExpression(sql: Sql, texts: readonly string[]): string {
  return `(${texts.map((text) => `(${rarest(sql, text).map(quoted).join(' AND ')})`).join(' OR ')})`;
}

/** Rows that have one of the trigrams. */
export function anyTrigram(trigrams: readonly string[]): string {
  return `(${trigrams.map(quoted).join(' OR ')})`;
}

/** Reading where a common trigram stands takes as long as all other work, and tells nothing. */
function rarest(sql: Sql, text: string): readonly string[] {
  const characters = [...text].slice(0, MOST_CONSIDERED);
  const trigrams = [
    ...new Set(characters.slice(0, -2).map((_, at) => characters.slice(at, at + 3).join(''))),
  ];
  if (trigrams.length <= MOST) return trigrams;
  const counted = trigrams
    .map((trigram) => ({ trigram, rows: sampled(sql, trigram) }))
    .sort((one, other) => one.rows - other.rows);
  // Where even the rarest is everywhere, more of them would not narrow it either.
  const most = (counted[0]?.rows ?? 0) > SAMPLE_ROWS / 4 ? 1 : MOST;
  return counted.slice(0, most).map(({ trigram }) => trigram);
}

function sampled(sql: Sql, trigram: string): number {
  const [rows] =
    sql.first(
      `SELECT count(*) FROM search_index WHERE search_index MATCH ? AND rowid <= ${SAMPLE_ROWS}`,
      quoted(trigram),
    ) ?? [];
  return Number(rows);
}

/** A string of the index's query language, in which nothing but the quote means anything. */
function quoted(trigram: string): string {
  return `"${trigram.replaceAll('"', '""')}"`;
}
