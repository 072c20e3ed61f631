import type {
  Capabilities,
  CatalogChanges,
  CatalogGrouping,
  CatalogGroupWindow,
  CatalogQuery,
  CatalogScope,
  CatalogValue,
  CatalogValueSource,
  CatalogWindow,
  DefinitionNamespace,
  Image,
  ImageDocument,
  Inspection,
  Kept,
  Member,
  PackageDocument,
  SharedImage,
  SyncPass,
  SyncRecord,
  SyncResult,
} from '#shared/model/index.ts';

export interface CatalogStats {
  readonly imageCount: number;
  /** When the list was last brought up to date, by either pass, ISO 8601; `null` if never. */
  readonly syncedAt: string | null;
  /** When the whole list was last read. */
  readonly fullAt: string | null;
  /** The newest `updatedAt` of its images: where a pass of changes begins. In the service's clock. */
  readonly newestUpdate: string | null;
}

/** What is kept beside the images, by kind. */
export interface KeptValues {
  /** Of one image; the key is its id. */
  readonly members: readonly Member[];
  readonly packages: readonly PackageDocument[];
  readonly definitions: readonly DefinitionNamespace[];
  readonly capabilities: Capabilities;
  /** Images that others share with the connection. */
  readonly shared: readonly SharedImage[];
  /** Of one image; the key is its id. `of` tells which bytes were read. */
  readonly inspection: { readonly of: string; readonly inspection: Inspection };
}
export type KeptKind = keyof KeptValues;

export interface GroupsQuery extends CatalogScope {
  readonly by: CatalogGrouping;
  readonly order: 'label' | 'images';
  readonly offset: number;
  readonly limit: number;
}

export interface ValuesQuery {
  readonly source: CatalogValueSource;
  readonly text: string;
  readonly connections?: readonly string[] | undefined;
  readonly limit: number;
}

/** Questions, answered from the disk by a thread of their own: no writing makes them wait. */
export interface CatalogReader {
  /** A stretch of rows. What is `null` sorts last in both directions; ties go by connection and id, in the same direction. */
  window(query: CatalogQuery): Promise<CatalogWindow>;
  count(scope: CatalogScope): Promise<number>;
  groups(query: GroupsQuery): Promise<CatalogGroupWindow>;
  values(query: ValuesQuery): Promise<readonly CatalogValue[]>;
  /** `NOT_FOUND` if the catalogue does not have it. */
  show(connection: string, id: string): Promise<ImageDocument>;
  /** The matching images by name, for `image list --offline`. */
  images(selection: CatalogScope & { readonly limit: number }): Promise<readonly Image[]>;
  stats(connection: string): Promise<CatalogStats>;
  syncs(query: {
    readonly connections?: readonly string[] | undefined;
    readonly limit: number;
  }): Promise<readonly SyncRecord[]>;
  changes(query: {
    readonly since: string;
    readonly connections?: readonly string[] | undefined;
    readonly limit: number;
  }): Promise<CatalogChanges>;
  kept<Kind extends KeptKind>(
    connection: string,
    kind: Kind,
    key?: string,
  ): Promise<Kept<KeptValues[Kind]> | null>;
}

export interface SyncOptions {
  /**
   * `full`: what does not come is gone. `changes`: the pages hold only what changed. Full if left out.
   */
  readonly pass?: SyncPass | undefined;
}

/** Writes, done one after the other by a thread of their own. Another process may have the same file open. */
export interface CatalogWriter {
  /**
   * Brings a connection's rows to what `pages` gives. Readers see the old rows until all pages came, then the
   * new ones at once; if `pages` throws, or the process dies, the old ones stay. Two for one connection run
   * one after the other. `removed` and `newestUpdate` are reckoned for what the pass can know.
   */
  sync(
    connection: string,
    pages: AsyncIterable<readonly ImageDocument[]>,
    options?: SyncOptions,
  ): Promise<SyncResult>;
  upsert(document: ImageDocument): Promise<void>;
  /** Not finding it is success. */
  remove(connection: string, id: string): Promise<void>;
  /** Forgets everything of a connection, also its history. */
  removeConnection(connection: string): Promise<void>;
  /** `seenAt`: when the service said it, ISO 8601; now if left out. */
  keep<Kind extends KeptKind>(
    connection: string,
    kind: Kind,
    key: string,
    value: KeptValues[Kind],
    seenAt?: string,
  ): Promise<void>;
  /** Ids of the connection's visible images of visibility `shared` whose members were never kept, or before the image changed. At most `limit`. */
  unreadMembers(connection: string, limit: number): Promise<readonly string[]>;
  /** Forgets history older than so many days; with 0 none is kept from now on. */
  keepHistory(days: number): Promise<void>;
}

/** The last known state of every image of every cloud, on disk, answered without any request. */
export interface Catalog extends CatalogReader, CatalogWriter {
  close(): Promise<void>;
}
