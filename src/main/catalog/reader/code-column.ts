/** What stands for a text that is not there. */
export const NO_CODE = 0;

/** A column of texts that repeat: one number a row, one text for each number. Code 0 is `null`. */
export interface CodeColumn {
  /** The text of each code; those that no row has any more may be among them. */
  readonly texts: readonly (string | null)[];
  /** The codes by row number. Another array after the column grew. */
  codes: Uint16Array | Uint32Array;
  set(row: number, text: string | null): void;
  /** The code of a text; `undefined` if no row ever had it. */
  codeOf(text: string | null): number | undefined;
  grow(capacity: number): void;
  copy(): CodeColumn;
}

export function createCodeColumn(capacity: number): CodeColumn {
  return columnOf([null], new Map([[null, NO_CODE]]), new Uint16Array(capacity));
}

function columnOf(
  texts: (string | null)[],
  byText: Map<string | null, number>,
  codes: Uint16Array | Uint32Array,
): CodeColumn {
  const column: CodeColumn = {
    texts,
    codes,
    set(row, text) {
      let code = byText.get(text);
      if (code === undefined) {
        code = texts.length;
        texts.push(text);
        byText.set(text, code);
        // Two bytes do for nearly all; four where a column turns out to have very many texts.
        if (code === 0x10000) column.codes = Uint32Array.from(column.codes);
      }
      column.codes[row] = code;
    },
    codeOf: (text) => byText.get(text),
    grow(capacity) {
      const grown = texts.length > 0x10000 ? new Uint32Array(capacity) : new Uint16Array(capacity);
      grown.set(column.codes);
      column.codes = grown;
    },
    copy: () => columnOf([...texts], new Map(byText), column.codes.slice()),
  };
  return column;
}
