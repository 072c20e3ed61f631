import type { DatabaseSync } from 'node:sqlite';
import { nowMicroseconds } from './clock.ts';
import { type Row, Rows, textOrNull } from './rows.ts';

/** An object of the Pithos store. Its bytes lie in `blobs` under its uuid, which is also its image's id. */
export interface PithosObject {
  readonly uuid: string;
  /** The project id of its owner. */
  readonly account: string;
  readonly container: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** The Pithos hash (a tree over its blocks), not that of its bytes. */
  readonly hash: string;
  readonly md5: string;
  readonly sha256: string;
  readonly sha512: string;
  readonly version: number;
  /** Microseconds since 1970. */
  readonly modifiedAt: number;
  /** When it became an image; null while it is none. */
  readonly registeredAt: number | null;
  readonly diskFormat: string;
  /** A status that a client stored over the true one. */
  readonly imageStatus: string | null;
  /** Whether the owner is in the list of readers. */
  readonly isOwnerListed: boolean;
}

export type ObjectContent = Pick<
  PithosObject,
  'contentType' | 'sizeBytes' | 'hash' | 'md5' | 'sha256' | 'sha512'
>;
export type ObjectPath = Pick<PithosObject, 'account' | 'container' | 'name'>;
type ImagePart = Pick<PithosObject, 'registeredAt' | 'diskFormat' | 'imageStatus' | 'isOwnerListed'>;

export interface PithosContainer {
  readonly name: string;
  readonly createdAt: number;
  readonly objects: number;
  readonly sizeBytes: number;
}

/** Containers every account has without making them. */
const standardContainers = ['images', 'pithos', 'trash'] as const;

