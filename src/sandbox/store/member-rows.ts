import type { DatabaseSync } from 'node:sqlite';
import { nowMicroseconds } from './clock.ts';
import { type Row, Rows } from './rows.ts';

export const memberStatuses = ['pending', 'accepted', 'rejected'] as const;
export type MemberStatus = (typeof memberStatuses)[number];

export interface StoredMember {
  readonly imageId: string;
  readonly memberId: string;
  readonly status: MemberStatus;
  /** Microseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Which projects an image is shared with. */
export class MemberRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  list(imageId: string): readonly StoredMember[] {
    return this.#rows.all('SELECT * FROM members WHERE image_id = ? ORDER BY rowid', [imageId]).map(member);
  }

  get(imageId: string, memberId: string): StoredMember | undefined {
    const row = this.#rows.get('SELECT * FROM members WHERE image_id = ? AND member_id = ?', [
      imageId,
      memberId,
    ]);
    return row === undefined ? undefined : member(row);
  }

  /** False when it is a member already. */
  add(imageId: string, memberId: string, status: MemberStatus = 'pending'): boolean {
    const now = nowMicroseconds();
    const sql = 'INSERT OR IGNORE INTO members VALUES (?, ?, ?, ?, ?)';
    return this.#rows.run(sql, [imageId, memberId, status, now, now]) === 1;
  }

  setStatus(imageId: string, memberId: string, status: MemberStatus): void {
    const sql = 'UPDATE members SET status = ?, updated_at = ? WHERE image_id = ? AND member_id = ?';
    this.#rows.run(sql, [status, nowMicroseconds(), imageId, memberId]);
  }

  remove(imageId: string, memberId: string): boolean {
    return (
      this.#rows.run('DELETE FROM members WHERE image_id = ? AND member_id = ?', [imageId, memberId]) === 1
    );
  }
}

function member(row: Row): StoredMember {
  return {
    imageId: String(row['image_id']),
    memberId: String(row['member_id']),
    status: String(row['status']) as MemberStatus,
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
  };
}
