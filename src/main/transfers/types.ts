import type { Readable } from 'node:stream';
import type { EventMessage, Handlers } from '#shared/contract/index.ts';
import type { ImageDocument, Transfer } from '#shared/model/index.ts';
import type { ImageProvider } from '../providers/provider.ts';
import type { Clock } from './clock.ts';
import type { Grants } from './grants.ts';

export type TransferHandlers = Pick<
  Handlers,
  | 'transfers.inspect'
  | 'transfers.upload'
  | 'transfers.download'
  | 'transfers.import'
  | 'transfers.planCopy'
  | 'transfers.copy'
  | 'transfers.list'
  | 'transfers.cancel'
  | 'transfers.retry'
  | 'transfers.pause'
  | 'transfers.clear'
  | 'transfers.reveal'
>;

/** Files that a browser page holds, as the web host gives them out. */
export interface PageFiles {
  /** The bytes from `offset` (all of them, or `length`). Fails once the page is gone. */
  open(grant: string, offset: number, length: number | null, signal: AbortSignal): Promise<Readable>;
}

export interface TransferLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What the transfer service is made of. */
export interface TransferServiceDeps {
  /** Holds the journals and receipts; made if it is not there. */
  readonly directory: string;
  readonly grants: Grants;
  readonly provider: (connection: string) => Promise<ImageProvider>;
  readonly emit: (message: EventMessage) => void;
  readonly settings: () => { readonly transfersPerConnection: number; readonly downloadFolder: string };
  /** Told of every image document that a transfer saw, for the catalogue. A failure is only logged. */
  readonly onImage: (document: ImageDocument) => void | Promise<void>;
  readonly log: TransferLog;
  /** Only where pages hold files (the web host). */
  readonly pageFiles?: PageFiles | undefined;
  /** Only where there is a file manager. */
  readonly reveal?: ((path: string) => Promise<void>) | undefined;
  /**
   * True for a long-running host: at start it takes over the transfers of processes that died. The command
   * line leaves them, and continues only what it is told to do again. Default true.
   */
  readonly adoptsStrays?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly tuning?: Partial<TransferTuning> | undefined;
}

/** Times and counts; the defaults are right but for tests. */
export interface TransferTuning {
  /** Without a byte for this long a transfer is said to be stalled. */
  readonly stalledAfterMs: number;
  /** Without a byte for this long it fails as `STALLED`, which is tried again. */
  readonly stallErrorMs: number;
  /** The service works on something without any change for this long: said, never an error. */
  readonly quietServiceAfterMs: number;
  readonly tries: number;
  readonly firstRetryMs: number;
  readonly firstPollMs: number;
  readonly lastPollMs: number;
  readonly snapshotEveryMs: number;
  /** Free bytes of the file system that holds a folder. */
  readonly freeBytes: (folder: string) => Promise<number>;
}

/** The transfer engine as the application and the hosts see it. */
export interface TransferService {
  readonly handlers: TransferHandlers;
  /** Ends when the transfer is over, whatever the outcome: look at its `state` and `error`. */
  waitFor(id: string, signal?: AbortSignal): Promise<Transfer>;
  /** Is anything queued, running or paused (on one connection, or on any)? */
  hasUnfinished(connection?: string): boolean;
  /**
   * Stops what runs so that the next start goes on with it: downloads and imports are queued again, uploads
   * are offered for a retry on the same image.
   */
  close(): Promise<void>;
}
