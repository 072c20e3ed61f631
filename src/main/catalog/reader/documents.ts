import type { Image, ImageDocument, JsonValue } from '#shared/model/index.ts';
import { documentCrc } from '../rows.ts';
import { damaged, readJson } from './damage.ts';
import type { Sql } from './sql.ts';
import { OUTDATED, type Store } from './store.ts';
import type { View } from './view.ts';

/** Reads what is shown of rows, and finds out whether it is still what was written. */
export interface Documents {
  /** In the order of the rows. */
  readonly images: (view: View, rows: readonly number[]) => readonly Image[];
  /** `undefined` if the catalogue has no such image. */
  readonly show: (connection: string, id: string) => ImageDocument | undefined;
}

export function createDocuments(sql: Sql, store: Store): Documents {
  const readRows = (rows: readonly number[]): ReadonlyMap<number, Image> => {
    const found = sql.all(
      `SELECT value, image, raw, crc FROM json_each(?) CROSS JOIN documents ON documents.row = value
        CROSS JOIN images ON images.row = value WHERE pending = 0`,
      JSON.stringify(rows),
    );
    return new Map(found.map(([row, image, raw, crc]) => [Number(row), readDocument(image, raw, crc).image]));
  };
  return {
    images(view, rows) {
      const found = readRows(rows.filter((row) => !view.past.has(row)));
      return rows.map((row) => {
        const past = view.past.get(row);
        if (past !== undefined) return readPast(sql, past.change);
        const image = found.get(row);
        if (image !== undefined) return image;
        // It went between the look at the columns and this one, or it never was whole.
        store.check(view);
        throw damaged(`the document of row ${row} is missing`);
      });
    },
    show(connection, id) {
      const found = sql.first(
        `SELECT image, raw, crc FROM images JOIN documents USING (row)
          WHERE connection = ? AND id = ? AND pending = 0`,
        connection,
        id,
      );
      return found && readDocument(found[0], found[1], found[2]);
    },
  };
}

/** An image as it was before a change. */
export function readPast(sql: Sql, change: number): Image {
  const [before] = sql.first('SELECT before FROM changes WHERE change = ?', change) ?? [];
  // History was cut off here meanwhile.
  if (before === undefined) throw OUTDATED;
  return readJson(before, `change ${change}`) as Image;
}

function readDocument(image: unknown, raw: unknown, crc: unknown): ImageDocument {
  const [imageText, rawText] = [String(image), String(raw)];
  if (documentCrc(imageText, rawText) !== crc) throw damaged('a document is not what was written');
  return {
    image: readJson(imageText, 'an image') as Image,
    raw: readJson(rawText, 'a document') as JsonValue,
  };
}
