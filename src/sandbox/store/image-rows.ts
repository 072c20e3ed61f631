import type { DatabaseSync } from 'node:sqlite';
import { nowMicroseconds } from './clock.ts';
import type { ImageChanges, ImageStatus, NewImage, StoredImage, Visibility } from './image.ts';
import { type ImageQuery, imageQuerySql, type SqlValue } from './image-query.ts';
import { type Row, Rows, textOrNull } from './rows.ts';

/** An image id that is taken. */
export class DuplicateImage extends Error {}

const scalarColumns: readonly (readonly [keyof ImageChanges, string])[] = [
  ['name', 'name'],
  ['status', 'status'],
  ['visibility', 'visibility'],
  ['isProtected', 'protected'],
  ['isHidden', 'os_hidden'],
  ['owner', 'owner'],
  ['containerFormat', 'container_format'],
  ['diskFormat', 'disk_format'],
  ['minRamMb', 'min_ram'],
  ['minDiskGb', 'min_disk'],
  ['sizeBytes', 'size'],
  ['virtualSizeBytes', 'virtual_size'],
  ['md5', 'checksum'],
  ['sha256', 'sha256'],
  ['sha512', 'sha512'],
];

/** The images and what hangs on them. Every write is one transaction. */
export class ImageRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  /** @throws DuplicateImage */
  insert(image: NewImage): StoredImage {
    if (this.get(image.id) !== undefined) throw new DuplicateImage(image.id);
    const now = image.createdAt ?? nowMicroseconds();
    return this.#rows.transaction(() => {
      this.#rows.run(
        `INSERT INTO images (id, status, visibility, protected, os_hidden, owner, min_ram, min_disk, created_at, updated_at)
         VALUES (?, 'queued', 'shared', 0, 0, ?, 0, 0, ?, ?)`,
        [image.id, image.owner, now, now],
      );
      this.#write(image.id, image, now);
      return this.#require(image.id);
    });
  }

  /** Inserts an image that the caller knows to be new, whole, and does not read it back: for very many. */
  insertFresh(image: StoredImage): void {
    const columns = ['id', 'created_at', 'updated_at', ...scalarColumns.map(([, column]) => column)];
    const values = scalarColumns.map(([field]) => image[field] as SqlValue | boolean);
    this.#rows.run(
      `INSERT INTO images (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      [image.id, image.createdAt, image.updatedAt, ...values].map((value) =>
        typeof value === 'boolean' ? Number(value) : value,
      ),
    );
    for (const [name, value] of image.properties) {
      this.#rows.run('INSERT INTO image_properties VALUES (?, ?, ?)', [image.id, name, value]);
    }
    for (const tag of image.tags) this.#rows.run('INSERT INTO image_tags VALUES (?, ?)', [image.id, tag]);
    for (const store of image.stores) {
      this.#rows.run('INSERT INTO image_stores VALUES (?, ?)', [image.id, store]);
    }
  }

  get(id: string): StoredImage | undefined {
    return this.#load([id])[0];
  }

  find(query: ImageQuery): readonly StoredImage[] {
    const { text, parameters } = imageQuerySql(query);
    return this.#load(this.#rows.all(text, parameters).map((row) => String(row['id'])));
  }

  /** Changes an image, but only if it exists and (where given) still has one of these statuses. */
  update(id: string, changes: ImageChanges, from?: readonly ImageStatus[]): StoredImage | undefined {
    return this.#rows.transaction(() => {
      const status = this.#rows.get('SELECT status FROM images WHERE id = ?', [id])?.['status'];
      if (status === undefined || (from !== undefined && !from.some((allowed) => allowed === status))) {
        return undefined;
      }
      this.#write(id, changes, nowMicroseconds());
      return this.get(id);
    });
  }

  remove(id: string): void {
    this.#rows.run('DELETE FROM images WHERE id = ?', [id]);
  }

  /** Bytes held for an owner, over all its images. */
  usage(owner: string): { readonly images: number; readonly sizeBytes: number } {
    const row = this.#rows.get(
      'SELECT COUNT(*) AS images, COALESCE(SUM(size), 0) AS size FROM images WHERE owner = ?',
      [owner],
    );
    return { images: Number(row?.['images'] ?? 0), sizeBytes: Number(row?.['size'] ?? 0) };
  }

  #require(id: string): StoredImage {
    const image = this.get(id);
    if (image === undefined) throw new Error(`image ${id} vanished inside a transaction`);
    return image;
  }

  #write(id: string, changes: ImageChanges, updatedAt: number): void {
    const sets: string[] = ['updated_at = ?'];
    const parameters: SqlValue[] = [updatedAt];
    for (const [field, column] of scalarColumns) {
      const value = changes[field];
      if (value === undefined || (typeof value === 'object' && value !== null)) continue;
      sets.push(`${column} = ?`);
      parameters.push(typeof value === 'boolean' ? Number(value) : value);
    }
    this.#rows.run(`UPDATE images SET ${sets.join(', ')} WHERE id = ?`, [...parameters, id]);
    if (changes.properties !== undefined) {
      this.#rows.run('DELETE FROM image_properties WHERE image_id = ?', [id]);
      for (const [name, value] of changes.properties) {
        this.#rows.run('INSERT INTO image_properties VALUES (?, ?, ?)', [id, name, value]);
      }
    }
    this.#writeList('image_tags', id, changes.tags);
    this.#writeList('image_stores', id, changes.stores);
  }

  #writeList(table: 'image_tags' | 'image_stores', id: string, values: readonly string[] | undefined): void {
    if (values === undefined) return;
    this.#rows.run(`DELETE FROM ${table} WHERE image_id = ?`, [id]);
    for (const value of values) this.#rows.run(`INSERT OR IGNORE INTO ${table} VALUES (?, ?)`, [id, value]);
  }

  /** The images of these ids, in this order; unknown ones are left out. */
  #load(ids: readonly string[]): readonly StoredImage[] {
    if (ids.length === 0) return [];
    const list = JSON.stringify(ids);
    const related = (table: string) => {
      const found = Map.groupBy(
        this.#rows.all(
          `SELECT * FROM ${table} WHERE image_id IN (SELECT value FROM json_each(?)) ORDER BY rowid`,
          [list],
        ),
        (row) => String(row['image_id']),
      );
      return (id: string) => found.get(id) ?? [];
    };
    const [properties, tags, stores] = [
      related('image_properties'),
      related('image_tags'),
      related('image_stores'),
    ];
    return this.#rows
      .all('SELECT i.* FROM json_each(?) ids JOIN images i ON i.id = ids.value ORDER BY ids.key', [list])
      .map((row) => {
        const id = String(row['id']);
        return storedImage(row, {
          properties: new Map(
            properties(id).map((property) => [String(property['name']), String(property['value'])]),
          ),
          tags: tags(id).map((tag) => String(tag['value'])),
          stores: stores(id).map((store) => String(store['store'])),
        });
      });
  }
}

function storedImage(row: Row, related: Pick<StoredImage, 'properties' | 'tags' | 'stores'>): StoredImage {
  const numberOrNull = (value: unknown) => (value === null ? null : Number(value));
  return {
    id: String(row['id']),
    name: textOrNull(row['name']),
    status: String(row['status']) as ImageStatus,
    visibility: String(row['visibility']) as Visibility,
    isProtected: row['protected'] === 1,
    isHidden: row['os_hidden'] === 1,
    owner: textOrNull(row['owner']),
    containerFormat: textOrNull(row['container_format']),
    diskFormat: textOrNull(row['disk_format']),
    minRamMb: Number(row['min_ram']),
    minDiskGb: Number(row['min_disk']),
    sizeBytes: numberOrNull(row['size']),
    virtualSizeBytes: numberOrNull(row['virtual_size']),
    md5: textOrNull(row['checksum']),
    sha256: textOrNull(row['sha256']),
    sha512: textOrNull(row['sha512']),
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
    ...related,
  };
}
