import { type CodeColumn, createCodeColumn } from './code-column.ts';

export const CODE_COLUMNS = [
  'connection',
  'status',
  'serviceStatus',
  'visibility',
  'diskFormat',
  'containerFormat',
  'owner',
  'distribution',
] as const;
export type CodeColumnName = (typeof CODE_COLUMNS)[number];

/** Times are milliseconds since 1970. What is not there is NaN. */
export const NUMBER_COLUMNS = [
  'sizeBytes',
  'virtualSizeBytes',
  'minDiskGb',
  'minRamMb',
  'updatedAt',
  'createdAt',
] as const;
export type NumberColumnName = (typeof NUMBER_COLUMNS)[number];

/** `flags`: the database's own, and that there is a row at all, and that it has a hash. */
export const HIDDEN = 1;
export const PROTECTED = 2;
export const PRESENT = 4;
export const HASHED = 8;

/** What is filtered, sorted and grouped by, of all rows that may be seen, by row number. */
export interface Columns {
  /** Rows up to here have room. */
  capacity: number;
  /** How many rows are there. */
  count: number;
  flags: Uint8Array;
  readonly codes: Readonly<Record<CodeColumnName, CodeColumn>>;
  readonly numbers: Record<NumberColumnName, Float64Array>;
}

/** One row's values, as they stand in `images`. */
export interface RowValues {
  readonly row: number;
  /** `HIDDEN`, `PROTECTED` and `HASHED`. */
  readonly flags: number;
  /** In the order of `CODE_COLUMNS`. */
  readonly texts: readonly (string | null)[];
  /** In the order of `NUMBER_COLUMNS`. */
  readonly numbers: readonly number[];
}

export function createColumns(capacity = 1024): Columns {
  const codes = CODE_COLUMNS.map((name) => [name, createCodeColumn(capacity)]);
  const numbers = NUMBER_COLUMNS.map((name) => [name, new Float64Array(capacity)]);
  return {
    capacity,
    count: 0,
    flags: new Uint8Array(capacity),
    codes: Object.fromEntries(codes),
    numbers: Object.fromEntries(numbers),
  };
}

/** Makes room for a row. */
export function reserve(columns: Columns, row: number): void {
  if (row < columns.capacity) return;
  const capacity = Math.max(row + 1, Math.ceil(columns.capacity * 1.5));
  const flags = new Uint8Array(capacity);
  flags.set(columns.flags);
  columns.flags = flags;
  for (const name of CODE_COLUMNS) columns.codes[name].grow(capacity);
  for (const name of NUMBER_COLUMNS) {
    const numbers = new Float64Array(capacity);
    numbers.set(columns.numbers[name]);
    columns.numbers[name] = numbers;
  }
  columns.capacity = capacity;
}

/** Writes a row, new or not. */
export function putRow(columns: Columns, { row, flags, texts, numbers }: RowValues): void {
  reserve(columns, row);
  if (!isPresent(columns, row)) columns.count += 1;
  columns.flags[row] = flags | PRESENT;
  CODE_COLUMNS.forEach((name, at) => {
    columns.codes[name].set(row, texts[at] ?? null);
  });
  NUMBER_COLUMNS.forEach((name, at) => {
    columns.numbers[name][row] = numbers[at] ?? Number.NaN;
  });
}

/** Takes a row out; nothing if it is not there. */
export function dropRow(columns: Columns, row: number): void {
  if (!isPresent(columns, row)) return;
  columns.flags[row] = 0;
  columns.count -= 1;
}

export function isPresent(columns: Columns, row: number): boolean {
  return ((columns.flags[row] ?? 0) & PRESENT) !== 0;
}

/** The same rows once more, to be changed by itself. */
export function copyColumns(columns: Columns): Columns {
  return {
    capacity: columns.capacity,
    count: columns.count,
    flags: columns.flags.slice(),
    codes: Object.fromEntries(
      CODE_COLUMNS.map((name) => [name, columns.codes[name].copy()]),
    ) as Columns['codes'],
    numbers: Object.fromEntries(
      NUMBER_COLUMNS.map((name) => [name, columns.numbers[name].slice()]),
    ) as Columns['numbers'],
  };
}
