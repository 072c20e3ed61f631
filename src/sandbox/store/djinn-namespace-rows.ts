import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { nowMicroseconds } from './clock.ts';
import { type Row, Rows } from './rows.ts';

/** A user of Djinn CI: owns what one project owns. */
export interface DjinnAccount {
  readonly id: number;
  readonly projectId: string;
  readonly username: string;
  readonly email: string;
  /** Microseconds since 1970, here and below. */
  readonly createdAt: number;
}

export interface DjinnToken {
  readonly account: DjinnAccount;
  /** `image:read image:write …` */
  readonly permissions: ReadonlySet<string>;
}

export type DjinnVisibility = 'private' | 'internal' | 'public';

export interface DjinnNamespace {
  readonly id: number;
  readonly accountId: number;
  readonly rootId: number;
  readonly parentId: number | null;
  readonly name: string;
  readonly path: string;
  readonly description: string;
  readonly visibility: DjinnVisibility;
  readonly createdAt: number;
}

export interface DjinnInvite {
  readonly id: number;
  readonly namespaceId: number;
  readonly inviteeId: number;
  readonly inviterId: number;
}

export interface DjinnCollaborator {
  readonly account: DjinnAccount;
  readonly joinedAt: number;
}

/** Accounts, tokens, namespaces and who works in them, for the Djinn dialect. Tokens are kept hashed. */
export class DjinnNamespaceRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  addAccount(account: DjinnAccount): void {
    const { id, projectId, username, email, createdAt } = account;
    const sql = 'INSERT INTO djinn_accounts VALUES (?, ?, ?, ?, ?)';
    this.#rows.run(sql, [id, projectId, username, email, createdAt]);
  }

  account(id: number): DjinnAccount | undefined {
    return this.#rows.all('SELECT * FROM djinn_accounts WHERE id = ?', [id]).map(toAccount)[0];
  }

  /** By name or email. */
  accountOf(handle: string): DjinnAccount | undefined {
    const sql = 'SELECT * FROM djinn_accounts WHERE username = ? OR email = ?';
    return this.#rows.all(sql, [handle, handle]).map(toAccount)[0];
  }

  addToken(accountId: number, token: string, permissions: readonly string[]): void {
    const sql = 'INSERT INTO djinn_tokens VALUES (?, ?, ?)';
    this.#rows.run(sql, [digest(token), accountId, permissions.join(' ')]);
  }

  token(token: string): DjinnToken | undefined {
    const row = this.#rows.get('SELECT * FROM djinn_tokens WHERE digest = ?', [digest(token)]);
    const account = row === undefined ? undefined : this.account(Number(row['account_id']));
    if (row === undefined || account === undefined) return undefined;
    return { account, permissions: new Set(String(row['scope']).split(' ')) };
  }

  get(id: number): DjinnNamespace | undefined {
    return this.#rows.all('SELECT * FROM djinn_namespaces WHERE id = ?', [id]).map(toNamespace)[0];
  }

  at(accountId: number, path: string): DjinnNamespace | undefined {
    const sql = 'SELECT * FROM djinn_namespaces WHERE account_id = ? AND path = ?';
    return this.#rows.all(sql, [accountId, path]).map(toNamespace)[0];
  }

  children(parentId: number): readonly DjinnNamespace[] {
    const sql = 'SELECT * FROM djinn_namespaces WHERE parent_id = ? ORDER BY path';
    return this.#rows.all(sql, [parentId]).map(toNamespace);
  }

  /** Those whose root the account owns or collaborates on. */
  ofAccount(accountId: number): readonly DjinnNamespace[] {
    const sql = `SELECT * FROM djinn_namespaces WHERE account_id = ? OR COALESCE(root_id, id) IN
      (SELECT namespace_id FROM djinn_collaborators WHERE account_id = ?) ORDER BY path, id`;
    return this.#rows.all(sql, [accountId, accountId]).map(toNamespace);
  }

  /** The namespace at a path; it and its parents are made, private, where they are missing. */
  make(accountId: number, path: string, visibility: DjinnVisibility = 'private'): DjinnNamespace | undefined {
    return this.#rows.transaction(() => {
      let parent: DjinnNamespace | undefined;
      for (const name of path.split('/')) {
        const here: string = parent === undefined ? name : `${parent.path}/${name}`;
        parent = this.at(accountId, here) ?? this.#insert(accountId, parent, name, here, visibility);
      }
      return parent;
    });
  }

  /** Whether the account owns the namespace's root or collaborates on it. */
  isCollaborator(namespace: DjinnNamespace, accountId: number): boolean {
    if (namespace.accountId === accountId) return true;
    const sql = 'SELECT 1 FROM djinn_collaborators WHERE namespace_id = ? AND account_id = ?';
    return this.#rows.get(sql, [namespace.rootId, accountId]) !== undefined;
  }

  collaborators(namespaceId: number): readonly DjinnCollaborator[] {
    const sql = `SELECT a.*, c.created_at AS joined_at FROM djinn_collaborators c
      JOIN djinn_accounts a ON a.id = c.account_id WHERE c.namespace_id = ? ORDER BY c.created_at`;
    return this.#rows
      .all(sql, [namespaceId])
      .map((row) => ({ account: toAccount(row), joinedAt: Number(row['joined_at']) }));
  }

  addCollaborator(namespaceId: number, accountId: number): void {
    const sql = 'INSERT OR IGNORE INTO djinn_collaborators VALUES (?, ?, ?)';
    this.#rows.run(sql, [namespaceId, accountId, nowMicroseconds()]);
  }

  removeCollaborator(namespaceId: number, accountId: number): boolean {
    const sql = 'DELETE FROM djinn_collaborators WHERE namespace_id = ? AND account_id = ?';
    return this.#rows.run(sql, [namespaceId, accountId]) === 1;
  }

  /** Whether the account collaborates on any namespace at all. */
  isCollaboratorAnywhere(accountId: number): boolean {
    return (
      this.#rows.get('SELECT 1 FROM djinn_collaborators WHERE account_id = ?', [accountId]) !== undefined
    );
  }

  addInvite(namespaceId: number, inviteeId: number, inviterId: number): DjinnInvite | undefined {
    const sql = `INSERT INTO djinn_invites (namespace_id, invitee_id, inviter_id, created_at)
      VALUES (?, ?, ?, ?) RETURNING *`;
    return this.#rows.all(sql, [namespaceId, inviteeId, inviterId, nowMicroseconds()]).map(toInvite)[0];
  }

  invite(id: number): DjinnInvite | undefined {
    return this.#rows.all('SELECT * FROM djinn_invites WHERE id = ?', [id]).map(toInvite)[0];
  }

  invites(by: 'namespace_id' | 'invitee_id', id: number): readonly DjinnInvite[] {
    return this.#rows.all(`SELECT * FROM djinn_invites WHERE ${by} = ? ORDER BY id`, [id]).map(toInvite);
  }

  removeInvite(id: number): void {
    this.#rows.run('DELETE FROM djinn_invites WHERE id = ?', [id]);
  }

  #insert(
    accountId: number,
    parent: DjinnNamespace | undefined,
    name: string,
    path: string,
    visibility: DjinnVisibility,
  ): DjinnNamespace | undefined {
    this.#rows.run(
      `INSERT INTO djinn_namespaces (account_id, root_id, parent_id, name, path, description, visibility, created_at)
       VALUES (?, ?, ?, ?, ?, '', ?, ?)`,
      [
        accountId,
        parent?.rootId ?? null,
        parent?.id ?? null,
        name,
        path,
        parent?.visibility ?? visibility,
        nowMicroseconds(),
      ],
    );
    return this.at(accountId, path);
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function toAccount(row: Row): DjinnAccount {
  return {
    id: Number(row['id']),
    projectId: String(row['project_id']),
    username: String(row['username']),
    email: String(row['email']),
    createdAt: Number(row['created_at']),
  };
}

function toNamespace(row: Row): DjinnNamespace {
  return {
    id: Number(row['id']),
    accountId: Number(row['account_id']),
    rootId: Number(row['root_id'] ?? row['id']),
    parentId: row['parent_id'] === null ? null : Number(row['parent_id']),
    name: String(row['name']),
    path: String(row['path']),
    description: String(row['description']),
    visibility: String(row['visibility']) as DjinnVisibility,
    createdAt: Number(row['created_at']),
  };
}

function toInvite(row: Row): DjinnInvite {
  return {
    id: Number(row['id']),
    namespaceId: Number(row['namespace_id']),
    inviteeId: Number(row['invitee_id']),
    inviterId: Number(row['inviter_id']),
  };
}
