/** Every operation that a kind of service may or may not have. Rows of `capabilities.md`, in its order. */
export const OPERATIONS = [
  'image.list',
  'image.show',
  'image.upload',
  'image.import',
  'image.edit',
  'image.delete',
  'image.download',
  'image.download-range',
  'image.tags',
  'image.protect',
  'image.hide',
  'image.visibility',
  'image.deactivate',
  'property.set',
  'property.unset',
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
  readonly diskFormats: readonly string[];
  readonly containerFormats: readonly string[];
  readonly visibilities: readonly string[];
  readonly importMethods: readonly string[];
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
}

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
