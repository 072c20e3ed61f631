import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

export type SqlValue = SQLInputValue;
export type SqlRow = readonly (string | number | null)[];

/** Reads from one database; each statement is prepared once. Rows come as arrays. */
export interface Sql {
  readonly all: (text: string, ...values: readonly SqlValue[]) => readonly SqlRow[];
  readonly first: (text: string, ...values: readonly SqlValue[]) => SqlRow | undefined;
  /** Whole numbers that the statement gathered with `json_group_array`: by far the quickest way to have many. */
  readonly numbers: (text: string, ...values: readonly SqlValue[]) => readonly number[];
}

/** Searches have statements of their own shape; these are the most that are kept. */
const KEPT_STATEMENTS = 200;

export function createSql(database: DatabaseSync): Sql {
  const statements = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    const kept = statements.get(text);
    if (kept !== undefined) return kept;
    if (statements.size >= KEPT_STATEMENTS) statements.clear();
    const statement = database.prepare(text);
    statement.setReturnArrays(true);
    statements.set(text, statement);
    return statement;
  };
  const first: Sql['first'] = (text, ...values) =>
    prepare(text).get(...values) as unknown as SqlRow | undefined;
  return {
    all: (text, ...values) => prepare(text).all(...values) as unknown as readonly SqlRow[],
    first,
    numbers: (text, ...values) => JSON.parse(String(first(text, ...values)?.[0] ?? '[]')) as number[],
  };
}

export function textOf(value: string | number | null | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
