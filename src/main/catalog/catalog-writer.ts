import type { DatabaseSync } from 'node:sqlite';
import { createFinishSync } from './finish-sync.ts';
import { DISCARDED, leftBehind } from './pending.ts';
import { toRow } from './rows.ts';
import { inTransaction } from './transaction.ts';
import { createWriterParts } from './writer-parts.ts';
import type { WriterOperations } from './writer-protocol.ts';
import { createRunningSyncs } from './writer-sync.ts';

/** Rows deleted in one transaction: the trigram index has to read each one's text. */
const PURGE_ROWS = 500;

const LARGE_SYNC = 1000;

/** Everything that writes, on an open database. */
export function createCatalogWriter(
  database: DatabaseSync,
): Omit<WriterOperations, 'open' | 'check' | 'mend'> {
  const parts = createWriterParts(database);
  const { rows, history, connections, kept } = parts;
  const syncs = createRunningSyncs(parts);
  const finishSync = createFinishSync(parts);
  const discarded: number[] = [];
  /** Whether rows were looked for that a process left which ended too soon. */
  let hasLooked = false;
  const findLeft = database.prepare('SELECT row FROM images WHERE pending BETWEEN ? AND ?');
  const discardAll = database.prepare('UPDATE images SET pending = ? WHERE connection = ? RETURNING row');
  const pendingOf = database.prepare('SELECT pending FROM images WHERE row = ?');

  const writeUpsert = (connection: string, document: Parameters<typeof toRow>[1]): void => {
    const row = toRow(connection, document);
    const found = rows.find(connection, row.id);
    const change = { at: history.time(), connection, id: row.id };
    if (found?.pending === 0) {
      if (found.digest === row.digest) return;
      history.add({ ...change, row: found.row, kind: 'changed', before: rows.imageOf(found.row) });
      rows.update(found.row, row, 0);
      return;
    }
    if (found !== undefined) rows.update(found.row, row, 0);
    const number = found?.row ?? rows.insert(row, 0);
    history.add({ ...change, row: number, kind: 'new', before: null });
    connections.count(connection, 1);
  };

  return {
    beginSync: (connection, pass) => syncs.begin(connection, pass),
    addPage(sync, documents) {
      syncs.addPage(sync, documents);
      return null;
    },
    endSync(sync, seconds) {
      const running = syncs.get(sync);
      const written = running.fresh.size + running.staged.size;
      const end = inTransaction(database, () => finishSync(running, seconds));
      syncs.forget(sync);
      // A long log makes every reading slower, until somebody writes it back.
      if (written > LARGE_SYNC) database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      for (const number of end.discarded) discarded.push(number);
      const { images, added, changed, removed } = end;
      return { images, added, changed, removed };
    },
    abortSync(sync) {
      syncs.forget(sync);
      return null;
    },
    upsert(connection, document) {
      inTransaction(database, () => writeUpsert(connection, document));
      syncs.touch(connection, document.id);
      return null;
    },
    remove(connection, id) {
      syncs.touch(connection, id);
      inTransaction(database, () => {
        const found = rows.find(connection, id);
        if (found === undefined) return;
        if (found.pending === 0) {
          const change = { at: history.time(), connection, id, row: found.row };
          history.add({ ...change, kind: 'gone', before: rows.imageOf(found.row) });
          connections.count(connection, -1);
        }
        kept.forgetImage(connection, id);
        rows.delete(found.row);
      });
      return null;
    },
    removeConnection(connection) {
      syncs.cancel(connection);
      const numbers = inTransaction(database, () => {
        const found = discardAll.all(DISCARDED, connection).map((row) => Number(row['row']));
        kept.forget(connection);
        connections.delete(connection);
        history.forget(connection);
        history.raiseEpoch();
        return found;
      });
      for (const number of numbers) discarded.push(number);
      return null;
    },
    purge() {
      const oldest = leftBehind();
      if (!hasLooked) {
        hasLooked = true;
        for (const found of findLeft.all(DISCARDED, oldest)) discarded.push(Number(found['row']));
      }
      const some = discarded.splice(-PURGE_ROWS);
      if (some.length === 0) return false;
      inTransaction(database, () => {
        for (const number of some) {
          // It may have come back.
          const pending = Number(pendingOf.get(number)?.['pending'] ?? 0);
          if (pending >= DISCARDED && pending <= oldest) rows.delete(number);
        }
      });
      return discarded.length > 0;
    },
    keep(connection, kind, key, document, seenAt) {
      inTransaction(database, () => {
        const digest = kind === 'members' ? rows.find(connection, key)?.digest : undefined;
        kept.set({ connection, kind, key }, document, digest ?? null, seenAt);
      });
      return null;
    },
    unreadMembers: (connection, limit) => kept.unreadMembers(connection, limit),
    keepHistory(days) {
      if (history.days() === days) return null;
      inTransaction(database, () => {
        history.setDays(days);
        // What is forgotten at once was perhaps not read by those who keep up.
        history.raiseEpoch();
        history.prune();
      });
      return null;
    },
  };
}
