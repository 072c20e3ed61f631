/** Of long texts only the beginning is asked for. */
const MOST_CONSIDERED = 32;

/** Whether the index can say anything of a text. Trigrams are of code points, as the index has them. */
export function hasTrigrams(text: string): boolean {
  return [...text].length >= 3;
}

/** The trigrams that a text of three letters or more begins with, each once. */
export function trigramsIn(text: string): readonly string[] {
  const characters = [...text].slice(0, MOST_CONSIDERED);
  return [...new Set(characters.slice(0, -2).map((_, at) => characters.slice(at, at + 3).join('')))];
}

/** A string of the index's query language, in which nothing but the quote means anything. */
export function quoted(trigram: string): string {
  return `"${trigram.replaceAll('"', '""')}"`;
}
