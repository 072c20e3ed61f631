import type { DatabaseSync } from 'node:sqlite';
import { nowMicroseconds } from './clock.ts';
import type { SqlValue } from './image-query.ts';
import { type Row, Rows, textOrNull } from './rows.ts';

/** How a download by address stands; microseconds since 1970. */
export interface DjinnDownload {
  /** Lower-cased, its password replaced. */
  readonly source: string;
  readonly error: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** One image as Djinn CI sees it: a number, a name, and where it belongs. */
export interface DjinnImage {
  readonly id: number;
  /** The id in the store. */
  readonly imageId: string;
  readonly name: string;
  readonly authorId: number;
  readonly userId: number;
  readonly namespaceId: number | null;
  readonly createdAt: number;
  readonly isProtected: boolean;
  readonly download: DjinnDownload | null;
}

/** Which images a list is about. */
export type DjinnScope =
  | { readonly kind: 'account'; readonly accountId: number; readonly isSearchBroken: boolean }
  | { readonly kind: 'namespace'; readonly namespaceId: number };

/** QCOW2 images with bytes, and those that are being downloaded or failed to be. */
const shown = `FROM djinn_images d JOIN images i ON i.id = d.image_id
  JOIN djinn_accounts a ON a.project_id = i.owner
  WHERE i.disk_format = 'qcow2' AND (i.status = 'active' OR d.source IS NOT NULL)`;
const fields = `SELECT d.*, i.name, i.created_at, i.protected, a.id AS user_id ${shown}`;

/** What Djinn CI knows of the images of the store beyond what the store says itself. */
export class DjinnImageRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  /** Gives a number to whatever came through another dialect. */
  number(): void {
    this.#rows.run(`INSERT INTO djinn_images (image_id) SELECT id FROM images i WHERE disk_format = 'qcow2'
      AND NOT EXISTS (SELECT 1 FROM djinn_images d WHERE d.image_id = i.id) ORDER BY created_at, id`);
  }

  add(imageId: string, authorId: number | null, namespaceId: number | null, source: string | null): number {
    const row = this.#rows.get(
      `INSERT INTO djinn_images (image_id, author_id, namespace_id, source, asked_at)
       VALUES (?, ?, ?, ?, ?) RETURNING id`,
      [imageId, authorId, namespaceId, source, source === null ? null : nowMicroseconds()],
    );
    return Number(row?.['id']);
  }

  get(id: number): DjinnImage | undefined {
    return this.#rows.all(`${fields} AND d.id = ?`, [id]).map(toImage)[0];
  }

  /** Ordered by name (djinn.md §4). */
  list(scope: DjinnScope, search: string, limit: number, offset: number): readonly DjinnImage[] {
    const { text, parameters } = condition(scope, search);
    const sql = `${fields} AND ${text} ORDER BY i.name, d.id LIMIT ? OFFSET ?`;
    return this.#rows.all(sql, [...parameters, limit, offset]).map(toImage);
  }

  count(scope: DjinnScope, search: string): number {
    const { text, parameters } = condition(scope, search);
    return Number(this.#rows.get(`SELECT COUNT(*) AS n ${shown} AND ${text}`, parameters)?.['n'] ?? 0);
  }

  /** Whether a name is taken in a namespace, or else among all that an account owns. */
  isNameTaken(name: string, accountId: number, namespaceId: number | undefined): boolean {
    const where = namespaceId === undefined ? 'a.id = ?' : 'd.namespace_id = ?';
    const sql = `SELECT 1 ${shown} AND i.name = ? AND ${where}`;
    return this.#rows.get(sql, [name, namespaceId ?? accountId]) !== undefined;
  }

  markStarted(id: number): void {
    this.#rows.run('UPDATE djinn_images SET started_at = ? WHERE id = ?', [nowMicroseconds(), id]);
  }

  markFinished(id: number, error: string | null): void {
    const sql = 'UPDATE djinn_images SET finished_at = ?, error = ? WHERE id = ?';
    this.#rows.run(sql, [nowMicroseconds(), error, id]);
  }

  /** Downloads that a crash or stop left unfinished have failed. */
  failUnfinished(): void {
    const now = nowMicroseconds();
    this.#rows.run(
      `UPDATE djinn_images SET error = 'context canceled', started_at = COALESCE(started_at, ?), finished_at = ?
       WHERE source IS NOT NULL AND finished_at IS NULL`,
      [now, now],
    );
  }
}

function condition(scope: DjinnScope, search: string): { text: string; parameters: SqlValue[] } {
  const matches = 'instr(lower(i.name), lower(?)) > 0';
  if (scope.kind === 'namespace') {
    return { text: `d.namespace_id = ? AND ${matches}`, parameters: [scope.namespaceId, search] };
  }
  const { accountId, isSearchBroken } = scope;
  const reached = `d.namespace_id IN (SELECT id FROM djinn_namespaces WHERE account_id = ? OR COALESCE(root_id, id) IN
    (SELECT namespace_id FROM djinn_collaborators WHERE account_id = ?))`;
  const ids = [accountId, accountId];
  // The real query's OR binds looser than its author thought (djinn.md §4 "search bug").
  return isSearchBroken
    ? { text: `((${matches} AND ${reached}) OR a.id = ?)`, parameters: [search, ...ids, accountId] }
    : { text: `(${matches} AND (${reached} OR a.id = ?))`, parameters: [search, ...ids, accountId] };
}

function toImage(row: Row): DjinnImage {
  const source = textOrNull(row['source']);
  const numberOrNull = (value: unknown) => (value === null ? null : Number(value));
  const userId = Number(row['user_id']);
  return {
    id: Number(row['id']),
    imageId: String(row['image_id']),
    name: String(row['name'] ?? ''),
    authorId: numberOrNull(row['author_id'] ?? null) ?? userId,
    userId,
    namespaceId: numberOrNull(row['namespace_id']),
    createdAt: Number(row['created_at']),
    isProtected: row['protected'] === 1,
    download:
      source === null
        ? null
        : {
            source,
            error: textOrNull(row['error']),
            createdAt: Number(row['asked_at']),
            startedAt: numberOrNull(row['started_at']),
            finishedAt: numberOrNull(row['finished_at']),
          },
  };
}
