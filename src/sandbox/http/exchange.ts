import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A body that was refused because it exceeds the bound for control calls. */
export class BodyTooLarge extends Error {}

/** The client went away, or its connection was cut, before the request was complete. */
export class ClientGone extends Error {}

/** Header values of a reply; `undefined` leaves the header out. */
export type ReplyHeaders = Readonly<Record<string, string | number | undefined>>;

/** Bytes of a refused body that are read and dropped so that the client gets to see the answer. */
const discardLimitBytes = 64 * 1024 * 1024;

/**
 * One request and its reply. Never throws on a malformed target: `segments` is undefined where the
 * path does not decode, and the query is parsed as a form, which cannot fail.
 */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** The path as sent, still percent-encoded, with its leading slash. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly requestId = `req-${randomUUID()}`;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.method = request.method ?? 'GET';
    const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    this.rawPath = path.startsWith('/') ? path : `/${path}`;
    this.rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  }

  /** Query pairs in the order sent, repeated names included. */
  get query(): readonly (readonly [string, string])[] {
    return [...new URLSearchParams(this.rawQuery)];
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** What the client calls this server: `http://` and its Host header. */
  get origin(): string {
    const host = this.header('host') ?? '';
    return `http://${/^[\w.:[\]-]+$/.test(host) ? host : '127.0.0.1'}`;
  }

  /**
   * The whole body of a control call.
   * @throws BodyTooLarge above `limitBytes`; ClientGone when it ends early.
   */
  async body(limitBytes = 1024 * 1024): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    try {
      for await (const chunk of this.request.iterator({ destroyOnReturn: false })) {
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) throw new BodyTooLarge(`the body exceeds ${limitBytes} bytes`);
        chunks.push(chunk);
      }
    } catch (error) {
      if (error instanceof BodyTooLarge) throw error;
      throw new ClientGone('the connection ended inside the request body', { cause: error });
    }
    return Buffer.concat(chunks);
  }

  /** Answers with a complete body. A HEAD or 204 reply keeps its headers and sends no bytes. */
  reply(status: number, headers: ReplyHeaders, body: string | Buffer = '', reason?: string): void {
    const { response } = this;
    if (response.headersSent || response.destroyed) return;
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (reason !== undefined) response.statusMessage = reason;
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) response.setHeader(name, value);
    }
    if (status !== 204 || bytes.length === 0) response.setHeader('Content-Length', bytes.length);
    this.#discardRest();
    response.end(this.method === 'HEAD' || status === 204 ? undefined : bytes);
  }

  /** Drops what the client still sends, up to a bound, so that it can read the reply. */
  #discardRest(): void {
    const { request } = this;
    if (request.complete || request.destroyed) return;
    this.response.setHeader('Connection', 'close');
    let droppedBytes = 0;
    request.on('data', (chunk: Buffer) => {
      droppedBytes += chunk.length;
      if (droppedBytes > discardLimitBytes) request.destroy();
    });
    request.on('error', () => undefined);
    request.resume();
  }
}
