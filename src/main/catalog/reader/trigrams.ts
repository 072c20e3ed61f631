/** More would only be read, not narrow much. */
const MOST = 6;

/**
 * What the trigram index is asked for rows that may hold a text: some of its trigrams, all of which must be
 * there. `undefined` for a text too short to have any. Trigrams are of code points, as the index has them.
 */
export function trigramExpression(text: string): string | undefined {
  const characters = [...text];
  const last = characters.length - 3;
  if (last < 0) return undefined;
  const starts = new Set<number>();
  // Side by side they say nearly as much as overlapping ones, and are half as many to read.
  for (let at = 0; at < last && starts.size < MOST - 1; at += 3) starts.add(at);
  starts.add(last);
  const trigrams = [...starts].map((at) => quoted(characters.slice(at, at + 3).join('')));
  return `(${[...new Set(trigrams)].join(' AND ')})`;
}

/** Rows that have one of the trigrams. */
export function anyTrigram(trigrams: readonly string[]): string {
  return `(${trigrams.map(quoted).join(' OR ')})`;
}

/** A string of the index's query language, in which nothing but the quote means anything. */
function quoted(trigram: string): string {
  return `"${trigram.replaceAll('"', '""')}"`;
}
