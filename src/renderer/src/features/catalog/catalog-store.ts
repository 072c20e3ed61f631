import { create } from 'zustand';
import type { CatalogSortKey, Image } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import {
  chooseOne,
  chooseStretch,
  imageKey,
  NO_SELECTION,
  refreshChosen,
  type Selection,
  toggleOne,
} from './selection.ts';
import {
  EMPTY_WINDOW_CACHE,
  indexOfImage,
  markStale,
  PAGE_ROWS,
  pagesToFetch,
  putWindow,
  rowAt,
  touchPages,
  type WindowCache,
} from './window-cache.ts';

/** What the list shows, and in which order. */
export interface ListQuery {
  /** One cloud; `undefined` = all. */
  readonly connection: string | undefined;
  readonly search: string;
  /** The catalogue as it was at this time, ISO 8601; `undefined` = now. */
  readonly asOf: string | undefined;
  readonly sort: CatalogSortKey;
  readonly direction: 'asc' | 'desc';
}

interface CatalogState {
  readonly query: ListQuery;
  readonly cache: WindowCache;
  /** The rows on show answer an earlier query: the answer to this one is on its way. */
  readonly pending: boolean;
  readonly error: unknown;
  readonly selection: Selection;
  /** Counts the lists that began at their top: the table scrolls there when it changes. */
  readonly topToken: number;
}

export const useCatalogStore = create<CatalogState>()(() => ({
  query: { connection: undefined, search: '', asOf: undefined, sort: 'name', direction: 'asc' },
  cache: EMPTY_WINDOW_CACHE,
  pending: true,
  error: undefined,
  selection: NO_SELECTION,
  topToken: 0,
}));

const { getState, setState } = useCatalogStore;

/** More images than this are not chosen at once: `images.remove` takes no more either. */
export const CHOOSE_LIMIT = 10_000;
const FETCH_PAUSE_MS = 30;
const RELOAD_PAUSE_MS = 120;

let visible = { first: 0, last: PAGE_ROWS - 1 };
/** Changes with the query and with the catalogue, so that an answer to an earlier question is told apart. */
let generation = 0;
const inFlight = new Map<number, number>();
let fetchTimer: ReturnType<typeof setTimeout> | undefined;
let reloadTimer: ReturnType<typeof setTimeout> | undefined;

/** Changes what is listed. The old rows stay until the first new ones are here. */
export function setListQuery(patch: Partial<ListQuery>): void {
  const query = { ...getState().query, ...patch };
  generation += 1;
  visible = { first: 0, last: PAGE_ROWS - 1 };
  const selection = { ...getState().selection, focus: -1, anchor: -1, awaited: false };
  setState({ query, pending: true, selection });
  void fetchPage(0);
}

/** Tells which rows are in sight; what is missing is fetched, once the scrolling rests for a moment. */
export function setVisibleRows(first: number, last: number): void {
  visible = { first, last };
  clearTimeout(fetchTimer);
  fetchTimer = setTimeout(fetchVisible, FETCH_PAUSE_MS);
}

/** The catalogue changed: asks for the rows in sight again, without taking anything from the screen. */
export function reloadCatalog(): void {
  clearTimeout(reloadTimer);
  reloadTimer = setTimeout(() => {
    generation += 1;
    setState({ cache: markStale(getState().cache) });
    fetchVisible();
  }, RELOAD_PAUSE_MS);
}

function fetchVisible(): void {
  const { cache, pending } = getState();
  if (pending || cache.total === undefined) {
    void fetchPage(0);
    return;
  }
  // One screen ahead each way, so that slow scrolling meets no placeholders.
  const ahead = visible.last - visible.first;
  for (const page of pagesToFetch(cache, visible.first - ahead, visible.last + ahead)) void fetchPage(page);
  // An empty list has no pages in sight; ask whether it still is empty.
  if (cache.total === 0) void fetchPage(0);
}

async function fetchPage(page: number): Promise<void> {
  const asked = generation;
  if (inFlight.get(page) === asked) return;
  inFlight.set(page, asked);
  try {
    const window = await call('catalog.window', {
      ...windowQuery(getState().query),
      offset: page * PAGE_ROWS,
      limit: PAGE_ROWS,
    });
    if (asked !== generation) return;
    const { cache, pending, topToken, selection } = getState();
    const base = pending ? EMPTY_WINDOW_CACHE : touchPages(cache, visible.first, visible.last);
    const next = putWindow(base, window);
    setState({
      cache: next,
      pending: false,
      error: undefined,
      topToken: pending ? topToken + 1 : topToken,
      selection: settleSelection(refreshChosen(selection, window.rows), next),
    });
  } catch (error) {
    if (asked === generation) setState({ error });
  } finally {
    if (inFlight.get(page) === asked) inFlight.delete(page);
  }
}