export class PithosRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  containers(account: string): readonly PithosContainer[] {
    this.#addStandard(account);
    const sql = `SELECT c.name, c.created_at, COUNT(o.uuid) AS objects, COALESCE(SUM(o.size), 0) AS size
      FROM pithos_containers c LEFT JOIN pithos_objects o ON o.account = c.account AND o.container = c.name
      WHERE c.account = ? GROUP BY c.name ORDER BY c.name`;
    return this.#rows.all(sql, [account]).map((row) => ({
      name: String(row['name']),
      createdAt: Number(row['created_at']),
      objects: Number(row['objects']),
      sizeBytes: Number(row['size']),
    }));
  }

  /** False when the account has it already. */
  addContainer(account: string, name: string): boolean {
    this.#addStandard(account);
    const sql = 'INSERT OR IGNORE INTO pithos_containers VALUES (?, ?, ?)';
    return this.#rows.run(sql, [account, name, nowMicroseconds()]) === 1;
  }

  removeContainer(account: string, name: string): void {
    this.#rows.run('DELETE FROM pithos_containers WHERE account = ? AND name = ?', [account, name]);
  }

  get(uuid: string): PithosObject | undefined {
    return this.#rows.all('SELECT * FROM pithos_objects WHERE uuid = ?', [uuid]).map(object)[0];
  }

  at({ account, container, name }: ObjectPath): PithosObject | undefined {
    const sql = 'SELECT * FROM pithos_objects WHERE account = ? AND container = ? AND name = ?';
    return this.#rows.all(sql, [account, container, name]).map(object)[0];
  }

  list(account: string, container: string): readonly PithosObject[] {
    const sql = 'SELECT * FROM pithos_objects WHERE account = ? AND container = ? ORDER BY name';
    return this.#rows.all(sql, [account, container]).map(object);
  }

  registered(): readonly PithosObject[] {
    return this.#rows.all('SELECT * FROM pithos_objects WHERE registered_at IS NOT NULL').map(object);
  }

  usageBytes(account: string): number {
    const sql = 'SELECT COALESCE(SUM(size), 0) AS size FROM pithos_objects WHERE account = ?';
    return Number(this.#rows.get(sql, [account])?.['size'] ?? 0);
  }

  /** Writes an object or its new version; what it is as an image stays. */
  put(uuid: string, path: ObjectPath, content: ObjectContent, image: Partial<ImagePart> = {}): PithosObject {
    const { account, container, name } = path;
    const { contentType, sizeBytes, hash, md5, sha256, sha512 } = content;
    const version = Number(
      this.#rows.get('SELECT COALESCE(MAX(version), 0) + 1 AS next FROM pithos_objects')?.['next'] ?? 1,
    );
    this.#addStandard(account);
    this.#rows.run(
      `INSERT INTO pithos_objects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 'diskdump', NULL, 1)
       ON CONFLICT (uuid) DO UPDATE SET content_type = excluded.content_type, size = excluded.size,
         hash = excluded.hash, md5 = excluded.md5, sha256 = excluded.sha256, sha512 = excluded.sha512,
         version = excluded.version, modified_at = excluded.modified_at`,
      [
        ...[uuid, account, container, name, contentType, sizeBytes, hash, md5, sha256, sha512, version],
        nowMicroseconds(),
      ],
    );
    return this.setImage(uuid, image);
  }

  setImage(uuid: string, changes: Partial<ImagePart>): PithosObject {
    const before = this.get(uuid);
    if (before === undefined) throw new Error(`object ${uuid} vanished`);
    const { registeredAt, diskFormat, imageStatus, isOwnerListed } = { ...before, ...changes };
    this.#rows.run(
      'UPDATE pithos_objects SET registered_at = ?, disk_format = ?, image_status = ?, owner_listed = ? WHERE uuid = ?',
      [registeredAt, diskFormat, imageStatus, Number(isOwnerListed), uuid],
    );
    return { ...before, ...changes };
  }

  remove(uuid: string): void {
    this.#rows.run('DELETE FROM pithos_objects WHERE uuid = ?', [uuid]);
  }

  /** Ids of the images that are shared with an account. */
  sharedWith(member: string): ReadonlySet<string> {
    const sql = `SELECT image_id FROM members WHERE member_id = ? AND status != 'rejected'`;
    return new Set(this.#rows.all(sql, [member]).map((row) => String(row['image_id'])));
  }

  /** Forgets objects whose image was deleted, bytes and all, through another dialect. */
  forgetDeleted(): void {
    this.#rows.run(
      'DELETE FROM pithos_objects WHERE registered_at IS NOT NULL AND uuid NOT IN (SELECT id FROM images)',
    );
  }

  /**
   * Ids of raw images with bytes that came through another dialect and are no objects yet. What was never hashed
   * was registered where it lies: its bytes are in no object store.
   */
  unknownImages(): readonly string[] {
    const sql = `SELECT id FROM images WHERE disk_format = 'raw' AND status IN ('active', 'deactivated')
      AND size IS NOT NULL AND checksum IS NOT NULL AND owner IS NOT NULL AND id NOT IN (SELECT uuid FROM pithos_objects)`;
    return this.#rows.all(sql).map((row) => String(row['id']));
  }

  #addStandard(account: string): void {
    for (const name of standardContainers) {
      this.#rows.run('INSERT OR IGNORE INTO pithos_containers VALUES (?, ?, ?)', [
        account,
        name,
        nowMicroseconds(),
      ]);
    }
  }
}

function object(row: Row): PithosObject {
  return {
    uuid: String(row['uuid']),
    account: String(row['account']),
    container: String(row['container']),
    name: String(row['name']),
    contentType: String(row['content_type']),
    sizeBytes: Number(row['size']),
    hash: String(row['hash']),
    md5: String(row['md5']),
    sha256: String(row['sha256']),
    sha512: String(row['sha512']),
    version: Number(row['version']),
    modifiedAt: Number(row['modified_at']),
    registeredAt: row['registered_at'] === null ? null : Number(row['registered_at']),
    diskFormat: String(row['disk_format']),
    imageStatus: textOrNull(row['image_status']),
    isOwnerListed: row['owner_listed'] === 1,
  };
}
