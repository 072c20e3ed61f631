import type { Readable } from 'node:stream';
import type { ServerCertificate, TlsTrust } from '#shared/model/index.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Text is sent with its length. An iterable is streamed, pulled only as fast as the socket drains. */
  readonly body?: string | AsyncIterable<Uint8Array> | undefined;
  /** Length of a streamed body; chunked if left out. */
  readonly bodyBytes?: number | undefined;
  /** The contract's name of what is being done, for errors and the log. */
  readonly operation: string;
  readonly signal: AbortSignal;
  /** Header values that must be dropped on a redirect to another origin, besides the well-known ones. */
  readonly secretHeaders?: readonly string[] | undefined;
  /** Asking again does no harm though it is no read (a sign-in): it may be repeated if the socket was cut. */
  readonly repeatable?: boolean | undefined;
  /** Follow redirects (GET and HEAD only). Default true for these. */
  readonly follow?: boolean | undefined;
  /** Until the first byte of the answer. Streamed bodies: from the last byte sent. Default 60 s. */
  readonly timeoutMs?: number | undefined;
  /** The longest answer that `request` reads, for lists of services without pages. Default 16 MiB. */
  readonly maxReplyBytes?: number | undefined;
}

export interface HttpReply {
  readonly status: number;
  /** Lower-case names; a repeated header is joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the answer came from, after redirects, without credentials or query. */
  readonly url: string;
  /** `Server` and `Via`, so that an error can say who answered. */
  readonly answeredBy: string;
}

export interface TextReply extends HttpReply {
  readonly text: string;
  /** The body as JSON; `PROTOCOL` if it is not, or nested without end. */
  json(): unknown;
}

export interface StreamReply extends HttpReply {
  readonly body: Readable;
}

/**
 * All of Argosy's requests go through here: TLS verified, bodies of control calls bounded, no credential
 * crosses to another origin, failures of the network become `AppError`s that say who answered.
 * A status is never an error here: that is the provider's reading.
 */
export interface HttpClient {
  /** A control call: the answer is read whole, up to `maxReplyBytes`. */
  request(request: HttpRequest): Promise<TextReply>;
  /** A byte transfer: the answer is streamed; the caller must read or destroy `body`. */
  stream(request: HttpRequest): Promise<StreamReply>;
  close(): Promise<void>;
}

export interface HttpClientOptions {
  readonly tls: TlsTrust;
  readonly userAgent: string;
  /** Told of each exchange for the log: never a header value, a query value or a body. */
  readonly onExchange?: (exchange: HttpExchange) => void;
}

export interface HttpExchange {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly requestId: string | null;
}

export type ReadCertificate = (url: string, signal: AbortSignal) => Promise<ServerCertificate>;
