import type { ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { AppError } from '#shared/errors/index.ts';
import { sendError } from './respond.ts';
import { createTickets } from './tickets.ts';
import type { WebApplication } from './web-application.ts';

const OPERATION = 'transfers.download';

export interface DownloadRoutes {
  /** A destination that streams to whoever gets `url`. */
  create(grants: WebApplication['grants'], suggestedName: string): { grant: string; url: string };
  /** Serves `GET /bytes/<ticket>`: the browser's own download. */
  serve(ticket: string, response: ServerResponse): void;
  close(): void;
}

export function createDownloadRoutes(ticketLifeMs: number): DownloadRoutes {
  const tickets = createTickets<BrowserSink>(ticketLifeMs);
  return {
    create(grants, suggestedName) {
      const sink = createBrowserSink(suggestedName);
      const grant = grants.stream(sink.writable, {
        onStart: sink.setFile,
        place: 'the browser’s downloads',
      });
      const ticket = tickets.issue(sink, () => sink.writable.destroy(notFetched()));
      return { grant, url: `/bytes/${ticket}` };
    },
    serve(ticket, response) {
      const sink = tickets.take(ticket);
      if (sink === undefined) sendError(response, unknownTicket(), OPERATION);
      else sink.attach(response);
    },
    close: () => tickets.close(),
  };
}

interface FileFacts {
  readonly fileName: string;
  readonly sizeBytes: number | null;
}

interface BrowserSink {
  readonly writable: Writable;
  /** Told by the transfer before the first byte; until then it is what the page suggested. */
  readonly setFile: (file: FileFacts) => void;
  readonly attach: (response: ServerResponse) => void;
}

/**
 * Takes a download's bytes for an answer that may come later. A write is done when the bytes are with the
 * operating system, not before: the transfer uses their memory again from then on. Headers wait for the
 * first byte, so that a browser shows no download that cannot begin.
 */
function createBrowserSink(suggestedName: string): BrowserSink {
  let file: FileFacts = { fileName: suggestedName, sizeBytes: null };
  const fetched = Promise.withResolvers<ServerResponse>();
  const begun = async (): Promise<ServerResponse> => {
    const response = await fetched.promise;
    if (!response.headersSent) response.writeHead(200, downloadHeaders(file));
    return response;
  };
  const writable = new Writable({
    write: (bytes, _encoding, done) => void begun().then((response) => response.write(bytes, done), done),
    final: (done) => void begun().then((response) => response.end(() => done()), done),
    destroy(error, done) {
      // A broken connection is how a browser learns that the file is not whole.
      void fetched.promise.then((response) => {
        if (!response.writableEnded) sendError(response, error ?? browserLeft(), OPERATION);
      });
      done(error);
    },
  });
  // An error before anyone listens must not end the process.
  writable.on('error', () => undefined);
  return {
    writable,
    setFile: (facts) => {
      file = facts;
    },
    attach(response) {
      response.once('close', () => {
        if (!response.writableFinished) writable.destroy(browserLeft());
      });
      fetched.resolve(response);
    },
  };
}

function downloadHeaders({ fileName, sizeBytes }: FileFacts): Record<string, string | number> {
  return {
    ...(sizeBytes === null ? {} : { 'content-length': sizeBytes }),
    'content-type': 'application/octet-stream',
    'content-disposition': contentDisposition(fileName),
    'cache-control': 'no-store',
  };
}

/** RFC 6266 with the RFC 5987 form for names beyond ASCII. Never a path, never a control character. */
export function contentDisposition(fileName: string): string {
  const name = fileName
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replaceAll(/[\\/<>:"|?*]/g, '_')
    .replace(/^\.+/, '')
    .slice(0, 200);
  const safe = name === '' ? 'image' : name;
  const plain = safe.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll('%', '_');
  const encoded = encodeURIComponent(safe).replaceAll(
    /['()]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

const notFetched = (): AppError =>
  new AppError('UNREACHABLE', 'The browser did not fetch the download.', {
    operation: OPERATION,
    hint: 'Allow downloads for this page, or download into a folder instead.',
  });

const browserLeft = (): AppError =>
  new AppError('CANCELLED', 'The browser ended the download.', { operation: OPERATION });

const unknownTicket = (): AppError =>
  new AppError('NOT_FOUND', 'This address was used, has expired, or never existed.', {
    operation: OPERATION,
  });
