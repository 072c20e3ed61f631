import type { DatabaseSync } from 'node:sqlite';
import { rowCrc } from './rows.ts';

export type KeptRows = ReturnType<typeof createKeptRows>;

interface KeptPlace {
  readonly connection: string;
  readonly kind: string;
  readonly key: string;
}

/** Writes what services said of other things than images. */
export function createKeptRows(database: DatabaseSync) {
  const replace = database.prepare('INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?, ?)');
  const remove = database.prepare(
    `DELETE FROM kept WHERE connection = ? AND kind IN ('members', 'inspection') AND key = ?`,
  );
  const removeAll = database.prepare('DELETE FROM kept WHERE connection = ?');
  const unread = database.prepare(
    `SELECT images.id FROM images
       LEFT JOIN kept ON kept.connection = images.connection AND kind = 'members' AND key = images.id
      WHERE images.connection = ? AND pending = 0 AND visibility = 'shared'
        AND (key IS NULL OR kept.digest IS NOT images.digest)
      LIMIT ?`,
  );
  return {
    /** `digest`: of the image that it belongs to, if it does. */
    set(place: KeptPlace, document: string, digest: string | null, seenAt?: string): void {
      const at = seenAt ?? new Date().toISOString();
      const values = [place.connection, place.kind, place.key, document, at, digest] as const;
      replace.run(...values, rowCrc(values));
    },
    /** What was kept of one image. */
    forgetImage(connection: string, id: string): void {
      remove.run(connection, id);
    },
    forget(connection: string): void {
      removeAll.run(connection);
    },
    unreadMembers(connection: string, limit: number): readonly string[] {
      return unread.all(connection, limit).map((row) => String(row['id']));
    },
  };
}
