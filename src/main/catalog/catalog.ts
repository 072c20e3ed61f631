import type { CatalogQuery, CatalogWindow, Image, ImageDocument, SyncResult } from '#shared/model/index.ts';

export interface CatalogStats {
  readonly imageCount: number;
  /** When the whole list was last read, ISO 8601; `null` if never. */
  readonly syncedAt: string | null;
}

export interface CatalogSelection {
  /** All if left out. */
  readonly connections?: readonly string[] | undefined;
  /** Every word must occur. */
  readonly search?: string | undefined;
  readonly limit: number;
}

/**
 * The last known state of every image, on disk, answered without any request. The database works in a
 * thread of its own; another process may have the same file open.
 */
export interface Catalog {
  /** A stretch of rows. What is `null` sorts last in both directions; ties go by connection and id, in the same direction. */
  window(query: CatalogQuery): Promise<CatalogWindow>;
  /** `NOT_FOUND` if the catalogue never saw it. */
  show(connection: string, id: string): Promise<ImageDocument>;
  /** The matching images by name, for `image list --offline`. */
  images(selection: CatalogSelection): Promise<readonly Image[]>;
  /**
   * Replaces a connection's rows by what `pages` gives. Readers see the old rows until all pages came, then
   * the new ones at once; if `pages` throws, the old ones stay. Two for one connection run one after the other.
   */
  replaceAll(connection: string, pages: AsyncIterable<readonly ImageDocument[]>): Promise<SyncResult>;
  upsert(document: ImageDocument): Promise<void>;
  /** Not finding it is success. */
  remove(connection: string, id: string): Promise<void>;
  removeConnection(connection: string): Promise<void>;
  stats(connection: string): Promise<CatalogStats>;
  close(): Promise<void>;
}
