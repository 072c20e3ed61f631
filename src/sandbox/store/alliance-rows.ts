import type { DatabaseSync } from 'node:sqlite';
import { type Row, Rows, textOrNull } from './rows.ts';

/** What the gateway knows of an image beside what the image says. */
export interface AlliancePlace {
  /** The clouds that hold it. */
  readonly namespaces: readonly string[];
  /** Where it was copied from, when the gateway made it. */
  readonly copyFrom: string | null;
}

/** Where images are, for those that are not (only) in the home cloud. */
export class AllianceRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  all(): ReadonlyMap<string, AlliancePlace> {
    return new Map(
      this.#rows.all('SELECT * FROM alliance_images').map((row) => [String(row['image_id']), place(row)]),
    );
  }

  get(imageId: string): AlliancePlace | undefined {
    const row = this.#rows.get('SELECT * FROM alliance_images WHERE image_id = ?', [imageId]);
    return row === undefined ? undefined : place(row);
  }

  put(imageId: string, { namespaces, copyFrom }: AlliancePlace): void {
    const values = [imageId, JSON.stringify(namespaces), copyFrom];
    this.#rows.run('INSERT OR REPLACE INTO alliance_images VALUES (?, ?, ?)', values);
  }
}

function place(row: Row): AlliancePlace {
  return {
    namespaces: JSON.parse(String(row['namespaces'])) as string[],
    copyFrom: textOrNull(row['copy_from']),
  };
}
