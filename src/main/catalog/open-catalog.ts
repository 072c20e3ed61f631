import { isAppError } from '#shared/errors/index.ts';
import type { Kept } from '#shared/model/index.ts';
import { workerEntry } from '../worker-entry.ts';
import type { Catalog, CatalogReader, KeptKind, KeptValues } from './catalog.ts';
import type { CheckOperations } from './catalog-check-worker.ts';
import { READER_ENTRY } from './reader/reader-entry.ts';
import type { ReaderOperations } from './reader/reader-protocol.ts';
import type { OperationName } from './thread-protocol.ts';
import { closed, createThread, type ThreadProxy } from './thread-proxy.ts';
import { watchReplaced } from './watch-replaced.ts';
import { writeCatalog } from './write-catalog.ts';
import type { WriterOperations } from './writer-protocol.ts';

export interface CatalogOptions {
  /** Whether there is time to look through a large file while it is in use. */
  readonly isLongRunning?: boolean | undefined;
  /** How long after the first question that begins: 60 s, so that the first lists do not wait for it. */
  readonly checkAfterMs?: number | undefined;
  /** Told of what a person should know, like a damaged catalogue begun anew. */
  readonly onNotice: (message: string) => void;
  /** How often a process that runs long looks whether another one began the file anew: 2 s. */
  readonly watchEveryMs?: number | undefined;
  /** The catalogue was begun anew, by this process or another: all of it is to be read from the services again. */
  readonly onBegunAnew?: (() => void) | undefined;
}

const CHECK_AFTER_MS = 60_000;
const WATCH_EVERY_MS = 2_000;

/**
 * Makes the catalogue at `path` ready: a thread that writes and one that reads, started when they are needed. A
 * file that is damaged, whenever that shows, is kept as `<path>.damaged-<time>` and begun anew, and questions
 * that wait are answered by the new one. Nothing is answered from a small file before it was looked through.
 */
export async function openCatalog(path: string, options: CatalogOptions): Promise<Catalog> {
  let rebuilds = 0;
  const thread = { path, onMessage };
  const writer = createThread<WriterOperations>({
    ...thread,
    entry: workerEntry(import.meta.url, 'catalog-writer-worker'),
  });
  const reader = createThread<ReaderOperations>({ ...thread, entry: READER_ENTRY });
  const checker = createThread<CheckOperations>({
    ...thread,
    entry: workerEntry(import.meta.url, 'catalog-check-worker'),
  });
  const unwatch =
    options.isLongRunning === true
      ? watchReplaced(path, options.watchEveryMs ?? WATCH_EVERY_MS, () => rebuilds, replaced)
      : () => undefined;
  let checkTimer: NodeJS.Timeout | undefined;
  let opening: Opening | undefined;
  let closing: Promise<void> | undefined;

  function onMessage(message: string, isRebuilt: boolean): void {
    if (isRebuilt) rebuilds += 1;
    options.onNotice(message);
    if (isRebuilt) options.onBegunAnew?.();
  }
  function replaced(): void {
    options.onNotice(`Another Argosy began the catalogue ${path} anew. It is filled again.`);
    options.onBegunAnew?.();
  }
  const open = (): Opening => {
    opening ??= startOpening(writer, {
      failed: () => {
        opening = undefined;
      },
      large: () => {
        if (options.isLongRunning !== true) return;
        checkTimer = setTimeout(
          () => void checkLarge(checker, writer),
          options.checkAfterMs ?? CHECK_AFTER_MS,
        );
        checkTimer.unref();
      },
    });
    return opening;
  };

  /** Asks again, once, what was answered by a file that proved damaged. */
  const ask = async <Name extends OperationName<ReaderOperations>>(
    name: Name,
    ...params: Parameters<ReaderOperations[Name]>
  ): Promise<Awaited<ReturnType<ReaderOperations[Name]>>> => {
    if (closing !== undefined) throw closed();
    const { opened, checked } = open();
    await opened;
    const before = rebuilds;
    try {
      const answer = await reader.call(name, ...params);
      await checked;
      if (rebuilds === before) return answer;
    } catch (error) {
      await checked;
      const fileId = isAppError(error, 'CORRUPT') ? error.context?.['file'] : undefined;
      if (typeof fileId === 'string') await writer.call('mend', fileId);
      else if (rebuilds === before) throw error;
    }
    return reader.call(name, ...params);
  };
  const write: ThreadProxy<WriterOperations>['call'] = (name, ...params) => {
    if (closing !== undefined) return Promise.reject(closed());
    open();
    return writer.call(name, ...params);
  };

  return {
    ...readCatalog(ask),
    ...writeCatalog(write, () => opening !== undefined),
    close() {
      closing ??= (async () => {
        clearTimeout(checkTimer);
        unwatch();
        await Promise.all([reader.close(), checker.close()]);
        // The last one writes the log back into the file, which only a writer may.
        await writer.close();
      })();
      return closing;
    },
  };
}

interface Opening {
  /** The file is there, in this version's shape. */
  readonly opened: Promise<unknown>;
  /** It was looked through, if it is small, and replaced, if it was damaged. Never fails. */
  readonly checked: Promise<unknown>;
}

interface OpeningTold {
  readonly failed: () => void;
  readonly large: () => void;
}

function startOpening(writer: ThreadProxy<WriterOperations>, told: OpeningTold): Opening {
  const opened = writer.call('open');
  opened.catch(told.failed);
  const check = async (): Promise<void> => {
    const found = await writer.call('check');
    if (found === 'large') told.large();
    if (found === 'replaced') await writer.call('open');
  };
  // If it cannot be looked through, the question itself will say why.
  const checked = check().catch(() => undefined);
  return { opened, checked };
}

/** Damage is handed to the writer; whatever else hinders the look through, the next start tries again. */
async function checkLarge(
  checker: ThreadProxy<CheckOperations>,
  writer: ThreadProxy<WriterOperations>,
): Promise<void> {
  try {
    await checker.call('check');
  } catch (error) {
    const fileId = isAppError(error, 'CORRUPT') ? error.context?.['file'] : undefined;
    if (typeof fileId === 'string') await writer.call('mend', fileId).catch(() => undefined);
  }
  await checker.close();
}

type Ask = ThreadProxy<ReaderOperations>['call'];

/** The reading half, over its thread. */
function readCatalog(ask: Ask): CatalogReader {
  return {
    window: (query) => ask('window', query),
    count: (scope) => ask('count', scope),
    groups: (query) => ask('groups', query),
    values: (query) => ask('values', query),
    show: (connection, id) => ask('show', connection, id),
    images: (selection) => ask('images', selection),
    stats: (connection) => ask('stats', connection),
    syncs: (query) => ask('syncs', query),
    changes: (query) => ask('changes', query),
    kept: <Kind extends KeptKind>(connection: string, kind: Kind, key = '') =>
      ask('kept', connection, kind, key) as Promise<Kept<KeptValues[Kind]> | null>,
  };
}
