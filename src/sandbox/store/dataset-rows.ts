import type { DatabaseSync } from 'node:sqlite';
import { Rows } from './rows.ts';

/** What Project-FiFo keeps of an image beyond what every dialect shares, by wire name. */
export interface StoredDataset {
  /** Of the manifest: version, description, type, networks and so on. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const none: StoredDataset = { fields: {}, metadata: {} };

/** Rows beside those of images; they go with them. */
export class DatasetRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  /** Empty for an image that no call of this dialect has touched. */
  get(imageId: string): StoredDataset {
    const row = this.#rows.get('SELECT * FROM fifo_datasets WHERE image_id = ?', [imageId]);
    if (row === undefined) return none;
    return { fields: JSON.parse(String(row['fields'])), metadata: JSON.parse(String(row['metadata'])) };
  }

  /** Changes what is named and leaves the rest. The image must exist. */
  set(imageId: string, changes: Partial<StoredDataset>): void {
    const { fields, metadata } = { ...this.get(imageId), ...changes };
    const sql = 'INSERT OR REPLACE INTO fifo_datasets VALUES (?, ?, ?)';
    this.#rows.run(sql, [imageId, JSON.stringify(fields), JSON.stringify(metadata)]);
  }
}
