import { Worker } from 'node:worker_threads';
import { AppError } from '#shared/errors/index.ts';
import type { Image, ImageDocument, SyncResult } from '#shared/model/index.ts';
import { workerEntry } from '../worker-entry.ts';
import type { Catalog } from './catalog.ts';
import type {
  CatalogOperations,
  CatalogReply,
  CatalogRequest,
  CatalogWorkerData,
  OperationName,
} from './catalog-protocol.ts';

export interface CatalogOptions {
  /** Told of what a person should know, like a damaged catalogue begun anew. */
  readonly onMessage: (message: string) => void;
}

/** Documents in one message to the worker, so that neither thread is held up by copying. */
const BATCH = 250;
const WINDOW = 1000;

type Call = <Name extends OperationName>(
  name: Name,
  ...params: Parameters<CatalogOperations[Name]>
) => Promise<ReturnType<CatalogOperations[Name]>>;

/**
 * Opens the catalogue at `path` in a thread of its own. A damaged file is set aside and begun anew, which
 * `onMessage` is told.
 */
export async function openCatalog(path: string, options: CatalogOptions): Promise<Catalog> {
  const { call, close } = startWorker(path, options);
  const queues = new Map<string, Promise<unknown>>();

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

  return {
    window: (query) => call('window', query),
    async show(connection, id) {
      const document = await call('show', connection, id);
      if (document !== null) return document;
      throw new AppError('NOT_FOUND', `The catalogue has no image ${id} of ${JSON.stringify(connection)}.`, {
        operation: 'catalog.show',
        hint: 'Refresh the connection.',
      });
    },
    async images({ connections, search, limit }) {
      const images: Image[] = [];
      while (images.length < limit) {
        const size = Math.min(WINDOW, limit - images.length);
        const order = { sort: 'name', direction: 'asc', offset: images.length, limit: size } as const;
        const { rows } = await call('window', { connections, search, ...order });
        images.push(...rows);
        if (rows.length < size) break;
      }
      return images;
    },
    replaceAll: (connection, pages) => inTurn(connection, () => replaceAll(call, connection, pages)),
    async upsert(document) {
      await call('upsert', document);
    },
    async remove(connection, id) {
      await call('remove', connection, id);
    },
    async removeConnection(connection) {
      await call('removeConnection', connection);
    },
    stats: (connection) => call('stats', connection),
    close,
  };
}

async function replaceAll(
  call: Call,
  connection: string,
  pages: AsyncIterable<readonly ImageDocument[]>,
): Promise<SyncResult> {
  const startedAt = performance.now();
  const sync = await call('beginSync', connection);
  try {
    for await (const page of pages) {
      for (let at = 0; at < page.length; at += BATCH) {
        await call('addPage', sync, page.slice(at, at + BATCH));
      }
    }
    const counts = await call('endSync', sync);
    return { connection, ...counts, seconds: Math.round(performance.now() - startedAt) / 1000 };
  } catch (error) {
    // The pages' own error counts; without the worker there is nothing left to abort.
    await call('abortSync', sync).catch(() => undefined);
    throw error;
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

/** One worker at a time; one that died is replaced at the next call. It keeps the process alive only while it owes an answer. */
function startWorker(path: string, options: CatalogOptions): { call: Call; close(): Promise<void> } {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastCall = 0;
  let closing: Promise<void> | undefined;

  const failAll = (error: AppError): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const settle = (reply: CatalogReply): void => {
    if (reply.type === 'notice') {
      options.onMessage(reply.message);
      return;
    }
    const waiter = waiting.get(reply.call);
    waiting.delete(reply.call);
    if (waiting.size === 0) worker?.unref();
    if (reply.type === 'value') waiter?.resolve(reply.value);
    else waiter?.reject(AppError.fromWire(reply.error));
  };
  const start = (): Worker => {
    const workerData: CatalogWorkerData = { path };
    const started = new Worker(workerEntry(import.meta.url, 'catalog-worker'), { workerData });
    let cause: unknown;
    started.on('message', settle);
    started.on('error', (error) => {
      cause = error;
      options.onMessage(`The catalogue's thread failed: ${String(error)}`);
    });
    started.on('exit', () => {
      if (worker !== started) return;
      worker = undefined;
      failAll(closing === undefined ? stopped('The catalogue stopped working.', cause) : closed());
    });
    return started;
  };
  const send = (request: CatalogRequest): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      waiting.set(request.call, { resolve, reject });
      worker.ref();
      worker.postMessage(request);
    });

  return {
    call: (async (name: OperationName, ...params: readonly unknown[]) => {
      if (closing !== undefined) throw closed();
      lastCall += 1;
      return send({ call: lastCall, name, params } as CatalogRequest);
    }) as Call,
    close() {
      closing ??= (async () => {
        if (worker === undefined) return;
        const exited = new Promise((resolve) => worker?.once('exit', resolve));
        lastCall += 1;
        await send({ call: lastCall, name: 'close', params: [] }).catch(() => undefined);
        worker?.ref();
        await exited;
      })();
      return closing;
    },
  };
}

function closed(): AppError {
  return new AppError('CANCELLED', 'The catalogue was closed.', { operation: 'catalog' });
}

function stopped(message: string, cause: unknown): AppError {
  return new AppError('INTERNAL', message, { operation: 'catalog', retry: 'safe', cause });
}
