import type { ServerResponse } from 'node:http';
import { PassThrough, pipeline } from 'node:stream';
import { AppError } from '#shared/errors/index.ts';
import { sendError } from './respond.ts';
import { createTickets } from './tickets.ts';
import type { WebApplication } from './web-application.ts';

const OPERATION = 'transfers.download';
const BUFFER_BYTES = 1024 * 1024;

interface Download {
  readonly bytes: PassThrough;
  /** Known once the transfer begins; until then what the page suggested. */
  file: { readonly fileName: string; readonly sizeBytes: number | null };
}

export interface DownloadRoutes {
  /** A destination that streams to whoever gets `url`. */
  create(grants: WebApplication['grants'], suggestedName: string): { grant: string; url: string };
  /** Serves `GET /bytes/<ticket>`: the browser's own download. */
  serve(ticket: string, response: ServerResponse): void;
  close(): void;
}

export function createDownloadRoutes(ticketLifeMs: number): DownloadRoutes {
  const tickets = createTickets<Download>(ticketLifeMs);
  return {
    create(grants, suggestedName) {
      const bytes = new PassThrough({ highWaterMark: BUFFER_BYTES });
      // An error before anyone listens must not end the process.
      bytes.on('error', () => undefined);
      const download: Download = { bytes, file: { fileName: suggestedName, sizeBytes: null } };
      const onStart = (file: Download['file']): void => {
        download.file = file;
      };
      const grant = grants.stream(bytes, { onStart });
      const ticket = tickets.issue(download, () => bytes.destroy(notFetched()));
      return { grant, url: `/bytes/${ticket}` };
    },
    serve(ticket, response) {
      const download = tickets.take(ticket);
      if (download === undefined) return sendError(response, unknownTicket(), OPERATION);
      stream(download, response);
    },
    close: () => tickets.close(),
  };
}

/** Headers wait for the first byte, so that a browser shows no download that cannot begin. */
function stream(download: Download, response: ServerResponse): void {
  const { bytes } = download;
  const onClose = (): void => void bytes.destroy(browserLeft());
  response.once('close', onClose);
  bytes.once('error', (error) => {
    if (!response.headersSent) sendError(response, error, OPERATION);
  });
  bytes.once('readable', () => {
    response.off('close', onClose);
    const { fileName, sizeBytes } = download.file;
    response.writeHead(200, {
      ...(sizeBytes === null ? {} : { 'content-length': sizeBytes }),
      'content-type': 'application/octet-stream',
      'content-disposition': contentDisposition(fileName),
      'cache-control': 'no-store',
    });
    // A broken stream breaks the connection, which is how a browser learns that the file is not whole.
    pipeline(bytes, response, () => undefined);
  });
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
