import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SqlValue } from './image-query.ts';

export type Row = Readonly<Record<string, unknown>>;

export function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** Prepared statements by their text, and nestable transactions. */
export class Rows {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  all(sql: string, parameters: readonly (SqlValue | Uint8Array)[] = []): readonly Row[] {
    return this.#prepare(sql).all(...parameters);
  }

  get(sql: string, parameters: readonly (SqlValue | Uint8Array)[] = []): Row | undefined {
    return this.#prepare(sql).get(...parameters);
  }

  /** The number of rows changed. */
  run(sql: string, parameters: readonly (SqlValue | Uint8Array)[] = []): number {
    return Number(this.#prepare(sql).run(...parameters).changes);
  }

  transaction<Result>(work: () => Result): Result {
    if (this.#database.isTransaction) return work();
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      // Filters make many texts: the cache is emptied rather than left to grow without bound.
      if (this.#statements.size > 200) this.#statements.clear();
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
