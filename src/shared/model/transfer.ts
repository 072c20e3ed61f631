import type { WireError } from '../errors/index.ts';
import type { ImportSource, NewImage } from './image.ts';
import type { JsonValue } from './json.ts';

export type TransferKind = 'upload' | 'download' | 'import' | 'copy';
export type TransferState = 'queued' | 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled';

/** What a running transfer is doing. A kind passes only through its own phases, in this order. */
export const TRANSFER_PHASES = [
  'inspecting',
  'sending',
  'receiving',
  'server-processing',
  'verifying',
] as const;
export type TransferPhase = (typeof TRANSFER_PHASES)[number];
export const PHASES_OF_KIND: Readonly<Record<TransferKind, readonly TransferPhase[]>> = {
  upload: ['inspecting', 'sending', 'server-processing', 'verifying'],
  download: ['receiving', 'verifying'],
  import: ['server-processing', 'verifying'],
  // Bytes pass through this machine, from one service's answer into the other's request.
  copy: ['sending', 'server-processing', 'verifying'],
};

/**
 * Where an upload's bytes come from. `path`: a file of this machine. `page`: a file that a browser page
 * holds, read over one-time byte routes for as long as the page is open.
 */
export type SourceSpec =
  | {
      readonly type: 'path';
      readonly path: string;
      readonly fileName: string;
      readonly sizeBytes: number;
      readonly modifiedAt: string;
    }
  | { readonly type: 'page'; readonly grant: string; readonly fileName: string; readonly sizeBytes: number };

/** Where a download's bytes go. `stream`: to a byte route or standard output, nothing on disk. */
export type SinkSpec =
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'stream'; readonly grant: string };

/** Everything needed to run (or run again) a transfer. Plain data: it lives in the journal. */
export type TransferSpec =
  | {
      readonly kind: 'upload';
      readonly connection: string;
      readonly source: SourceSpec;
      readonly image: NewImage;
    }
  | {
      readonly kind: 'download';
      readonly connection: string;
      readonly imageId: string;
      readonly imageName: string | null;
      readonly sink: SinkSpec;
    }
  | {
      readonly kind: 'import';
      readonly connection: string;
      readonly source: ImportSource;
      readonly image: NewImage;
    }
  | {
      readonly kind: 'copy';
      /** The connection that the image goes to. */
      readonly connection: string;
      readonly from: {
        readonly connection: string;
        readonly imageId: string;
        readonly imageName: string | null;
      };
      readonly image: NewImage;
    };

/** What a copy to another cloud would make of an image, to be looked at before it is begun. */
export interface CopyPlan {
  readonly image: NewImage;
  readonly differences: readonly ImageDifference[];
}

/** One thing that the target will not have as it was asked for, or as the source has it. */
export interface ImageDifference {
  /** `diskFormat`, `tags`, `property os_distro` … */
  readonly field: string;
  readonly before: JsonValue;
  /** `null`: it is left out. */
  readonly after: JsonValue;
  /** One sentence: why. */
  readonly reason: string;
}

/** A frozen picture of one transfer. A later `sequence` replaces an earlier one. */
export interface Transfer {
  readonly id: string;
  readonly sequence: number;
  readonly kind: TransferKind;
  readonly connection: string;
  readonly state: TransferState;
  readonly phase: TransferPhase | null;
  /** The image's name (or id where it has none). */
  readonly title: string;
  /** The other end in words: a file name, a path, a URL without credentials. */
  readonly otherEnd: string;
  readonly imageId: string | null;
  readonly bytesDone: number;
  readonly bytesTotal: number | null;
  /** Smoothed over some seconds; `null` until it can be said. */
  readonly bytesPerSecond: number | null;
  readonly etaSeconds: number | null;
  /** What the service does by itself, in phase `server-processing` and once it was asked; else `null`. */
  readonly service: ServiceWork | null;
  /** No byte moved for a while. Said before it becomes an error. */
  readonly stalled: boolean;
  /** 1 for the first try. */
  readonly attempt: number;
  /** When the next automatic try starts, ISO 8601. */
  readonly retryAt: string | null;
  readonly error: WireError | null;
  readonly receipt: Receipt | null;
  readonly canRetry: boolean;
  readonly canPause: boolean;
  /** There is a finished file to show in the file manager. */
  readonly canReveal: boolean;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** A service's own account of its work, without our bytes or after them. */
export interface ServiceWork {
  /** Its own word for it (`SAVING`, `importing`), plain and at most 24 characters. `null` where it has none. */
  readonly word: string | null;
  /** 0 to 1, only where the service itself says how far it is. */
  readonly fraction: number | null;
}

/** What a finished transfer proves. */
export interface Receipt {
  readonly id: string;
  readonly kind: TransferKind;
  readonly connection: string;
  readonly imageId: string;
  readonly imageName: string | null;
  readonly bytes: number;
  /** Of the bytes that passed here, lower-case hex; `null` for an import, whose bytes never passed here. */
  readonly sha256: string | null;
  /**
   * The service's own hash of what it stores, beside ours. `verified`: both were there and equal.
   * `null` when the service reports none.
   */
  readonly hash: { readonly algo: string; readonly value: string; readonly verified: boolean } | null;
  readonly seconds: number;
  readonly startedAt: string;
  readonly finishedAt: string;
}
