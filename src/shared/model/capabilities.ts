import type { ImportMethod } from './image.ts';

/** Every operation that a kind of service may or may not have. Rows of `capabilities.md`, in its order. */
export const OPERATIONS = [
  'image.list',
  'image.show',
  'image.upload',
  'image.import',
  'image.register',
  'image.edit',
  'image.rename',
  'image.formats',
  'image.minimums',
  'image.delete',
  'image.delete-file',
  'image.download',
  'image.download-range',
  'image.tags',
  'image.protect',
  'image.hide',
  'image.visibility',
  'image.deactivate',
  'image.tasks',
  'property.set',
  'property.unset',
  'property.nested',
  'member.list',
  'member.add',
  'member.remove',
  'member.replace',
  'member.accept',
  'member.shared',
  'package.list',
  'package.create',
  'package.delete',
  'package.metadata',
  'store.list',
  'store.copy',
  'store.delete',
  'definition.list',
  'usage.show',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Yes, or no with the reason in words that a person can read on a greyed control. */
export type Ability =
  | { readonly supported: true; readonly note?: string }
  | { readonly supported: false; readonly reason: string };

/** Declared per kind as data; effective per connection after asking the service. */
export interface Capabilities {
  readonly operations: Readonly<Record<Operation, Ability>>;
  /** Empty: the service knows no formats, and takes any. */
  readonly diskFormats: readonly string[];
  readonly containerFormats: readonly string[];
  /** The service's own names of formats that are known by another one elsewhere: `{ raw: 'diskdump' }`. */
  readonly formatNames: Readonly<Record<string, string>>;
  /** `gzip`: the service stores images packed. A `.gz` is sent as it is, anything else is packed on the way. */
  readonly packing: 'gzip' | null;
  /** What the name of a new image must match, as the source of a regular expression, if it must. */
  readonly namePattern: string | null;
  readonly visibilities: readonly string[];
  readonly importMethods: readonly ImportMethod[];
  /** Addresses that the service fetches, or registers: `['http', 'https']`. */
  readonly importSchemes: readonly string[];
  readonly stores: readonly ImageStore[];
  /** Algorithm of the hash that the service reports for stored bytes, `null` if none. */
  readonly hashAlgo: string | null;
  readonly limits: {
    readonly nameLength: number | null;
    readonly propertyKeyLength: number | null;
    readonly propertyValueLength: number | null;
    readonly tagLength: number | null;
    readonly tags: number | null;
  };
  /** The service's version in its own words: `v2.15`. */
  readonly version: string | null;
  /**
   * Whose images this connection's own are: what `owner` says of them (Glance: the project's id). `null` while
   * the service was not asked, or where it does not tell.
   */
  readonly account: string | null;
}

/** A store of the image service, where it has several (glance-v2.md §4, Import). */
export interface ImageStore {
  readonly id: string;
  readonly description: string | null;
  readonly isDefault: boolean;
  readonly readOnly: boolean;
}

export interface UsageEntry {
  readonly name: string;
  readonly limit: number;
  readonly used: number;
}
