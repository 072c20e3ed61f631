import { AppError } from '#shared/errors/index.ts';
import type { SyncPass } from '#shared/model/index.ts';
import { nowSeconds } from './pending.ts';
import { RowSet } from './row-set.ts';
import type { FoundRow } from './row-store.ts';
import { type DocumentTexts, digestOf, toRow } from './rows.ts';
import { inOneState, inTransaction } from './transaction.ts';
import type { WriterParts } from './writer-parts.ts';

/** Rows that are pending for longer are marked anew by who wants them: nobody deletes them as left behind. */
const FRESH_SECONDS = 600;

/** A sync under way. */
export interface RunningSync {
  readonly sync: number;
  readonly connection: string;
  readonly pass: SyncPass;
  /** Rows that are seen and that came. */
  readonly seen: RowSet;
  /** Of these, the ones that differ. */
  readonly staged: RowSet;
  /** Pending rows that came. */
  readonly fresh: RowSet;
  /** Images that this process changed or removed meanwhile: the pages may be older. */
  readonly touched: Set<string>;
  /** The last change before it began: what others changed since is not touched either. */
  readonly lastChange: number;
  /** How often the connection had been removed when it began. */
  readonly removals: number;
  newestUpdate: string | null;
}

export interface RunningSyncs {
  begin(connection: string, pass: SyncPass): number;
  get(sync: number): RunningSync;
  addPage(sync: number, documents: readonly DocumentTexts[]): void;
  touch(connection: string, id: string): void;
  /** Ends those of a connection that is removed. */
  cancel(connection: string): void;
  forget(sync: number): void;
}

/** Takes the pages of syncs in. Nothing of it is seen: new images are pending, changed ones staged. */
export function createRunningSyncs(parts: WriterParts): RunningSyncs {
  const { database, rows, staged, history, connections } = parts;
  const running = new Map<number, RunningSync>();
  const cancelled = new Set<number>();
  // Begins anywhere: the number of a sync of a thread that died must not be one of this thread's.
  let lastSync = Math.floor(Math.random() * 2 ** 40);

  const get = (sync: number): RunningSync => {
    const found = running.get(sync);
    if (found !== undefined) return found;
    if (cancelled.has(sync)) throw removedMeanwhile();
    throw new AppError('UNAVAILABLE', 'The catalogue was begun anew while images were read.', {
      operation: 'catalog.sync',
      hint: 'Refresh once more.',
      retry: 'safe',
    });
  };
  const forget = (sync: number): void => {
    if (running.delete(sync)) staged.clear(sync);
    cancelled.delete(sync);
  };

  /** A row that is seen: noted, and staged if it differs. */
  const see = (of: RunningSync, found: FoundRow, digest: string, texts: DocumentTexts): void => {
    of.seen.add(found.row);
    if (found.digest !== digest) {
      staged.add(of.sync, found.row, found.digest, texts);
      of.staged.add(found.row);
    } else if (of.staged.has(found.row)) {
      staged.delete(of.sync, found.row);
      of.staged.delete(found.row);
    }
  };
  const write = (of: RunningSync, texts: DocumentTexts): void => {
    const row = toRow(of.connection, texts);
    const found = rows.find(of.connection, texts.id);
    if (found === undefined) of.fresh.add(rows.insert(row, nowSeconds()));
    else if (found.pending === 0) see(of, found, row.digest, texts);
    else {
      if (found.digest === row.digest) rows.setPending(found.row, nowSeconds());
      else rows.update(found.row, row, nowSeconds());
      of.fresh.add(found.row);
    }
  };

  return {
    get,
    forget,
    begin(connection, pass) {
      lastSync += 1;
      running.set(lastSync, {
        sync: lastSync,
        connection,
        pass,
        seen: new RowSet(),
        staged: new RowSet(),
        fresh: new RowSet(),
        touched: new Set(),
        lastChange: history.lastChange(),
        removals: connections.removals(connection),
        newestUpdate: null,
      });
      return lastSync;
    },
    addPage(sync, documents) {
      const of = get(sync);
      const unknown: DocumentTexts[] = [];
      const isRecent = nowSeconds() - FRESH_SECONDS;
      inOneState(database, () => {
        for (const texts of documents) {
          const found = rows.find(of.connection, texts.id);
          const digest = digestOf(texts.revision, texts.raw);
          of.newestUpdate = later(of.newestUpdate, texts.updatedAt);
          if (found?.pending === 0) see(of, found, digest, texts);
          else if (found?.digest === digest && found.pending > isRecent) of.fresh.add(found.row);
          else unknown.push(texts);
        }
      });
      if (unknown.length === 0) return;
      inTransaction(database, () => {
        for (const texts of unknown) write(of, texts);
      });
    },
    touch(connection, id) {
      for (const of of running.values()) if (of.connection === connection) of.touched.add(id);
    },
    cancel(connection) {
      for (const of of [...running.values()]) {
        if (of.connection !== connection) continue;
        forget(of.sync);
        cancelled.add(of.sync);
      }
    },
  };
}

/** Why a sync comes to nothing whose connection was removed, here or by another process. */
export function removedMeanwhile(): AppError {
  return new AppError('CANCELLED', 'The connection was removed while its images were read.', {
    operation: 'catalog.sync',
  });
}

/** The later of two times, as it was written. */
export function later(one: string | null, two: string | null): string | null {
  if (one === null || two === null) return one ?? two;
  if (one === two) return one;
  const [first, second] = [Date.parse(one), Date.parse(two)];
  return second > first || Number.isNaN(first) ? two : one;
}
