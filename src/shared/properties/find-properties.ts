import type { KnownProperty } from './known-property.ts';
import { oneTypoApart } from './typo.ts';

/** Words that say how something is wanted, not what. Left out unless nothing else was typed. */
const SMALL_WORDS = new Set(
  'a an the no not without with for of in on to and or is be use enable enabled disable disabled set how want i my'.split(
    ' ',
  ),
);
const LEAST_TYPO_LENGTH = 4;
const MOST_WORDS = 12;

interface Words {
  readonly key: string;
  readonly keyWords: readonly string[];
  readonly titleWords: readonly string[];
  readonly intents: readonly string[];
  readonly intentWords: readonly string[];
  readonly otherWords: readonly string[];
}

/**
 * What a person may mean by a text: by key, title, intent (`nested virtualisation`), values and description.
 * Every word must be found, one slip of the finger forgiven in longer ones; the best comes first. All of them
 * for an empty text.
 */
export function findProperties(known: readonly KnownProperty[], text: string): readonly KnownProperty[] {
  const folded = fold(text);
  const typed = wordsOf(folded).slice(0, MOST_WORDS);
  if (typed.length === 0) return known;
  const meant = typed.filter((word) => !SMALL_WORDS.has(word));
  const wanted = meant.length === 0 ? typed : meant;
  return known
    .map((property, order) => ({ property, order, score: scoreOf(wordsIn(property), folded, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.order - other.order)
    .map(({ property }) => property);
}

function scoreOf(words: Words, text: string, wanted: readonly string[]): number {
  const key = text.replaceAll(' ', '_');
  let score = wholeScore(words, text, key);
  for (const word of wanted) {
    const best = wordScore(words, word);
    if (best === 0) return score >= WHOLE ? score : 0;
    score += best / wanted.length;
  }
  return score;
}

const WHOLE = 100;

function wholeScore({ key: held, intents, titleWords }: Words, text: string, key: string): number {
  if (held === key || held === text) return 4 * WHOLE;
  if (intents.includes(text)) return 2 * WHOLE;
  if (titleWords.join(' ') === text) return 1.9 * WHOLE;
  if (key.length >= 3 && held.startsWith(key)) return 1.5 * WHOLE;
  return key.length >= 4 && held.includes(key) ? WHOLE : 0;
}

/** Where a word is found, and how well. An exact word counts more than a beginning, that more than a typo. */
function wordScore({ keyWords, titleWords, intentWords, otherWords }: Words, word: string): number {
  return Math.max(
    60 * likeness(keyWords, word),
    50 * likeness(titleWords, word),
    45 * likeness(intentWords, word),
    15 * likeness(otherWords, word),
  );
}

function likeness(words: readonly string[], word: string): number {
  let best = 0;
  for (const each of words) {
    if (each === word) return 1;
    if (each.startsWith(word) && (word.length >= 2 || each.length <= 3)) best = Math.max(best, 0.7);
    else if (word.length >= LEAST_TYPO_LENGTH && oneTypoApart(each, word)) best = Math.max(best, 0.4);
  }
  return best;
}

const read = new WeakMap<KnownProperty, Words>();

function wordsIn(property: KnownProperty): Words {
  const kept = read.get(property);
  if (kept !== undefined) return kept;
  const { key, title, description, intents, values, group } = property;
  const values_ = (values ?? []).filter((value) => typeof value === 'string').slice(0, 50);
  const words = {
    key: key.toLowerCase(),
    keyWords: wordsOf(fold(key)),
    titleWords: wordsOf(fold(title ?? '')),
    intents: intents.map(fold),
    intentWords: intents.flatMap((intent) => wordsOf(fold(intent))),
    otherWords: wordsOf(fold([group, ...values_, (description ?? '').slice(0, 500)].join(' '))),
  };
  read.set(property, words);
  return words;
}

/** Small letters, and one spelling where English has two, so that either finds the other. */
function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('licence', 'license')
    .replaceAll(/isation\b/g, 'ization')
    .replaceAll(/[^\p{L}\p{N}.]+/gu, ' ')
    .trim();
}

function wordsOf(folded: string): readonly string[] {
  return folded.split(' ').filter((word) => word !== '');
}
