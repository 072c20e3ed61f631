import type { DetectedFormat, Finding } from '#shared/model/inspection.ts';
import type { BoundedReader } from './bounded-reader.ts';

/** Reads from the disk that a guest would see; `undefined` where that cannot be known. At most 64 KiB a call. */
export type GuestDisk = (offset: number, length: number) => Promise<Uint8Array | undefined>;

/** What one format's headers say. Absent means unknown or none. */
export interface FormatFacts {
  readonly subformat?: string | undefined;
  readonly virtualSizeBytes?: number | undefined;
  readonly clusterSizeBytes?: number | undefined;
  readonly backingFile?: string | undefined;
  readonly dataFile?: string | undefined;
  readonly encryption?: string | undefined;
  readonly dirty?: boolean;
  readonly corrupt?: boolean;
  /** How to see the guest's first sectors, where that is cheap. */
  readonly guest?: GuestDisk | undefined;
}

/**
 * One disk image format. `detect` looks at bytes already read (the first 64 KiB, the last KiB) and never
 * throws. `parse` may throw `HeaderProblem`; it reports what makes a file unsafe into `findings` before
 * anything that can fail, so that damage elsewhere in the header never hides a refusal.
 */
export interface Probe {
  readonly format: DetectedFormat;
  /** Glance's word for it, `null` where services know no such disk format. */
  readonly diskFormat: string | null;
  detect(head: Uint8Array, tail: Uint8Array): boolean;
  parse(reader: BoundedReader, findings: Finding[]): Promise<FormatFacts>;
}
