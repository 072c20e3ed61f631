export type ImageStatus =
  | 'queued'
  | 'saving'
  | 'uploading'
  | 'importing'
  | 'active'
  | 'deactivated'
  | 'killed'
  | 'deleted'
  | 'pending_delete';

export type Visibility = 'public' | 'community' | 'shared' | 'private';

/** One image as the store keeps it; every dialect shows its own view of this. */
export interface StoredImage {
  readonly id: string;
  readonly name: string | null;
  readonly status: ImageStatus;
  readonly visibility: Visibility;
  readonly isProtected: boolean;
  readonly isHidden: boolean;
  readonly owner: string | null;
  readonly containerFormat: string | null;
  readonly diskFormat: string | null;
  readonly minRamMb: number;
  readonly minDiskGb: number;
  readonly sizeBytes: number | null;
  readonly virtualSizeBytes: number | null;
  readonly md5: string | null;
  readonly sha256: string | null;
  readonly sha512: string | null;
  /** Microseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly properties: ReadonlyMap<string, string>;
  readonly tags: readonly string[];
  /** The stores that hold its bytes; empty while it has none. */
  readonly stores: readonly string[];
}

/** Fields to change; what is left out stays. */
export type ImageChanges = Partial<Omit<StoredImage, 'id' | 'createdAt' | 'updatedAt'>>;

export interface NewImage extends ImageChanges {
  readonly id: string;
  readonly owner: string | null;
  readonly createdAt?: number;
}
