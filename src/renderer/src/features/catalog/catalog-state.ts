import { create } from 'zustand';
import type { LineList } from './line-list.ts';
import { FIRST_QUERY, type ListQuery } from './list-query.ts';
import { NO_SELECTION, type Selection } from './selection.ts';

/** Where the table goes when a list took the place of another. */
export interface ListPlace {
  /** Counts the lists that did. */
  readonly token: number;
  /** To its top; else so many lines on, where the rows in sight have moved to. */
  readonly lines: number | 'top';
}

export interface CatalogState {
  /** What is asked for. */
  readonly query: ListQuery;
  /** What the rows on show answer; `undefined` until the first did. */
  readonly shown: ListQuery | undefined;
  readonly list: LineList | undefined;
  /** The rows on show answer an earlier query: the answer to this one is on its way. */
  readonly pending: boolean;
  readonly error: unknown;
  /** Images that match what is shown; `undefined` until they are all counted. */
  readonly images: number | undefined;
  /** Images that would match without a search, at a time in the past; of now the clouds say it themselves. */
  readonly everything: number | undefined;
  readonly selection: Selection;
  readonly place: ListPlace;
  /** The panel over the list that shows one image quickly. */
  readonly quickLook: boolean;
}

export const useCatalogStore = create<CatalogState>()(() => ({
  query: FIRST_QUERY,
  shown: undefined,
  list: undefined,
  pending: true,
  error: undefined,
  images: undefined,
  everything: undefined,
  selection: NO_SELECTION,
  place: { token: 0, lines: 'top' },
  quickLook: false,
}));
