/** Joiners are part of ordinary words in several scripts and of emoji; on their own they do no harm. */
const JOINERS = new Set([0x200c, 0x200d]);

const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'NUL'],
  [9, 'TAB'],
  [10, 'LF'],
  [13, 'CR'],
  [27, 'ESC'],
]);

/**
 * Server text made honest: control characters show as their names (`⟨LF⟩`), invisible and direction-changing
 * ones as their codes (`⟨U+202E⟩`), so that a name cannot pretend to be another.
 */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (JOINERS.has(code)) return character;
    return `⟨${NAMES.get(code) ?? codePoint(code)}⟩`;
  });
}

function codePoint(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** An id short enough for a row, its ends kept: `9abebeb5…ac41`. */
export function shortId(id: string): string {
  const text = visibleText(id);
  return text.length <= 14 ? text : `${text.slice(0, 8)}…${text.slice(-4)}`;
}
