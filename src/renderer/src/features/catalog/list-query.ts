import type { CatalogGrouping, CatalogSortKey } from '#shared/model/index.ts';

/** What the list shows, in which order, and what it puts together. */
export interface ListQuery {
  /** One cloud; `undefined` = all. */
  readonly connection: string | undefined;
  readonly search: string;
  /** The catalogue as it was at this time, ISO 8601; `undefined` = now. */
  readonly asOf: string | undefined;
  readonly sort: CatalogSortKey;
  readonly direction: 'asc' | 'desc';
  /** What the images are put together by; `undefined` = nothing. */
  readonly grouping: CatalogGrouping | undefined;
  readonly groupOrder: 'label' | 'images';
}

export const FIRST_QUERY: ListQuery = {
  connection: undefined,
  search: '',
  asOf: undefined,
  sort: 'name',
  direction: 'asc',
  grouping: undefined,
  groupOrder: 'label',
};

/** Which images are meant, in the contract's words; with `group` only those of one group of the list. */
export function scopeOf(query: ListQuery, group?: string) {
  return {
    ...(query.connection === undefined ? {} : { connections: [query.connection] }),
    ...(query.search.trim() === '' ? {} : { search: query.search.trim() }),
    ...(query.asOf === undefined ? {} : { asOf: query.asOf }),
    ...(query.grouping === undefined || group === undefined
      ? {}
      : { group: { by: query.grouping, key: group } }),
  };
}

/** The order of images, also of those within a group. */
export function orderOf({ sort, direction }: ListQuery) {
  return { sort, direction };
}
