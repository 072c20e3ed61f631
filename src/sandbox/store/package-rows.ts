import type { DatabaseSync } from 'node:sqlite';
import { type Row, Rows, textOrNull } from './rows.ts';

/** A sizing profile of Project-FiFo. */
export interface StoredPackage {
  readonly id: string;
  readonly name: string;
  /** The project whose members may change it; one of nobody is for everybody to see. */
  readonly owner: string | null;
  /** What was set of it besides its name, by wire name. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The packages, which no image refers to. */
export class PackageRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  /** False when the name is taken. */
  add({ id, name, owner, fields, metadata }: StoredPackage): boolean {
    const sql = 'INSERT OR IGNORE INTO fifo_packages VALUES (?, ?, ?, ?, ?)';
    return this.#rows.run(sql, [id, name, owner, JSON.stringify(fields), JSON.stringify(metadata)]) === 1;
  }

  list(): readonly StoredPackage[] {
    return this.#rows.all('SELECT * FROM fifo_packages ORDER BY id').map(storedPackage);
  }

  get(id: string): StoredPackage | undefined {
    return this.#rows.all('SELECT * FROM fifo_packages WHERE id = ?', [id]).map(storedPackage)[0];
  }

  setFields(id: string, fields: StoredPackage['fields']): void {
    this.#rows.run('UPDATE fifo_packages SET fields = ? WHERE id = ?', [JSON.stringify(fields), id]);
  }

  setMetadata(id: string, metadata: StoredPackage['metadata']): void {
    this.#rows.run('UPDATE fifo_packages SET metadata = ? WHERE id = ?', [JSON.stringify(metadata), id]);
  }

  remove(id: string): void {
    this.#rows.run('DELETE FROM fifo_packages WHERE id = ?', [id]);
  }
}

function storedPackage(row: Row): StoredPackage {
  return {
    id: String(row['id']),
    name: String(row['name']),
    owner: textOrNull(row['owner']),
    fields: JSON.parse(String(row['fields'])),
    metadata: JSON.parse(String(row['metadata'])),
  };
}
