import type { Image } from './image.ts';
import type { JsonValue } from './json.ts';

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

/** What images can be put together by. `distribution` is the property `os_distro`, `hash` the service's hash. */
export const CATALOG_GROUPINGS = ['connection', 'distribution', 'owner', 'visibility', 'hash'] as const;
export type CatalogGrouping = (typeof CATALOG_GROUPINGS)[number];

/** Which images are meant. */
export interface CatalogScope {
  readonly connections?: readonly string[] | undefined;
  /** In the language of `src/shared/search`; terms that say nothing are passed over. */
  readonly search?: string | undefined;
  /** The catalogue as it was at this time, ISO 8601; now if left out. */
  readonly asOf?: string | undefined;
  /** Only the images of one group. `key` is a `CatalogGroup`'s. */
  readonly group?: { readonly by: CatalogGrouping; readonly key: string } | undefined;
}

/** A stretch of the catalogue's rows in an order. The page holds windows, never the whole list. */
export interface CatalogQuery extends CatalogScope {
  readonly sort: CatalogSortKey;
  readonly direction: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

export interface CatalogWindow {
  readonly rows: readonly Image[];
  readonly offset: number;
  /** Rows that match; while `exact` is false only those counted so far: `catalog.count` tells them all. */
  readonly total: number;
  readonly exact: boolean;
}

/** Images that have something in common. */
export interface CatalogGroup {
  readonly key: string;
  /** What is common, for a person; `null` for images that have none (no owner, no hash). */
  readonly label: string | null;
  readonly images: number;
  /** Where they are, the most images first. */
  readonly connections: readonly { readonly connection: string; readonly images: number }[];
  /** The first of them in the list's order. */
  readonly first: Image;
  /** For `hash`, in groups of 2 to 50: fields and properties in which the images differ, sorted. Else empty. */
  readonly differing: readonly string[];
}

export interface CatalogGroupWindow {
  readonly groups: readonly CatalogGroup[];
  readonly offset: number;
  readonly total: number;
}

/** What values can be asked for, to complete a search. */
export type CatalogValueSource =
  | { readonly of: 'property-key' }
  | { readonly of: 'property'; readonly key: string }
  | { readonly of: 'name' | 'tag' | 'owner' | 'format' | 'container' | 'status' | 'visibility' };

export interface CatalogValue {
  readonly value: string;
  /** Images that have it. */
  readonly images: number;
}

/** `full`: the whole list was read. `changes`: only what changed since the one before; it sees no removals. */
export type SyncPass = 'full' | 'changes';

export interface SyncResult {
  readonly connection: string;
  readonly pass: SyncPass;
  readonly images: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly seconds: number;
}

/** A sync that was finished: a time that the catalogue can be browsed as of. */
export interface SyncRecord extends SyncResult {
  /** When it became visible, ISO 8601. */
  readonly at: string;
  /** The connection's first: there is nothing before it to compare with. */
  readonly first: boolean;
}

/**
 * What became of an image, in the order in which a person should hear it. `rehashed`: the same image has other
 * bytes. `replaced`: another image took its name, with other bytes.
 */
export const CHANGE_WORDS = [
  'rehashed',
  'replaced',
  'new',
  'gone',
  'hidden',
  'unhidden',
  'reshared',
  'changed',
] as const;
export type ChangeWord = (typeof CHANGE_WORDS)[number];

export interface FieldChange {
  /** `name`, `visibility`, `checksum`, `property.os_version`… */
  readonly field: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** The net difference of one image between two times. */
export interface ImageChange {
  readonly connection: string;
  readonly id: string;
  readonly name: string | null;
  readonly words: readonly ChangeWord[];
  /** For `replaced`, `checksum` is that of the image that had the name before. */
  readonly fields: readonly FieldChange[];
  /** When the catalogue last saw it change, ISO 8601. */
  readonly at: string;
  /** For `replaced`: the image that had the name before. */
  readonly replaces: string | null;
}

export interface CatalogChanges {
  /** The weightiest first; at most as many as asked for. */
  readonly changes: readonly ImageChange[];
  /** Of all, also those left out. An image counts for each of its words. */
  readonly counts: Readonly<Record<ChangeWord, number>>;
  readonly total: number;
}

/** Something that a service said once, kept to be looked at without it. */
export interface Kept<Value> {
  readonly value: Value;
  /** ISO 8601. */
  readonly seenAt: string;
}

/** What a person should know of the catalogue itself: damage, a new beginning. */
export interface CatalogNotice {
  readonly at: string;
  readonly message: string;
}
