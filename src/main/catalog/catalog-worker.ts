import { parentPort, workerData } from 'node:worker_threads';
import { AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import { isDamage, openCatalogDatabase, sqliteCode } from './catalog-database.ts';
import type {
  CatalogOperations,
  CatalogReply,
  CatalogRequest,
  CatalogWorkerData,
} from './catalog-protocol.ts';

// The thread that owns the database file. It answers one request after the other.

const { path } = workerData as CatalogWorkerData;
let operations: CatalogOperations | undefined;

function reply(message: CatalogReply): void {
  parentPort?.postMessage(message);
}

function perform(request: CatalogRequest): unknown {
  operations ??= openCatalogDatabase(path, (message) => reply({ type: 'notice', message }));
  const operation = operations[request.name] as (...params: readonly unknown[]) => unknown;
  return operation(...request.params);
}

/** Says what SQLite's error means. A file found damaged is given up; the next request begins a new one. */
function explain(error: unknown, name: string): AppError {
  if (isAppError(error)) return error;
  const init = { operation: `catalog.${name}`, cause: error };
  if (isDamage(error)) {
    closeQuietly();
    return new AppError('CORRUPT', `The catalogue ${path} is damaged.`, {
      ...init,
      hint: 'Refresh: it is begun anew and filled from the services.',
    });
  }
  switch (sqliteCode(error)) {
    case 5:
      return new AppError('CONFLICT', 'Another Argosy is writing the catalogue for a long time.', {
        ...init,
        retry: 'safe',
      });
    case 13:
      return new AppError('NO_SPACE', `The disk is too full for the catalogue ${path}.`, init);
    case 8:
    case 14:
      return new AppError('FORBIDDEN', `The catalogue ${path} cannot be opened or written.`, init);
    default:
      return toAppError(error, init.operation);
  }
}

function closeQuietly(): void {
  try {
    operations?.close();
  } catch {
    // Damaged, or never opened: nothing is lost.
  }
  operations = undefined;
}

parentPort?.on('message', (request: CatalogRequest) => {
  try {
    if (request.name === 'close') {
      closeQuietly();
      reply({ type: 'value', call: request.call, value: null });
      parentPort?.close();
      return;
    }
    reply({ type: 'value', call: request.call, value: perform(request) });
  } catch (error) {
    const appError = explain(error, request.name);
    const detail = appError.code === 'INTERNAL' && error instanceof Error ? ` ${error.message}` : '';
    if (detail !== '') reply({ type: 'notice', message: `${appError.message}${detail}` });
    reply({ type: 'error', call: request.call, error: appError.toWire() });
  }
});