/** Takes a row that was chosen before it came; keeps the keyboard on the same image when rows moved under it. */
function settleSelection(selection: Selection, cache: WindowCache): Selection {
  if (selection.awaited) {
    const image = rowAt(cache, selection.focus);
    return image === undefined ? selection : chooseOne(selection.focus, image);
  }
  const [only] = selection.images.values();
  if (selection.images.size !== 1 || only === undefined) return selection;
  const index = indexOfImage(cache, only.connection, only.id);
  if (index === undefined || index === selection.focus) return selection;
  return { ...selection, focus: index, anchor: index };
}

/** The query in the contract's words. */
function windowQuery(query: ListQuery) {
  return {
    ...(query.connection === undefined ? {} : { connections: [query.connection] }),
    ...(query.search.trim() === '' ? {} : { search: query.search.trim() }),
    ...(query.asOf === undefined ? {} : { asOf: query.asOf }),
    sort: query.sort,
    direction: query.direction,
  };
}

/** Chooses one row; the inspector shows it. */
export function selectRow(index: number): void {
  setState({ selection: chooseOne(index, rowAt(getState().cache, index)) });
}

/** Chooses an image that may not be in sight (from the palette, a transfer). */
export function selectImage(image: Image): void {
  const index = indexOfImage(getState().cache, image.connection, image.id);
  setState({ selection: chooseOne(index ?? -1, image) });
}

export function toggleRow(index: number): void {
  const { cache, selection } = getState();
  const image = rowAt(cache, index);
  if (image !== undefined) setState({ selection: toggleOne(selection, index, image) });
}

/** Moves the keyboard without choosing (Ctrl or Cmd with an arrow). */
export function focusRow(index: number): void {
  setState({ selection: { ...getState().selection, focus: index } });
}

/** Chooses all rows from the anchor to `index`, fetching those that are not here. At most `CHOOSE_LIMIT`. */
export async function selectStretchTo(index: number): Promise<void> {
  const { selection } = getState();
  const from = selection.anchor < 0 ? index : selection.anchor;
  const first = Math.min(from, index);
  const rows = await rowsBetween(first, Math.min(Math.max(from, index), first + CHOOSE_LIMIT - 1));
  setState({ selection: chooseStretch({ ...selection, anchor: from }, index, rows) });
}

/** Chooses the whole list, up to `CHOOSE_LIMIT`. */
export async function selectAll(): Promise<void> {
  const total = getState().cache.total ?? 0;
  if (total === 0) return;
  const rows = await rowsBetween(0, Math.min(total, CHOOSE_LIMIT) - 1);
  const { selection } = getState();
  setState({ selection: { ...chooseStretch(selection, Math.max(0, selection.focus), rows), anchor: 0 } });
}

export function clearSelection(): void {
  const { selection } = getState();
  setState({ selection: { ...NO_SELECTION, focus: selection.focus, anchor: selection.focus } });
}

/** Takes images that are gone out of the chosen ones. */
export function forgetChosen(gone: readonly Pick<Image, 'connection' | 'id'>[]): void {
  const { selection } = getState();
  const images = new Map(selection.images);
  for (const image of gone) images.delete(imageKey(image));
  setState({ selection: { ...selection, images } });
}

/** Takes over a newer copy of a chosen image, after an edit. */
export function refreshImage(image: Image): void {
  setState({ selection: refreshChosen(getState().selection, [image]) });
}

async function rowsBetween(first: number, last: number): Promise<readonly Image[]> {
  const { cache, query } = getState();
  const held: Image[] = [];
  for (let index = first; index <= last; index += 1) {
    const row = rowAt(cache, index);
    if (row === undefined) break;
    held.push(row);
  }
  if (held.length === last - first + 1) return held;
  const rows: Image[] = [];
  for (let offset = first; offset <= last; offset += 1000) {
    const limit = Math.min(1000, last - offset + 1);
    const window = await call('catalog.window', { ...windowQuery(query), offset, limit });
    rows.push(...window.rows);
  }
  return rows;
}
