import { DISCARDED, leftBehind } from './pending.ts';
import { type CatalogRow, rowCrc, toRow } from './rows.ts';
import type { WriterParts } from './writer-parts.ts';
import type { SyncCounts } from './writer-protocol.ts';
import { later, type RunningSync, removedMeanwhile } from './writer-sync.ts';

/**
 * More changes than this are not told one by one: the connection's history begins anew with that sync, which
 * counts as its first. A list that was exchanged wholly would cost its own size in history each time.
 */
const MOST_CHANGES_TOLD = 20_000;

/** The rows that the end of a sync does away with, beside what it counts. */
export interface SyncEnd extends SyncCounts {
  readonly discarded: readonly number[];
}

interface Unseen {
  readonly gone: readonly { readonly row: number; readonly id: string }[];
  readonly leftBehind: readonly number[];
}

export type FinishSync = (of: RunningSync, seconds: number) => SyncEnd;

/**
 * Makes everything seen that a sync brought; to be called in one transaction. An image that anybody changed or
 * removed while it ran keeps that state: the page may be older. `CANCELLED` if the connection was removed.
 */
export function createFinishSync(parts: WriterParts): FinishSync {
  const { database, rows, staged, history, connections, kept } = parts;
  const all = database.prepare('SELECT row, pending FROM images WHERE connection = ?');
  all.setReturnArrays(true);
  const idOf = database.prepare('SELECT id FROM images WHERE row = ?');
  const show = database.prepare(
    'UPDATE images SET pending = 0 WHERE row = ? AND connection = ? AND pending <> 0 RETURNING id',
  );
  const insertSync = database.prepare(
    `INSERT INTO syncs (at, connection, pass, first, images, added, changed, removed, seconds, crc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  const findUnseen = (of: RunningSync): Unseen => {
    if (of.pass === 'changes') return { gone: [], leftBehind: [] };
    const gone: { readonly row: number; readonly id: string }[] = [];
    const left: number[] = [];
    const oldest = leftBehind();
    const found = all.iterate(of.connection) as Iterable<unknown> as Iterable<readonly [number, number]>;
    for (const [row, pending] of found) {
      // Another process may have shown what was pending when it came.
      if (of.seen.has(row) || of.fresh.has(row)) continue;
      if (pending !== 0) {
        if (pending <= oldest) left.push(row);
      } else {
        const id = String(idOf.get(row)?.['id']);
        if (!of.touched.has(id)) gone.push({ row, id });
      }
    }
    return { gone, leftBehind: left };
  };

  /** Adds what others touched, and takes the touched pending rows back. */
  const settleTouched = (of: RunningSync): readonly number[] => {
    for (const id of history.changedSince(of.lastChange, of.connection)) of.touched.add(id);
    const back: number[] = [];
    for (const id of of.touched) {
      const found = rows.find(of.connection, id);
      if (found === undefined || found.pending === 0 || !of.fresh.has(found.row)) continue;
      of.fresh.delete(found.row);
      rows.setPending(found.row, DISCARDED);
      back.push(found.row);
    }
    return back;
  };

  return (of, seconds) => {
    const { connection } = of;
    if (connections.removals(connection) !== of.removals) throw removedMeanwhile();
    const at = history.time();
    const before = connections.get(connection);
    const back = settleTouched(of);
    const unseen = findUnseen(of);
    const isFirst =
      before.syncedAt === null || of.staged.size + of.fresh.size + unseen.gone.length > MOST_CHANGES_TOLD;
    const counts = { added: 0, changed: 0, removed: unseen.gone.length };
    const tell = (kind: 'new' | 'changed' | 'gone', id: string, row: number, image: () => string): void => {
      if (isFirst) return;
      const was = kind === 'new' || !history.keepsAny() ? null : image();
      history.add({ at, connection, id, row, kind, before: was });
    };
    const tellChanged = (row: number, to: CatalogRow): void => {
      tell('changed', to.id, row, () => rows.imageOf(row));
      rows.update(row, to, 0);
      counts.changed += 1;
    };

    for (const { was, texts } of staged.of(of.sync)) {
      if (of.touched.has(texts.id)) continue;
      const row = toRow(connection, texts);
      const found = rows.find(connection, texts.id);
      if (found === undefined) {
        tell('new', texts.id, rows.insert(row, 0), String);
        counts.added += 1;
      } else if (found.pending === 0 && found.digest === was) tellChanged(found.row, row);
    }
    for (const { row, id } of unseen.gone) {
      tell('gone', id, row, () => rows.imageOf(row));
      rows.setPending(row, DISCARDED);
      kept.forgetImage(connection, id);
    }
    for (const row of of.fresh) {
      const shown = show.get(row, connection);
      if (shown === undefined) continue;
      tell('new', String(shown['id']), row, String);
      counts.added += 1;
    }

    if (isFirst) {
      history.forget(connection);
      history.raiseEpoch();
    }
    const images = before.images + counts.added - counts.removed;
    const isFull = of.pass === 'full';
    connections.set(connection, {
      images,
      syncedAt: at,
      fullAt: isFull ? at : before.fullAt,
      newestUpdate: isFull ? of.newestUpdate : later(before.newestUpdate, of.newestUpdate),
    });
    const { added, changed, removed } = counts;
    const record = [
      at,
      connection,
      of.pass,
      isFirst ? 1 : 0,
      images,
      added,
      changed,
      removed,
      seconds,
    ] as const;
    insertSync.run(...record, rowCrc(record));
    history.prune();
    return {
      images,
      ...counts,
      discarded: [...back, ...unseen.leftBehind, ...unseen.gone.map(({ row }) => row)],
    };
  };
}
