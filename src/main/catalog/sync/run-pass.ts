import { isAppError } from '#shared/errors/index.ts';
import type { ConnectionKind, ImageDocument, ImageQuery, SyncPass, SyncResult } from '#shared/model/index.ts';
import type { ImageProvider } from '../../providers/provider.ts';
import type { Catalog, CatalogStats } from '../catalog.ts';
import { readAhead } from './read-ahead.ts';

/** Neither Glance nor Nova tells what was removed, so the whole list is read from time to time. */
const FULL_EVERY_MS = 30 * 60_000;
/** Times are whole seconds of clocks that differ a little; what is read twice costs nothing. */
const OVERLAP_MS = 60_000;
/** How long the pass before took, if that is not known. */
const LONG_PASS_MS = 10 * 60_000;
/** Kinds whose service can filter by the time of the last change. */
const FILTERS_BY_TIME: ReadonlySet<ConnectionKind> = new Set(['glance', 'nova']);
const OPERATION = 'catalog.sync';

export interface PassCatalog extends Pick<Catalog, 'sync' | 'stats'> {}

export interface Asked {
  readonly connection: string;
  readonly kind: ConnectionKind;
  readonly provider: ImageProvider;
  /** `changes`: if that can do, else `full`. */
  readonly pass: SyncPass;
  readonly signal: AbortSignal;
}

/** What is known of services since they were first asked. */
export interface PassMemory {
  readonly refuseTimes: WeakSet<ImageProvider>;
  readonly lastPassMs: WeakMap<ImageProvider, number>;
}

/**
 * Reads a connection's images into the catalogue. A pass of changes becomes a full one if the last full one is
 * too old, the kind cannot filter by time, or this service refuses to. Throws what the service or the
 * catalogue threw; then the catalogue holds what it held.
 */
export async function runPass(catalog: PassCatalog, asked: Asked, memory: PassMemory): Promise<SyncResult> {
  const result = await readAsAble(catalog, asked, memory);
  memory.lastPassMs.set(asked.provider, result.seconds * 1000);
  return result;
}

async function readAsAble(catalog: PassCatalog, asked: Asked, memory: PassMemory): Promise<SyncResult> {
  const { connection, kind, provider } = asked;
  if (asked.pass === 'full' || !FILTERS_BY_TIME.has(kind) || memory.refuseTimes.has(provider)) {
    return read(catalog, asked, {}, 'full');
  }
  const changedSince = beginOfChanges(
    await catalog.stats(connection),
    memory.lastPassMs.get(provider) ?? LONG_PASS_MS,
  );
  if (changedSince === undefined) return read(catalog, asked, {}, 'full');
  let pages = 0;
  try {
    return await read(catalog, asked, { changedSince }, 'changes', () => {
      pages += 1;
    });
  } catch (error) {
    if (!isAppError(error, 'INVALID', 'UNSUPPORTED')) throw error;
    // After a first page it was something else, like a marker that was deleted.
    if (pages === 0) memory.refuseTimes.add(provider);
    return read(catalog, asked, {}, 'full');
  }
}

/**
 * A little before the newest change that was seen, and by so much earlier as the pass before took: what changed
 * behind its back may be older than what it saw last. `undefined` if the whole list is to be read.
 */
function beginOfChanges(stats: CatalogStats, lastPassMs: number): string | undefined {
  const { fullAt, syncedAt, newestUpdate } = stats;
  if (fullAt === null || syncedAt === null || newestUpdate === null) return undefined;
  const age = Date.now() - Date.parse(fullAt);
  // An image may pretend to come from the future.
  const newest = Math.min(Date.parse(newestUpdate), Date.parse(syncedAt));
  // An age below zero: the clock was set back.
  if (!(age >= 0 && age < FULL_EVERY_MS) || Number.isNaN(newest)) return undefined;
  return new Date(newest - OVERLAP_MS - lastPassMs).toISOString();
}

async function read(
  catalog: PassCatalog,
  { connection, provider, signal }: Asked,
  query: ImageQuery,
  pass: SyncPass,
  onPage: () => void = () => undefined,
): Promise<SyncResult> {
  const leaving = new AbortController();
  const call = { signal: AbortSignal.any([signal, leaving.signal]), operation: OPERATION };
  const pages = readAhead(told(provider.list(query, call), onPage), () => leaving.abort());
  return catalog.sync(connection, pages, { pass });
}

async function* told(
  pages: AsyncIterable<readonly ImageDocument[]>,
  onPage: () => void,
): AsyncGenerator<readonly ImageDocument[]> {
  for await (const page of pages) {
    onPage();
    yield page;
  }
}
