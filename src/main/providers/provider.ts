import type {
  Capabilities,
  Checksum,
  ConnectionProfile,
  DefinitionNamespace,
  Image,
  ImageDocument,
  ImageEdit,
  ImageQuery,
  ImageTask,
  ImportSource,
  JsonValue,
  Member,
  MemberStatus,
  NewImage,
  NewPackage,
  PackageDocument,
  RequestPreview,
  TestStep,
  UsageEntry,
} from '#shared/model/index.ts';
import type { HttpClient } from '../http/index.ts';

/** What every call of a provider takes: the caller's signal, and the contract's name of what is being done. */
export interface Call {
  readonly signal: AbortSignal;
  readonly operation: string;
}

/** Bytes on their way to a service. */
export interface UploadBody {
  /** `null` only in a copy from a service that does not say the size before. */
  readonly sizeBytes: number | null;
  /**
   * All bytes from `offset` on, hashed and counted as sent while they pass. May be called again after a
   * failure. The consumer must be done with one chunk before it asks for the next.
   */
  open(offset: number): AsyncIterable<Uint8Array>;
  /** For services that want to know the bytes before they take them; `undefined` where bytes come only once. */
  readonly again?: RepeatableBody | undefined;
}

/** Bytes that can be had more than once: a file, not another service's answer. */
export interface RepeatableBody {
  /** All bytes, hashed but not counted as sent. Takes the place of `open`. */
  survey(): AsyncIterable<Uint8Array>;
  /** Some bytes after a survey; neither hashed again nor counted. */
  stretch(offset: number, length: number): AsyncIterable<Uint8Array>;
  /** Says how many bytes the service has by now. */
  count(bytesDone: number): void;
}

/** An upload under way. Plain data: it is kept in the journal, so that a restart can go on or clean up. */
export interface UploadTicket {
  readonly imageId: string | null;
  /** The provider's own notes, JSON. */
  readonly notes?: Readonly<Record<string, string>>;
  /**
   * Set by `sendBytes` of a provider that packs the bytes on the way: the hash of what really left, in the
   * service's algorithm. The size that the service stores is then not the source's.
   */
  readonly sentHash?: Checksum;
}

/** A call that makes an image. */
export interface BeginCall extends Call {
  /**
   * Told the ticket before the request leaves, where the provider chooses the image's id: then the image is
   * found again even if the answer is lost. Ends when the ticket is in the journal.
   */
  readonly onChosen?: ((ticket: UploadTicket) => Promise<void>) | undefined;
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
  edit(id: string, edit: ImageEdit, options: EditOptions, call: Call): Promise<ImageDocument>;
  remove(id: string, options: RemoveOptions, call: Call): Promise<void>;
  setActive(id: string, active: boolean, call: Call): Promise<ImageDocument>;

  /**
   * Makes the image's record, if the service wants one before the bytes. `sizeBytes` is `null` in a copy from
   * a service that does not say the size before.
   */
  beginUpload(image: NewImage, sizeBytes: number | null, call: BeginCall): Promise<UploadTicket>;
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

  /** Past and running tasks of an image, the newest first. */
  listTasks(id: string, call: Call): Promise<readonly ImageTask[]>;
  copyToStores(id: string, stores: readonly string[], call: Call): Promise<ImageDocument>;
  removeFromStore(id: string, store: string, call: Call): Promise<ImageDocument>;
  listDefinitions(call: Call): Promise<readonly DefinitionNamespace[]>;

