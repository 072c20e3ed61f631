/**
 * Text as it is compared: case, composed accents and the kind of gap do not matter, everything that is no
 * visible character is a gap, and halves of surrogate pairs become U+FFFD (as SQLite stores them).
 */
export function foldText(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ');
}
