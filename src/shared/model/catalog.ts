import type { Image } from './image.ts';

export const CATALOG_SORT_KEYS = [
  'name',
  'connection',
  'status',
  'sizeBytes',
  'visibility',
  'updatedAt',
  'createdAt',
  'diskFormat',
  'owner',
  'minDiskGb',
  'minRamMb',
  'virtualSizeBytes',
  'id',
] as const;
export type CatalogSortKey = (typeof CATALOG_SORT_KEYS)[number];

/** A stretch of the catalogue's rows in an order. The page holds windows, never the whole list. */
export interface CatalogQuery {
  readonly connections?: readonly string[] | undefined;
  /** Free text: every word must occur in name, id, tags, owner, properties or formats. */
  readonly search?: string | undefined;
  readonly sort: CatalogSortKey;
  readonly direction: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

export interface CatalogWindow {
  readonly rows: readonly Image[];
  readonly offset: number;
  /** Rows that match. */
  readonly total: number;
}

export interface SyncResult {
  readonly connection: string;
  readonly images: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly seconds: number;
}