  listMembers(imageId: string, call: Call): Promise<readonly Member[]>;
  /**
   * `makeShared`: an image whose visibility allows no members becomes `shared` first. Gives the image if it did,
   * here and in `replaceMembers`.
   */
  addMembers(
    imageId: string,
    members: readonly string[],
    options: ShareOptions,
    call: Call,
  ): Promise<ImageDocument | undefined>;
  removeMembers(imageId: string, members: readonly string[], call: Call): Promise<void>;
  replaceMembers(
    imageId: string,
    members: readonly string[],
    options: ShareOptions,
    call: Call,
  ): Promise<ImageDocument | undefined>;
  /** The receiver's answer to being made a member. `pending` takes it back, where the service can. */
  answerShare(imageId: string, status: MemberStatus, call: Call): Promise<void>;
  /** Images that others share with this connection, each with the state of the sharing. */
  listShared(status: MemberStatus | 'all', call: Call): AsyncIterable<readonly SharedDocument[]>;

  /**
   * What `edit` would send for an image that is as given, and no more than that: made by the same functions.
   * Throws what the edit would be refused with. Asks nobody.
   */
  previewEdit(image: Image, edit: ImageEdit): Foreseen;
  /**
   * What `addMembers`, then `removeMembers`, or `replaceMembers` alone, would send for an image as given. Who is
   * a member already is not added, and who is none not removed. Throws and asks as `previewEdit`.
   */
  previewMembers(document: ImageDocument, change: MemberPreview): Foreseen;

  listPackages(call: Call): Promise<readonly PackageDocument[]>;
  showPackage(id: string, call: Call): Promise<PackageDocument>;
  createPackage(pack: NewPackage, call: Call): Promise<PackageDocument>;
  /** What `createPackage` would send. Asks nobody. */
  previewPackage(pack: NewPackage): readonly RequestPreview[];
  removePackage(id: string, call: Call): Promise<void>;
  /** `path` leads through the tree of metadata, a key a step. */
  setPackageMetadata(id: string, path: readonly string[], value: JsonValue, call: Call): Promise<void>;
  unsetPackageMetadata(id: string, path: readonly string[], call: Call): Promise<void>;

  usage(call: Call): Promise<readonly UsageEntry[]>;
  /** Forgets tokens and closes sockets. */
  close(): Promise<void>;
}

/**
 * What a provider's folder implements: what its kind declares, and nothing else. The guard answers for the
 * rest, so that everybody else sees a whole `ImageProvider`.
 */
export type ProviderParts = Pick<ImageProvider, 'capabilities' | 'test' | 'list' | 'show' | 'close'> &
  Partial<ImageProvider>;

export interface EditOptions {
  /** The revision that the edit was made against: another one is `CONFLICT`. */
  readonly revision?: string | undefined;
  /** What the service does besides what was asked is known and wanted. */
  readonly accepted?: boolean | undefined;
}

export interface RemoveOptions {
  /** Also delete the file that the image was registered from (`image.delete-file`). */
  readonly withFile?: boolean | undefined;
}

export interface ShareOptions {
  readonly makeShared?: boolean | undefined;
}

/** A change of members, beside those that are known. */
export interface MemberPreview extends ShareOptions {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Instead of both: these, and nobody else. */
  readonly replace?: readonly string[] | undefined;
  /** As last seen; `null` if they never were. */
  readonly members: readonly Member[] | null;
  /** What the service knows, as last seen: before `shared` came, private images had members. */
  readonly visibilities: Capabilities['visibilities'];
}

/** What a change would send, and what a person should know of it before. */
export interface Foreseen {
  readonly requests: readonly RequestPreview[];
  readonly notes: readonly string[];
  /** What members belong to, if not to the image itself: images of one place have the same. */
  readonly place?: string;
}

export interface SharedDocument {
  readonly document: ImageDocument;
  readonly memberStatus: MemberStatus | null;
}

/** How an image stands after its bytes were sent, or while the service fetches them. */
export interface ServiceProgress {
  readonly document: ImageDocument;
  /** `working`: ask again. `failed`: with the service's reason. */
  readonly state: 'working' | 'done' | 'failed';
  readonly bytesDone: number | null;
  readonly bytesTotal: number | null;
  /** How far it is, 0 to 1, where the service itself says so; never reckoned from bytes. */
  readonly fraction: number | null;
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
