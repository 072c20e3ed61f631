import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Row, Rows, textOrNull } from './rows.ts';

export interface StoredUser {
  readonly id: string;
  readonly name: string;
  readonly defaultProjectId: string | null;
  /** The fixed second factor of a user who must give one. */
  readonly passcode: string | null;
}

export interface StoredProject {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

export interface StoredApplicationCredential {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly userId: string;
  readonly projectId: string;
  readonly roles: readonly string[];
  readonly expiresAt: string | null;
  readonly isUnrestricted: boolean;
}

/** Users, projects, who may act where, and application credentials. Secrets are kept salted and hashed. */
export class IdentityRows {
  readonly #rows: Rows;

  constructor(database: DatabaseSync) {
    this.#rows = new Rows(database);
  }

  addProject(project: StoredProject): void {
    this.#rows.run('INSERT INTO projects VALUES (?, ?, ?)', [project.id, project.name, project.description]);
  }

  addUser(user: StoredUser, secret: string): void {
    const sql = 'INSERT INTO users VALUES (?, ?, ?, ?, ?)';
    this.#rows.run(sql, [user.id, user.name, seal(secret), user.defaultProjectId, user.passcode]);
  }

  grant(userId: string, projectId: string, role: string): void {
    this.#rows.run('INSERT INTO grants VALUES (?, ?, ?)', [userId, projectId, role]);
  }

  user(by: 'id' | 'name', value: string): StoredUser | undefined {
    return this.#rows.all(`SELECT * FROM users WHERE ${by} = ?`, [value]).map(user)[0];
  }

  users(): readonly StoredUser[] {
    return this.#rows.all('SELECT * FROM users ORDER BY name').map(user);
  }

  project(by: 'id' | 'name', value: string): StoredProject | undefined {
    return this.#rows.all(`SELECT * FROM projects WHERE ${by} = ?`, [value]).map(project)[0];
  }

  projects(): readonly StoredProject[] {
    return this.#rows.all('SELECT * FROM projects ORDER BY name').map(project);
  }

  projectsOf(userId: string): readonly StoredProject[] {
    const sql = `SELECT DISTINCT p.* FROM projects p JOIN grants g ON g.project_id = p.id WHERE g.user_id = ? ORDER BY p.name`;
    return this.#rows.all(sql, [userId]).map(project);
  }

  /** Roles of a user in a project, implied ones (admin → member → reader) included; empty for none. */
  roles(userId: string, projectId: string): readonly string[] {
    const sql = 'SELECT role FROM grants WHERE user_id = ? AND project_id = ?';
    const granted = this.#rows.all(sql, [userId, projectId]).map((row) => String(row['role']));
    const ladder = ['admin', 'member', 'reader'];
    const highest = ladder.findIndex((role) => granted.includes(role));
    return highest < 0 ? [] : ladder.slice(highest);
  }

  isSecretOfUser(userId: string, secret: string): boolean {
    return isSecret(this.#rows.get('SELECT secret FROM users WHERE id = ?', [userId]), secret);
  }

  /** False when the user has one of that name. */
  addApplicationCredential(credential: StoredApplicationCredential, secret: string): boolean {
    const sql = 'INSERT OR IGNORE INTO application_credentials VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
    const { id, name, description, userId, projectId, roles, expiresAt, isUnrestricted } = credential;
    const values = [id, name, description, userId, projectId, seal(secret), JSON.stringify(roles), expiresAt];
    return this.#rows.run(sql, [...values, Number(isUnrestricted)]) === 1;
  }

  applicationCredentials(userId: string): readonly StoredApplicationCredential[] {
    const sql = 'SELECT * FROM application_credentials WHERE user_id = ? ORDER BY rowid';
    return this.#rows.all(sql, [userId]).map(applicationCredential);
  }

  applicationCredential(id: string): StoredApplicationCredential | undefined {
    return this.#rows
      .all('SELECT * FROM application_credentials WHERE id = ?', [id])
      .map(applicationCredential)[0];
  }

  isSecretOfApplicationCredential(id: string, secret: string): boolean {
    return isSecret(this.#rows.get('SELECT secret FROM application_credentials WHERE id = ?', [id]), secret);
  }

  removeApplicationCredential(id: string): void {
    this.#rows.run('DELETE FROM application_credentials WHERE id = ?', [id]);
  }
}

/** Cheap on purpose (about a millisecond): these are demo secrets that must merely not lie about in clear. */
const cost = { N: 256, r: 4, p: 1 };

function seal(secret: string): string {
  const salt = randomBytes(12);
  return `${salt.toString('hex')}:${scryptSync(secret, salt, 32, cost).toString('hex')}`;
}

function isSecret(row: Row | undefined, secret: string): boolean {
  const [salt = '', hash = ''] = String(row?.['secret'] ?? '').split(':');
  const expected = Buffer.from(hash, 'hex');
  return (
    expected.length === 32 &&
    timingSafeEqual(expected, scryptSync(secret, Buffer.from(salt, 'hex'), 32, cost))
  );
}

function user(row: Row): StoredUser {
  return {
    id: String(row['id']),
    name: String(row['name']),
    defaultProjectId: textOrNull(row['default_project_id']),
    passcode: textOrNull(row['passcode']),
  };
}

function project(row: Row): StoredProject {
  return { id: String(row['id']), name: String(row['name']), description: String(row['description']) };
}

function applicationCredential(row: Row): StoredApplicationCredential {
  return {
    id: String(row['id']),
    name: String(row['name']),
    description: textOrNull(row['description']),
    userId: String(row['user_id']),
    projectId: String(row['project_id']),
    roles: JSON.parse(String(row['roles'])) as string[],
    expiresAt: textOrNull(row['expires_at']),
    isUnrestricted: row['unrestricted'] === 1,
  };
}
