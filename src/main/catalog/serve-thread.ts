import { parentPort } from 'node:worker_threads';
import { AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import { fileIdOf } from './file-id.ts';
import { isDamage, sqliteCode } from './sqlite-errors.ts';
import type { OperationsOf, ThreadReply, ThreadRequest } from './thread-protocol.ts';

/** An open database file with what can be asked of it. */
export interface Served<Operations> {
  readonly operations: Operations;
  close(): void;
}

export interface ServeOptions<Operations> {
  /** The database file. */
  readonly path: string;
  /** Opens it; called before the first request, and again when the file at `path` became another one. */
  readonly open: () => Served<Operations>;
  /** Mends a file that was found damaged; the request is then tried once more. Without it the answer is `CORRUPT`. */
  readonly mend?: ((fileId: string) => void) | undefined;
}

type Operation = (...params: readonly unknown[]) => unknown;

/** Tells the owner of this thread that the catalogue was begun anew. */
export function tellRebuilt(message: string): void {
  reply({ type: 'notice', message, isRebuilt: true });
}

/**
 * Answers the requests to this worker thread. They are begun in order; one whose operation gives a promise lets
 * the next begin. `CORRUPT` answers name the damaged file in `context.file` (`fileIdOf`).
 */
export function serveThread<Operations extends OperationsOf<Operations>>(
  options: ServeOptions<Operations>,
): void {
  const { path } = options;
  let served: (Served<Operations> & { readonly fileId: string }) | undefined;
  let isEnding = false;

  const close = (): void => {
    const closing = served;
    served = undefined;
    try {
      closing?.close();
    } catch {
      // Damaged, or in use by a question that is given up: nothing is lost.
    }
  };
  /** Opens it, again if another file came to lie at the path meanwhile: else one would be taken for the other. */
  const openNow = (): Served<Operations> & { readonly fileId: string } => {
    for (let before = fileIdOf(path); ; ) {
      const opened = options.open();
      const fileId = fileIdOf(path);
      if (before === fileId || before === '') {
        return { operations: opened.operations, close: () => opened.close(), fileId };
      }
      opened.close();
      before = fileId;
    }
  };
  const current = (): Served<Operations> & { readonly fileId: string } => {
    if (served !== undefined && served.fileId !== fileIdOf(path)) close();
    served ??= openNow();
    return served;
  };
  const attempt = async (name: string, params: readonly unknown[]): Promise<unknown> => {
    const asked = current();
    try {
      const operations = asked.operations as unknown as Readonly<Record<string, Operation | undefined>>;
      return await operations[name]?.(...params);
    } catch (error) {
      // What is cut off by the end says nothing of the file.
      if (isEnding) throw ended();
      // Whatever failed because the file was replaced under it can be asked again.
      const isReplaced = served !== asked && !isAppError(error);
      if (isDamage(error) || isAppError(error, 'CORRUPT') || isReplaced)
        throw damaged(path, asked.fileId, error);
      throw error;
    }
  };
  const answer = async (name: string, params: readonly unknown[]): Promise<unknown> => {
    try {
      return await attempt(name, params);
    } catch (error) {
      const fileId = error instanceof AppError ? error.context?.['file'] : undefined;
      if (!isAppError(error, 'CORRUPT') || typeof fileId !== 'string') throw error;
      if (served?.fileId === fileId) close();
      if (options.mend === undefined) throw error;
      options.mend(fileId);
      return attempt(name, params);
    }
  };

  parentPort?.on('message', (request: ThreadRequest) => {
    const { call, name, params } = request;
    if (name === null) {
      isEnding = true;
      close();
      reply({ type: 'value', call, value: null });
      parentPort?.close();
      return;
    }
    answer(name, params).then(
      (value) => reply({ type: 'value', call, value }),
      (error: unknown) => {
        const appError = explain(error, path, name);
        if (appError.code === 'INTERNAL') {
          reply({ type: 'notice', message: `${appError.message} ${String(error)}`, isRebuilt: false });
        }
        reply({ type: 'error', call, error: appError.toWire() });
      },
    );
  });
}

function reply(message: ThreadReply): void {
  parentPort?.postMessage(message);
}

function ended(): AppError {
  return new AppError('CANCELLED', 'The catalogue was closed.', { operation: 'catalog' });
}

function damaged(path: string, fileId: string, cause: unknown): AppError {
  return new AppError('CORRUPT', `The catalogue ${path} is damaged.`, {
    operation: 'catalog',
    hint: 'Refresh: it is begun anew and filled from the services.',
    retry: 'safe',
    context: { file: fileId },
    cause,
  });
}

/** Says what SQLite's error means. */
function explain(error: unknown, path: string, name: string): AppError {
  if (isAppError(error)) return error;
  const init = { operation: `catalog.${name}`, cause: error };
  switch (sqliteCode(error)) {
    case 5:
    case 6:
      return new AppError('CONFLICT', 'Another Argosy is writing the catalogue for a long time.', {
        ...init,
        retry: 'safe',
      });
    case 13:
      return new AppError('NO_SPACE', `The disk is too full for the catalogue ${path}.`, init);
    case 3:
    case 8:
    case 14:
      return new AppError('FORBIDDEN', `The catalogue ${path} cannot be opened or written.`, init);
    case 10:
      return new AppError('UNAVAILABLE', `The disk did not read or write the catalogue ${path}.`, init);
    default:
      return toAppError(error, init.operation);
  }
}
