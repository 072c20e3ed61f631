import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { nowMicroseconds } from './clock.ts';
import { type Row, Rows, textOrNull } from './rows.ts';

export type TaskStatus = 'pending' | 'processing' | 'success' | 'failure';

export interface StoredTask {
  readonly id: string;
  readonly imageId: string;
  readonly type: string;
  readonly status: TaskStatus;
  readonly owner: string | null;
  readonly userId: string;
  readonly requestId: string;
  readonly input: unknown;
  readonly result: unknown;
  readonly message: string;
  /** Microseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expiresAt: number | null;
}

export type NewTask = Pick<StoredTask, 'imageId' | 'type' | 'owner' | 'userId' | 'requestId' | 'input'>;

/** Tasks outlive their end by two days, as Glance's do. */
const keptMicroseconds = 48 * 3600 * 1_000_000;

export class TaskRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  add(task: NewTask): string {
    const id = randomUUID();
    const now = nowMicroseconds();
    this.#rows.run(
      `INSERT INTO tasks (id, image_id, type, status, owner, user_id, request_id, input, message, created_at, updated_at)
       VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, '', ?, ?)`,
      [
        id,
        task.imageId,
        task.type,
        task.owner,
        task.userId,
        task.requestId,
        JSON.stringify(task.input),
        now,
        now,
      ],
    );
    return id;
  }

  setProgress(id: string, status: TaskStatus, message: string, result: unknown = null): void {
    const now = nowMicroseconds();
    const ended = status === 'success' || status === 'failure';
    this.#rows.run(
      'UPDATE tasks SET status = ?, message = ?, result = ?, updated_at = ?, expires_at = ? WHERE id = ?',
      [status, message, JSON.stringify(result), now, ended ? now + keptMicroseconds : null, id],
    );
  }

  ofImage(imageId: string): readonly StoredTask[] {
    return this.#rows.all('SELECT * FROM tasks WHERE image_id = ? ORDER BY created_at', [imageId]).map(task);
  }

  /** Tasks that a crash or stop left unfinished have failed. */
  failUnfinished(): void {
    for (const row of this.#rows.all(`SELECT id FROM tasks WHERE status IN ('pending', 'processing')`)) {
      this.setProgress(String(row['id']), 'failure', 'The service was stopped before the task ended');
    }
  }
}

function task(row: Row): StoredTask {
  return {
    id: String(row['id']),
    imageId: String(row['image_id']),
    type: String(row['type']),
    status: String(row['status']) as TaskStatus,
    owner: textOrNull(row['owner']),
    userId: String(row['user_id']),
    requestId: String(row['request_id']),
    input: JSON.parse(String(row['input'])),
    result: JSON.parse(textOrNull(row['result']) ?? 'null'),
    message: String(row['message']),
    createdAt: Number(row['created_at']),
    updatedAt: Number(row['updated_at']),
    expiresAt: row['expires_at'] === null ? null : Number(row['expires_at']),
  };
}
