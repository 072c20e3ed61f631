const BEGIN = '<!-- matrix: npm run conformance -- --write -->';
const END = '<!-- end of matrix -->';

/** The text with the table between its two marks replaced. Throws where the marks are missing. */
export function intoReadme(text: string, table: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('The README has no place for the matrix.');
  return `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`;
}
