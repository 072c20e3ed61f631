/** What the bytes are, whatever the file's name says. Compression and archives are wrappers, not formats. */
export const DETECTED_FORMATS = [
  'qcow2',
  'qcow1',
  'qed',
  'vmdk',
  'vhd',
  'vhdx',
  'vdi',
  'iso',
  'raw',
  'ploop',
  'luks',
] as const;
export type DetectedFormat = (typeof DETECTED_FORMATS)[number];

export const WRAPPERS = ['gzip', 'xz', 'zstd', 'bzip2', 'ova', 'tar', 'zip'] as const;
export type Wrapper = (typeof WRAPPERS)[number];

/** `info`: worth knowing. `warning`: it may not boot or not be accepted. `refusal`: it is not sent. */
export type FindingSeverity = 'info' | 'warning' | 'refusal';

/** One thing that the inspection found out, for a person and (by `code`) for a program. */
export interface Finding {
  readonly severity: FindingSeverity;
  /** kebab-case, stable: `backing-file`, `format-mismatch`, `compressed`, `dirty`. */
  readonly code: string;
  readonly message: string;
}

/** What an image file's headers say. Made before the first byte is sent; reads at most a few MiB. */
export interface Inspection {
  readonly sizeBytes: number;
  /** The wrapper around the image, outermost; `null` when the file is the image itself. */
  readonly wrapper: Wrapper | null;
  /** The format inside; `null` when a wrapper hides it. Unrecognised bytes are `raw`. */
  readonly format: DetectedFormat | null;
  /** Version or sub-format in the format's own words: `v3`, `streamOptimized`, `dynamic`, `hybrid`. */
  readonly subformat: string | null;
  /** What a service should be told as disk format (Glance's words), `null` when it cannot be uploaded as it is. */
  readonly diskFormat: string | null;
  readonly containerFormat: string | null;
  readonly virtualSizeBytes: number | null;
  readonly clusterSizeBytes: number | null;
  readonly backingFile: string | null;
  readonly dataFile: string | null;
  /** The encryption method's name, `null` if none. */
  readonly encryption: string | null;
  readonly dirty: boolean;
  readonly corrupt: boolean;
  readonly partitionTable: 'mbr' | 'gpt' | null;
  /** An EFI system partition was seen; `null` when the partition table cannot be seen. */
  readonly efiSystemPartition: boolean | null;
  /**
   * BIOS can start it too: a BIOS boot partition of a GPT (or one marked for that), or boot code beside an MBR.
   * `null` when that cannot be told; absent in what was kept before it was looked for, which means the same.
   */
  readonly biosBootPartition?: boolean | null;
  /** Least min disk in GiB that covers the virtual size. */
  readonly minDiskGb: number | null;
  readonly findings: readonly Finding[];
}

/** Random access to an image's bytes, local or remote. `read` returns fewer bytes only at the end. */
export interface RandomAccess {
  readonly sizeBytes: number;
  /** Only so many bytes from the first on can be read, where the source cannot begin elsewhere. */
  readonly reachBytes?: number | undefined;
  read(offset: number, length: number, signal?: { readonly aborted: boolean }): Promise<Uint8Array>;
}
