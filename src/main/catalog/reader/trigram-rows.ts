import type { Mask } from './mask.ts';
import { breathe, type Pace } from './slices.ts';
import type { Sql } from './sql.ts';
import { quoted } from './trigrams.ts';
import type { View } from './view.ts';

/**
 * What the trigram index said of one state of the rows. Kept between questions: each key that a person types
 * asks for the trigrams of the key before and one more. Belongs to a view, and goes with it when rows change.
 */
export interface TrigramRows {
  /** In how many of the first `SAMPLE_ROWS` row numbers it stands. */
  readonly sampled: (trigram: string) => number;
  /** All rows that have it, by row number; not to be changed. What was read stays read when the pace gives up. */
  readonly rows: (trigram: string, pace: Pace) => Promise<Mask>;
  /** The share of rows, about, that have one or two letters. */
  readonly lettersShare: (letters: string) => number;
  /** The trigrams that tell where one or two letters stand. */
  readonly trigramsOf: (letters: string) => LetterTrigrams;
}

/** Rows that have one of these have the letters. */
export interface LetterTrigrams {
  /** The most frequent first. */
  readonly trigrams: readonly string[];
  /** There are no others: rows without any of these do not have the letters. */
  readonly complete: boolean;
}

/** Rows by which frequencies are estimated. */
export const SAMPLE_ROWS = 1024;
/** Texts that are looked at for one or two letters. */
const SAMPLE_TEXTS = 64;
/** Row numbers in the first question to the index; then so many as take about a background slice. */
const STRETCH = 20_000;
const STRETCH_MS = 2;
const SMALLEST_STRETCH = 5000;
const MOST_KEPT_BYTES = 32 * 1024 * 1024;
const MOST_KEPT_SAMPLES = 4096;
/** More trigrams are as good as all rows. */
const MOST_TRIGRAMS = 96;
const MOST_FIRSTS = 512;
const LAST_CODE_POINT = '\u{10ffff}';

/** Rows that have a trigram, as far as they were read: `next` is the first row number that was not. */
interface Reading {
  readonly mask: Mask;
  next: number;
  stretch: number;
}

const byView = new WeakMap<View, TrigramRows>();

/** Of the rows that the database has in this view; images of the past are in no index. */
export function trigramRows(sql: Sql, view: View): TrigramRows {
  const present = view.present ?? view;
  const known = byView.get(present) ?? createTrigramRows(sql, present.columns.capacity);
  byView.set(present, known);
  return known;
}

function createTrigramRows(sql: Sql, capacity: number): TrigramRows {
  const readings = new Map<string, Reading>();
  const samples = new Map<string, number>();
  const shares = new Map<string, number>();
  const short = new Map<string, LetterTrigrams>();
  let firsts: readonly string[] | undefined;
  const mostKept = Math.max(8, Math.floor(MOST_KEPT_BYTES / capacity));

  const sampled = (trigram: string): number => {
    const known = samples.get(trigram);
    if (known !== undefined) return known;
    if (samples.size >= MOST_KEPT_SAMPLES) samples.clear();
    const count = sample(sql, trigram);
    samples.set(trigram, count);
    return count;
  };

  return {
    sampled,
    async rows(trigram, pace) {
      const known = readings.get(trigram);
      const reading = known ?? { mask: new Uint8Array(capacity), next: 0, stretch: STRETCH };
      readings.delete(trigram);
      readings.set(trigram, reading);
      for (const oldest of readings.keys()) {
        if (readings.size <= mostKept) break;
        readings.delete(oldest);
      }
      while (reading.next < capacity) {
        readOn(sql, trigram, reading);
        await breathe(pace);
      }
      return reading.mask;
    },
    lettersShare(letters) {
      const known = shares.get(letters);
      if (known !== undefined) return known;
      if (shares.size >= MOST_KEPT_SAMPLES) shares.clear();
      const [share] =
        sql.first(
          `SELECT avg(instr(text, ?) > 0) FROM (SELECT text FROM search_texts WHERE row > ? LIMIT ${SAMPLE_TEXTS})`,
          letters,
          Math.floor(capacity / 2),
        ) ?? [];
      shares.set(letters, Number(share ?? 0));
      return Number(share ?? 0);
    },
    trigramsOf(letters) {
      const known = short.get(letters);
      if (known !== undefined) return known;
      const isPair = [...letters].length === 2;
      if (!isPair) firsts ??= firstLetters(sql);
      const found = isPair ? beginningWith(sql, letters) : withLetter(sql, letters, firsts ?? []);
      const trigrams = found.trigrams.toSorted((one, other) => sampled(other) - sampled(one));
      if (short.size >= MOST_KEPT_SAMPLES) short.clear();
      short.set(letters, { ...found, trigrams });
      return { ...found, trigrams };
    },
  };
}

function sample(sql: Sql, trigram: string): number {
  const [rows] =
    sql.first(
      `SELECT count(*) FROM search_index WHERE search_index MATCH ? AND rowid <= ${SAMPLE_ROWS}`,
      quoted(trigram),
    ) ?? [];
  return Number(rows);
}

/** One stretch more. Nothing is awaited in here, so any number of questions can read on in turns. */
function readOn(sql: Sql, trigram: string, reading: Reading): void {
  const beganAt = performance.now();
  // The index heeds ends that are whole numbers only, and a number of JavaScript's is none to SQLite.
  const rows = sql.numbers(
    `SELECT json_group_array(rowid) FROM search_index WHERE search_index MATCH ?
        AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)`,
    quoted(trigram),
    reading.next,
    reading.next + reading.stretch - 1,
  );
  for (const row of rows) reading.mask[row] = 1;
  reading.next += reading.stretch;
  const tookMs = performance.now() - beganAt;
  reading.stretch =
    tookMs > STRETCH_MS
      ? Math.max(SMALLEST_STRETCH, Math.floor(reading.stretch / 2))
      : Math.min(reading.stretch * 2, reading.mask.length);
}

/** The next trigram of the index that is greater. */
function after(sql: Sql, text: string): string | undefined {
  const term = sql.first('SELECT term FROM trigrams WHERE term > ? LIMIT 1', text)?.[0];
  return typeof term === 'string' ? term : undefined;
}

function beginningWith(sql: Sql, letters: string): LetterTrigrams {
  const trigrams: string[] = [];
  for (let term = after(sql, letters); term?.startsWith(letters) === true; term = after(sql, term)) {
    if (trigrams.length >= MOST_TRIGRAMS) return { trigrams, complete: false };
    trigrams.push(term);
  }
  return { trigrams, complete: true };
}

/** First letters of all trigrams. */
function firstLetters(sql: Sql): readonly string[] {
  const found: string[] = [];
  for (let term = after(sql, ''); term !== undefined; ) {
    const first = String.fromCodePoint(term.codePointAt(0) ?? 0);
    found.push(first);
    if (found.length > MOST_FIRSTS) break;
    term = after(sql, first + LAST_CODE_POINT.repeat(2));
  }
  return found;
}

/** Where a letter stands, a trigram begins with it, but for the last letter of a text: there one ends so. */
function withLetter(sql: Sql, letter: string, firsts: readonly string[]): LetterTrigrams {
  const found = beginningWith(sql, letter);
  if (firsts.length > MOST_FIRSTS) return { ...found, complete: false };
  if (!found.complete) return found;
  const last = firsts
    .map((first) => `${first}${letter}\n`)
    .filter(
      (trigram) => sql.first('SELECT term FROM trigrams WHERE term = ? LIMIT 1', trigram) !== undefined,
    );
  return { trigrams: [...new Set([...found.trigrams, ...last])], complete: true };
}
