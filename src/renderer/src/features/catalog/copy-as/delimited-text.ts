/** What a spreadsheet would take for a formula, and run: such a cell gets an apostrophe before it. */
const FORMULA = /^[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/;

/**
 * Rows as CSV (RFC 4180, lines end with CR LF) or as tab-separated text with the same quoting. No cell begins
 * like a formula: a name such as `=HYPERLINK(…)` comes from anybody who may upload to the cloud.
 */
export function delimitedText(rows: readonly (readonly string[])[], separator: ',' | '\t'): string {
  return rows.map((row) => row.map((cell) => quoted(guarded(cell), separator)).join(separator)).join('\r\n');
}

/** The cell as a spreadsheet may have it: what looks like a formula begins with an apostrophe. */
export function guarded(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string, separator: string): string {
  const plain = !cell.includes(separator) && !/["\r\n]/.test(cell) && cell === cell.trim();
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
}
