import type { DatabaseSync } from 'node:sqlite';
import type { Place } from './blobs.ts';
import { Rows } from './rows.ts';

const zeros = Buffer.alloc(64 * 1024);

/** Bytes that begin with `head` and are zeros from there up to `sizeBytes`. */
export class SmallBlob {
  readonly #head: Uint8Array;
  readonly #sizeBytes: number;

  constructor(head: Uint8Array, sizeBytes: number) {
    this.#head = head;
    this.#sizeBytes = sizeBytes;
  }

  /** The bytes from `start` to `end` inclusive, in pieces. */
  *bytes(start: number, end: number): Generator<Buffer> {
    const after = Math.min(end + 1, this.#sizeBytes);
    if (start < this.#head.length) yield Buffer.from(this.#head.subarray(start, after));
    for (let at = Math.max(start, this.#head.length); at < after; at += zeros.length) {
      yield zeros.subarray(0, after - at);
    }
  }
}

/**
 * Image bytes as rows: for so many images that a file for each would take minutes to make. What is large in
 * them is zeros, which take no room.
 */
export class SmallBlobRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  add(place: Place, imageId: string, head: Uint8Array, sizeBytes: number): void {
    this.#rows.run('INSERT INTO small_blobs VALUES (?, ?, ?, ?)', [place, imageId, head, sizeBytes]);
  }

  get(place: Place, imageId: string): SmallBlob | undefined {
    const row = this.#rows.get('SELECT head, size FROM small_blobs WHERE place = ? AND image_id = ?', [
      place,
      imageId,
    ]);
    const head = row?.['head'];
    return head instanceof Uint8Array ? new SmallBlob(head, Number(row?.['size'])) : undefined;
  }

  /** False if there is none. */
  copy(from: Place, to: Place, imageId: string): boolean {
    const sql = `INSERT OR REPLACE INTO small_blobs
                   SELECT ?, image_id, head, size FROM small_blobs WHERE place = ? AND image_id = ?`;
    return this.#rows.run(sql, [to, from, imageId]) === 1;
  }

  remove(place: Place, imageId: string): void {
    this.#rows.run('DELETE FROM small_blobs WHERE place = ? AND image_id = ?', [place, imageId]);
  }
}
