import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished, PassThrough, type Readable } from 'node:stream';
import type { EventMessage } from '#shared/contract/index.ts';
import { AppError } from '#shared/errors/index.ts';
import type { PageFiles } from '../../transfers/index.ts';
import { sendError } from './respond.ts';
import { createTickets } from './tickets.ts';

const OPERATION = 'transfers.upload';
const BUFFER_BYTES = 1024 * 1024;

interface Wanted {
  readonly fileName: string;
  readonly expectedBytes: number;
  readonly resolve: (body: Readable) => void;
  readonly reject: (error: AppError) => void;
}

export interface UploadRoutes {
  readonly pageFiles: PageFiles;
  /** Remembers what a page said of its file when it gave the grant. */
  remember(grant: string, file: { readonly fileName: string; readonly sizeBytes: number }): void;
  /** Serves `PUT /bytes/<ticket>`. */
  serve(ticket: string, request: IncomingMessage, response: ServerResponse): void;
  close(): void;
}

/**
 * Files that pages hold, read on demand: `open` asks all pages with `source.wanted`, and the one that holds
 * the file sends the stretch to a one-time address.
 */
export function createUploadRoutes(
  broadcast: (message: EventMessage) => void,
  ticketLifeMs: number,
): UploadRoutes {
  const files = new Map<string, { readonly fileName: string; readonly sizeBytes: number }>();
  const tickets = createTickets<Wanted>(ticketLifeMs);

  const open: PageFiles['open'] = (grant, offset, length, signal) =>
    new Promise((resolve, reject) => {
      const file = files.get(grant);
      if (file === undefined) return reject(noLongerHeld());
      if (signal.aborted) return reject(cancelled());
      const rest = Math.max(0, file.sizeBytes - offset);
      const expectedBytes = length === null ? rest : Math.min(length, rest);
      const settle = (): void => signal.removeEventListener('abort', onAbort);
      const wanted: Wanted = {
        fileName: file.fileName,
        expectedBytes,
        resolve(body) {
          settle();
          const stop = (): void => void body.destroy(cancelled());
          signal.addEventListener('abort', stop, { once: true });
          body.once('close', () => signal.removeEventListener('abort', stop));
          resolve(body);
        },
        reject(error) {
          settle();
          reject(error);
        },
      };
      const ticket = tickets.issue(wanted, () => wanted.reject(silentPage(file.fileName)));
      const onAbort = (): void => tickets.take(ticket)?.reject(cancelled());
      signal.addEventListener('abort', onAbort, { once: true });
      broadcast({ event: 'source.wanted', payload: { grant, url: `/bytes/${ticket}`, offset, length } });
    });

  return {
    pageFiles: { open },
    remember: (grant, file) => void files.set(grant, file),
    close: () => tickets.close(),
    serve(ticket, request, response) {
      const wanted = tickets.take(ticket);
      if (wanted === undefined) return sendError(response, unknownTicket(), OPERATION);
      if (Number(request.headers['content-length']) !== wanted.expectedBytes) {
        const error = wrongLength(wanted, request.headers['content-length']);
        wanted.reject(error);
        return sendError(response, error, OPERATION);
      }
      receive(wanted, request, response);
    },
  };
}

/** Lets the request's body flow to whoever wanted it, and tells the page how that ended. */
function receive(wanted: Wanted, request: IncomingMessage, response: ServerResponse): void {
  const body = new PassThrough({ highWaterMark: BUFFER_BYTES });
  // An error before anyone listens must not end the process; whoever reads later still gets it.
  body.on('error', () => undefined);
  request.on('error', () => body.destroy(brokenOff(wanted.fileName)));
  request.once('close', () => {
    if (!request.complete) body.destroy(brokenOff(wanted.fileName));
  });
  let receivedBytes = 0;
  request.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length;
  });
  finished(body, { readable: false }, (error) => {
    // Whoever has all the bytes may close the stream before its end was seen: that is no failure.
    if (error && receivedBytes < wanted.expectedBytes) return request.destroy();
    response.writeHead(204);
    response.end();
  });
  request.pipe(body);
  wanted.resolve(body);
}

const cancelled = (): AppError => new AppError('CANCELLED', 'Cancelled.', { operation: OPERATION });

const noLongerHeld = (): AppError =>
  new AppError('NOT_FOUND', 'No open page holds this file any more.', {
    operation: OPERATION,
    hint: 'Choose or drop the file again.',
  });

const silentPage = (fileName: string): AppError =>
  new AppError('UNREACHABLE', `The page that holds ${JSON.stringify(fileName)} did not send it.`, {
    operation: OPERATION,
    hint: 'Keep the page open while it sends. If it was reloaded, choose the file again.',
    retry: 'safe',
  });

const brokenOff = (fileName: string): AppError =>
  new AppError('UNREACHABLE', `The page stopped sending ${JSON.stringify(fileName)}.`, {
    operation: OPERATION,
    hint: 'Keep the page open while it sends, and the file unchanged.',
    retry: 'safe',
  });

const unknownTicket = (): AppError =>
  new AppError('NOT_FOUND', 'This address was used, has expired, or never existed.', {
    operation: OPERATION,
  });

const wrongLength = (wanted: Wanted, announced: string | undefined): AppError =>
  new AppError('CONFLICT', `${JSON.stringify(wanted.fileName)} is no longer the size that it was.`, {
    operation: OPERATION,
    hint: 'The file was changed since it was chosen. Choose it again.',
    context: { expectedBytes: wanted.expectedBytes, announced: announced ?? null },
  });
