import type { Checksum } from '#shared/model/index.ts';

/** What is to be received: enough to know whether bytes that are there already belong to it. */
export interface ExpectedImage {
  readonly connection: string;
  readonly imageId: string;
  readonly fileName: string;
  readonly sizeBytes: number | null;
  readonly hash: Checksum | null;
}

/** Where a download's bytes go. */
export interface DownloadSink {
  /** Bytes that are there from before and belong to the same image: a beginning without gaps. */
  readonly keptBytes: number;
  /** Ends when the bytes may be overwritten. Calls come one after the other. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Whether what was written can still be taken back. */
  readonly canRestart: boolean;
  /** Throws away what is there. */
  restart(): Promise<void>;
  /** The kept bytes, to be hashed. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** All bytes are there and right. Gives the path of the finished file, if it is one. */
  commit(): Promise<string | null>;
  /** They are not right, or nobody wants them: nothing is left. */
  discard(error: Error): Promise<void>;
  /** Ends writes that wait for a slow receiver, because the transfer is being stopped. */
  interrupt(): void;
  /** Lets go without an outcome; a file stays for the next time. Safe to call twice, and after the others. */
  close(): Promise<void>;
}
