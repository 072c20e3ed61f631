import type {
  Capabilities,
  Checksum,
  ConnectionProfile,
  ImageDocument,
  ImageEdit,
  ImageQuery,
  ImportSource,
  NewImage,
  TestStep,
  UsageEntry,
} from '#shared/model/index.ts';
import type { HttpClient } from '../http/index.ts';

/** What every call of a provider takes: the caller's signal, and the contract's name of what is being done. */
export interface Call {
  readonly signal: AbortSignal;
  readonly operation: string;
}

/** Bytes on their way to a service. `open` may be called again: what it gives starts at `offset`. */
export interface UploadBody {
  readonly sizeBytes: number;
  open(offset: number): AsyncIterable<Uint8Array>;
}

/** An upload under way. Plain data: it is kept in the journal, so that a restart can go on or clean up. */
export interface UploadTicket {
  readonly imageId: string | null;
  /** The provider's own notes, JSON. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** Bytes on their way from a service. */
export interface DownloadBody {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Offset of the first byte that will come: the one asked for, or 0 where the service began anew. */
  readonly offset: number;
  /** Size of the whole, if the service said it. */
  readonly totalBytes: number | null;
  /** Stops the transfer and frees the connection. Safe to call twice. */
  close(): void;
}

/**
 * One service behind one connection. A provider throws only `AppError`, sends no request for what it does
 * not declare, and keeps no state but tokens and discovery results.
 */
export interface ImageProvider {
  /** What the service can do, asked once and kept. */
  capabilities(call: Call): Promise<Capabilities>;
  /** Reports each step as it is done; ends after the first failure. Never throws for a service's fault. */
  test(report: (step: TestStep) => void, call: Call): Promise<void>;

  /** Pages as the service gives them, filtered and sorted as asked. */
  list(query: ImageQuery, call: Call): AsyncIterable<readonly ImageDocument[]>;
  show(id: string, call: Call): Promise<ImageDocument>;
  /** Sends a minimal change. With a `revision`, reads first and throws `CONFLICT` if it differs. */
  edit(id: string, edit: ImageEdit, revision: string | undefined, call: Call): Promise<ImageDocument>;
  remove(id: string, call: Call): Promise<void>;
  setActive(id: string, active: boolean, call: Call): Promise<ImageDocument>;

  /** Makes the image's record (if the service wants one before the bytes). */
  beginUpload(image: NewImage, sizeBytes: number, call: Call): Promise<UploadTicket>;
  /** Can this ticket's image still take the bytes? False if it is gone or in another state. */
  canResumeUpload(ticket: UploadTicket, call: Call): Promise<boolean>;
  /** Sends all bytes. After a failure it may be called again with the same ticket. */
  sendBytes(ticket: UploadTicket, image: NewImage, body: UploadBody, call: Call): Promise<UploadTicket>;
  /** Removes what the ticket made. Not finding it is success. */
  abandonUpload(ticket: UploadTicket, call: Call): Promise<void>;

  /** Bytes from `offset` if the service can, from 0 otherwise: look at the answer's `offset`. */
  openDownload(id: string, offset: number, call: Call): Promise<DownloadBody>;

  /** Has the service fetch the bytes itself; ends when it has begun. */
  beginImport(image: NewImage, source: ImportSource, call: Call): Promise<UploadTicket>;

  /** Asks how an upload or import stands, once. The transfer decides how often. */
  pollProgress(imageId: string, call: Call): Promise<ServiceProgress>;

  usage(call: Call): Promise<readonly UsageEntry[]>;
  /** Forgets tokens and closes sockets. */
  close(): Promise<void>;
}

/** How an image stands after its bytes were sent, or while the service fetches them. */
export interface ServiceProgress {
  readonly document: ImageDocument;
  /** `working`: ask again. `failed`: with the service's reason. */
  readonly state: 'working' | 'done' | 'failed';
  readonly bytesDone: number | null;
  readonly bytesTotal: number | null;
  readonly reason: string | null;
  /** The service's hash of the stored bytes, once it has one. */
  readonly hash: Checksum | null;
}

/** What a provider is made of. The secret is asked for at each sign-in and never kept by the provider. */
export interface ProviderContext {
  readonly profile: ConnectionProfile;
  readonly http: HttpClient;
  readonly secret: () => Promise<string | undefined>;
  readonly now: () => number;
}
