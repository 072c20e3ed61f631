import type { DatabaseSync } from 'node:sqlite';
import { rowCrc } from './rows.ts';

const DAY_MS = 86_400_000;
/** Changes without history are only for readers that keep up; so many behind, they read all anew. */
const KEPT_WITHOUT_HISTORY = 20_000;

export interface Change {
  readonly at: string;
  readonly connection: string;
  readonly id: string;
  readonly row: number;
  readonly kind: 'new' | 'changed' | 'gone';
  /** The image's JSON; `null` for `new`. */
  readonly before: string | null;
}

export type History = ReturnType<typeof createHistory>;

/** Writes the log of changes. All of it belongs into the transaction of what changed. */
export function createHistory(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO changes (at, connection, id, row, kind, before, crc) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const newest = database.prepare('SELECT max(at) AS at FROM changes');
  const newestSync = database.prepare('SELECT at FROM syncs ORDER BY sync DESC LIMIT 1');
  const last = database.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'changes'`);
  const since = database.prepare('SELECT id FROM changes WHERE change > ? AND connection = ?');
  const meta = database.prepare('SELECT value FROM meta WHERE key = ?');
  const raise = database.prepare(`UPDATE meta SET value = value + 1 WHERE key = 'epoch'`);
  const setDays = database.prepare(`UPDATE meta SET value = ? WHERE key = 'history_days'`);
  const forgetChanges = database.prepare('DELETE FROM changes WHERE connection = ?');
  const forgetSyncs = database.prepare('DELETE FROM syncs WHERE connection = ?');
  const pruneChanges = database.prepare(`DELETE FROM changes WHERE at < ? AND at <> ''`);
  const pruneUntold = database.prepare(`DELETE FROM changes WHERE at = '' AND change < ?`);
  const pruneSyncs = database.prepare('DELETE FROM syncs WHERE at < ?');

  const days = (): number => Number(meta.get('history_days')?.['value'] ?? 0);
  const lastChange = (): number => Number(last.get()?.['seq'] ?? 0);

  return {
    /** Now; never before what was written already, should the clock have been set back. */
    time(): string {
      const known = [newest, newestSync].map((statement) => String(statement.get()?.['at'] ?? ''));
      return [new Date().toISOString(), ...known].toSorted().at(-1) ?? '';
    },
    keepsAny: () => days() > 0,
    add(change: Change): void {
      const { connection, id, row, kind } = change;
      const [at, before] = days() > 0 ? [change.at, change.before] : ['', null];
      const values = [at, connection, id, row, kind, before] as const;
      insert.run(...values, rowCrc(values));
    },
    lastChange,
    /** Ids of the connection's images that changed after `change`. */
    *changedSince(change: number, connection: string): Iterable<string> {
      for (const found of since.iterate(change, connection)) yield String(found['id']);
    },
    /** Whoever keeps up with the changes has to read all anew. */
    raiseEpoch(): void {
      raise.run();
    },
    forget(connection: string): void {
      forgetChanges.run(connection);
      forgetSyncs.run(connection);
    },
    days,
    setDays(value: number): void {
      setDays.run(value);
    },
    /** Forgets what is older than the days that history is kept for. */
    prune(): void {
      const oldest = days() > 0 ? new Date(Date.now() - days() * DAY_MS).toISOString() : '9';
      pruneChanges.run(oldest);
      pruneSyncs.run(oldest);
      pruneUntold.run(lastChange() - KEPT_WITHOUT_HISTORY);
    },
  };
}
