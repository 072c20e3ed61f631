import type { DatabaseSync } from 'node:sqlite';
import { Rows, textOrNull } from './rows.ts';

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
    const rows = this.#rows.all('SELECT * FROM alliance_images');
    return new Map(
      rows.map((row) => [
        String(row['image_id']),
        {
          namespaces: JSON.parse(String(row['namespaces'])) as string[],
          copyFrom: textOrNull(row['copy_from']),
        },
      ]),
    );
  }

  put(imageId: string, { namespaces, copyFrom }: AlliancePlace): void {
    const values = [imageId, JSON.stringify(namespaces), copyFrom];
    this.#rows.run('INSERT OR REPLACE INTO alliance_images VALUES (?, ?, ?)', values);
  }
}
