import type { Readable, Writable } from 'node:stream';
import type { Dispatcher } from '#shared/rpc/index.ts';

/** What the web host needs of an application. */
export interface WebApplication {
  readonly dispatcher: Dispatcher;
  readonly grants: {
    /** Registers a file that a page holds. */
    page(file: { readonly fileName: string; readonly sizeBytes: number }): string;
    /** Registers a stream as the destination of a download. */
    stream(destination: Writable): string;
  };
  close(): Promise<void>;
}

/** Reads files that pages hold. The host provides it; the application's transfers use it. */
export interface PageFiles {
  /**
   * The bytes of a page-held file from `offset` (all the rest if `length` is `null`). Rejects with
   * `NOT_FOUND` for a grant that no page gave, `UNREACHABLE` if the page does not send in time.
   */
  open(grant: string, offset: number, length: number | null, signal: AbortSignal): Promise<Readable>;
}

export type StartWebApplication = (ports: {
  readonly pageFiles: PageFiles;
}) => WebApplication | Promise<WebApplication>;
