import type { DatabaseSync } from 'node:sqlite';
import { rowCrc } from './rows.ts';

export type KeptRows = ReturnType<typeof createKeptRows>;

/** Writes what services said of other things than images. */
export function createKeptRows(database: DatabaseSync) {
  const replace = database.prepare('INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?, ?)');
  const remove = database.prepare(`DELETE FROM kept WHERE connection = ? AND kind = 'members' AND key = ?`);
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
    set(connection: string, kind: string, key: string, document: string, digest: string | null): void {
      const values = [connection, kind, key, document, new Date().toISOString(), digest] as const;
      replace.run(...values, rowCrc(values));
    },
    forgetMembers(connection: string, id: string): void {
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
