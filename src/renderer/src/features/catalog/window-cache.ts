import type { CatalogWindow, Image } from '#shared/model/index.ts';

/** Rows a page. */
export const PAGE_ROWS = 100;
/** Pages kept: some screens each way; the rest is asked for again. */
export const PAGES_KEPT = 40;

interface CachedPage {
  readonly rows: readonly Image[];
  /** The catalogue changed since: still shown, but to be asked for again when in sight. */
  readonly stale: boolean;
}

/**
 * The stretches of the catalogue that the page holds, least recently needed first. Immutable: every change
 * gives a new one.
 */
export interface WindowCache {
  /** Rows that match; `undefined` until the first answer. */
  readonly total: number | undefined;
  readonly pages: ReadonlyMap<number, CachedPage>;
}

export const EMPTY_WINDOW_CACHE: WindowCache = { total: undefined, pages: new Map() };

/** The row at an index, `undefined` while its page is not here. */
export function rowAt(cache: WindowCache, index: number): Image | undefined {
  return cache.pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS];
}

/** Takes in an answer. Forgets the pages needed longest ago, and those beyond a list that became shorter. */
export function putWindow(cache: WindowCache, window: CatalogWindow): WindowCache {
  const page = Math.floor(window.offset / PAGE_ROWS);
  const pages = new Map(cache.pages);
  pages.delete(page);
  pages.set(page, { rows: window.rows, stale: false });
  const lastPage = Math.max(0, Math.ceil(window.total / PAGE_ROWS) - 1);
  for (const each of [...pages.keys()]) {
    if (each > lastPage || (pages.size > PAGES_KEPT && each !== page)) pages.delete(each);
  }
  return { total: window.total, pages };
}

/** Marks everything as to be asked for again; all rows stay on show meanwhile. */
export function markStale(cache: WindowCache): WindowCache {
  const pages = new Map([...cache.pages].map(([page, cached]) => [page, { ...cached, stale: true }]));
  return { ...cache, pages };
}

/** The pages that the rows from `first` to `last` need and that are missing or stale. */
export function pagesToFetch(cache: WindowCache, first: number, last: number): readonly number[] {
  const end = cache.total === undefined ? 0 : Math.max(0, cache.total - 1);
  const needed: number[] = [];
  const lastPage = Math.floor(Math.min(last, end) / PAGE_ROWS);
  for (let page = Math.floor(Math.max(0, first) / PAGE_ROWS); page <= lastPage; page += 1) {
    const cached = cache.pages.get(page);
    if (cached === undefined || cached.stale) needed.push(page);
  }
  return needed;
}

/** Moves the pages in sight to the end of the line, so that they are forgotten last. */
export function touchPages(cache: WindowCache, first: number, last: number): WindowCache {
  const pages = new Map(cache.pages);
  for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page += 1) {
    const cached = pages.get(page);
    if (cached === undefined) continue;
    pages.delete(page);
    pages.set(page, cached);
  }
  return { ...cache, pages };
}

/** Where an image is among the rows that are here. */
export function indexOfImage(cache: WindowCache, connection: string, id: string): number | undefined {
  for (const [page, { rows }] of cache.pages) {
    const index = rows.findIndex((row) => row.connection === connection && row.id === id);
    if (index >= 0) return page * PAGE_ROWS + index;
  }
  return undefined;
}
