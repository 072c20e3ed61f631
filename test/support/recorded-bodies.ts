import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/**
 * What the servers of this very process are sent, with the bodies, which no log of theirs keeps. Only looks on:
 * the chunks pass through to whoever reads them.
 */
export function recordBodies(): {
  readonly requests: readonly RecordedRequest[];
  forget(): void;
  stop(): void;
} {
  const requests: RecordedRequest[] = [];
  const onRequest = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    const chunks: Buffer[] = [];
    const push = request.push.bind(request);
    request.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk === null) {
        const { method = '', url = '' } = request;
        requests.push({ method, path: url, body: Buffer.concat(chunks).toString('utf8') });
      } else chunks.push(Buffer.from(chunk as Uint8Array));
      return push(chunk, encoding);
    };
  };
  subscribe('http.server.request.start', onRequest);
  return {
    requests,
    forget: () => void requests.splice(0),
    stop: () => void unsubscribe('http.server.request.start', onRequest),
  };
}
