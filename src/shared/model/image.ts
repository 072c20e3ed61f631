import type { JsonValue } from './json.ts';

/** The normal words for a state; each service's own word is kept beside it (`capabilities.md`, status table). */
export const IMAGE_STATUSES = ['ready', 'waiting', 'busy', 'failed', 'disabled', 'gone', 'unknown'] as const;
export type ImageStatus = (typeof IMAGE_STATUSES)[number];

export const VISIBILITIES = ['private', 'shared', 'community', 'public'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** A hash as the service gives it: lower-case hex, the algorithm in the service's word (`sha512`, `md5`). */
export interface Checksum {
  readonly algo: string;
  readonly value: string;
}

/** One image of one connection. A field that the service does not have is `null`, never invented. */
export interface Image {
  /** Name of the connection that it was read from. */
  readonly connection: string;
  readonly id: string;
  readonly name: string | null;
  readonly status: ImageStatus;
  /** The service's own word for the status. */
  readonly serviceStatus: string | null;
  readonly sizeBytes: number | null;
  readonly virtualSizeBytes: number | null;
  readonly diskFormat: string | null;
  readonly containerFormat: string | null;
  readonly visibility: Visibility | null;
  readonly owner: string | null;
  readonly protected: boolean | null;
  readonly hidden: boolean | null;
  readonly minDiskGb: number | null;
  readonly minRamMb: number | null;
  /** ISO 8601 UTC. */
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly checksum: Checksum | null;
  readonly tags: readonly string[];
  /** Extra properties. Text for all services but Project-FiFo, whose values are JSON. */
  readonly properties: Readonly<Record<string, JsonValue>>;
  /** Opaque; changes whenever anything that can be edited changed. Send it back with an edit. */
  readonly revision: string;
}

/** An image with the service's own document. */
export interface ImageDocument {
  readonly image: Image;
  readonly raw: JsonValue;
  /** What a person should know of this answer: what the service did besides what was asked. */
  readonly notes?: readonly string[];
}

/** What happened, or happens, to an image inside the service: an import, a copy between stores. */
export interface ImageTask {
  readonly id: string;
  readonly kind: string | null;
  /** The service's own word. */
  readonly status: string;
  readonly message: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** What a new image shall be. What is not named is left to the service. */
export interface NewImage {
  readonly name: string;
  readonly diskFormat: string;
  readonly containerFormat: string;
  readonly visibility?: Visibility | undefined;
  readonly minDiskGb?: number | undefined;
  readonly minRamMb?: number | undefined;
  readonly protected?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, JsonValue>> | undefined;
  /** The store to put it in, where the service has several. */
  readonly store?: string | undefined;
}

/** A minimal change. What is not named is not sent and stays as it is. */
export interface ImageEdit {
  readonly name?: string | undefined;
  readonly minDiskGb?: number | undefined;
  readonly minRamMb?: number | undefined;
  readonly visibility?: Visibility | undefined;
  readonly protected?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly diskFormat?: string | undefined;
  readonly containerFormat?: string | undefined;
  /**
   * Text, but for services with nested values (`property.nested`): there any JSON, and the key may be a path
   * (`ui/notes`).
   */
  readonly setProperties?: Readonly<Record<string, JsonValue>> | undefined;
  readonly unsetProperties?: readonly string[] | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
}

/** Which images to list. Filters that the service lacks are applied by the provider after reading. */
export interface ImageQuery {
  readonly name?: string | undefined;
  readonly status?: ImageStatus | undefined;
  readonly visibility?: Visibility | 'all' | undefined;
  readonly owner?: string | undefined;
  readonly diskFormat?: string | undefined;
  readonly containerFormat?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly protected?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly sizeMinBytes?: number | undefined;
  readonly sizeMaxBytes?: number | undefined;
  readonly changedSince?: string | undefined;
  readonly memberStatus?: 'accepted' | 'pending' | 'rejected' | 'all' | undefined;
  readonly properties?: Readonly<Record<string, string>> | undefined;
  readonly sort?: readonly ImageSort[] | undefined;
  /** Images a page; the service may give fewer. */
  readonly pageSize?: number | undefined;
}

export const IMAGE_SORT_KEYS = [
  'name',
  'status',
  'diskFormat',
  'containerFormat',
  'sizeBytes',
  'createdAt',
  'updatedAt',
] as const;
export type ImageSortKey = (typeof IMAGE_SORT_KEYS)[number];
export interface ImageSort {
  readonly key: ImageSortKey;
  readonly direction: 'asc' | 'desc';
}

/** How a service comes by an image's bytes without this machine. Glance's words where it has them. */
export const IMPORT_METHODS = ['web-download', 'glance-direct', 'glance-download', 'register'] as const;
export type ImportMethod = (typeof IMPORT_METHODS)[number];

export type ImportSource =
  /** The service fetches an address: Glance's import, `copy_from`, `download_url`, a dataset's `url`. */
  | { readonly method: 'web-download'; readonly url: string }
  | { readonly method: 'glance-direct' }
  /** Another Glance of the same Keystone gives the image. */
  | {
      readonly method: 'glance-download';
      readonly imageId: string;
      readonly region: string;
      readonly serviceInterface?: 'public' | 'internal' | 'admin' | undefined;
    }
  /** The bytes are in the service's object store already: `pithos://account/container/object`. */
  | { readonly method: 'register'; readonly url: string };
