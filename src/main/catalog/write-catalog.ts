import type { ImageDocument, SyncPass, SyncResult } from '#shared/model/index.ts';
import { batches } from './batches.ts';
import type { CatalogWriter } from './catalog.ts';
import { documentTexts } from './rows.ts';
import type { ThreadProxy } from './thread-proxy.ts';
import type { WriterOperations } from './writer-protocol.ts';

/** Batches that the writer may be behind: it works on one while the next is made and sent. */
const BATCHES_AHEAD = 3;

type Call = ThreadProxy<WriterOperations>['call'];

/** The writing half of the catalogue, over its thread. `isOpen`: whether anything was asked of it yet. */
export function writeCatalog(send: Call, isOpen: () => boolean): CatalogWriter {
  const queues = new Map<string, Promise<unknown>>();
  let historyDays: number | undefined;
  let isPurging = false;

  const call: Call = (name, ...params) => {
    if (historyDays !== undefined) {
      void send('keepHistory', historyDays).catch(() => undefined);
      historyDays = undefined;
    }
    return send(name, ...params);
  };
  /** Runs after whatever was asked before for the same connection. */
  const inTurn = <Value>(connection: string, action: () => Promise<Value>): Promise<Value> => {
    const turn = (queues.get(connection) ?? Promise.resolve()).then(action, action);
    const quiet = turn
      .catch(() => undefined)
      .then(() => {
        if (queues.get(connection) === quiet) queues.delete(connection);
      });
    queues.set(connection, quiet);
    return turn;
  };
  /** Deletes what nobody sees any more, in pieces between other work. What is left over the next sync finds. */
  const purge = async (): Promise<void> => {
    if (isPurging) return;
    isPurging = true;
    try {
      while (await call('purge')) {}
    } catch {
      // Left over.
    } finally {
      isPurging = false;
    }
  };

  return {
    sync(connection, pages, options) {
      return inTurn(connection, async () => {
        const result = await runSync(call, connection, pages, options?.pass ?? 'full');
        void purge();
        return result;
      });
    },
    async upsert(document) {
      const { connection } = document.image;
      await call('upsert', connection, documentTexts(connection, document));
    },
    async remove(connection, id) {
      await call('remove', connection, id);
    },
    async removeConnection(connection) {
      await call('removeConnection', connection);
      void purge();
    },
    async keep(connection, kind, key, value, seenAt) {
      await call('keep', connection, kind, key, JSON.stringify(value), seenAt);
    },
    unreadMembers: (connection, limit) => call('unreadMembers', connection, limit),
    async keepHistory(days) {
      // No file is opened for a wish about history alone: it goes before the next write.
      if (isOpen()) await send('keepHistory', days);
      else historyDays = days;
    },
  };
}

async function runSync(
  call: Call,
  connection: string,
  pages: AsyncIterable<readonly ImageDocument[]>,
  pass: SyncPass,
): Promise<SyncResult> {
  const startedAt = performance.now();
  const seconds = (): number => Math.round(performance.now() - startedAt) / 1000;
  const sync = await call('beginSync', connection, pass);
  const underWay: Promise<unknown>[] = [];
  try {
    for await (const batch of batches(connection, pages)) {
      const taken = call('addPage', sync, batch);
      // Its failure counts when it is waited for.
      taken.catch(() => undefined);
      underWay.push(taken);
      if (underWay.length > BATCHES_AHEAD) await underWay.shift();
    }
    await Promise.all(underWay);
    const counts = await call('endSync', sync, seconds());
    return { connection, pass, ...counts, seconds: seconds() };
  } catch (error) {
    // The pages' own error counts; without the thread there is nothing left to abort.
    await call('abortSync', sync).catch(() => undefined);
    throw error;
  }
}
