import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from '../../http/exchange.ts';
import { isStoreName, type StoreName } from '../../store/blobs.ts';
import type { StoredImage } from '../../store/image.ts';
import { hasFaults, takeByteFaults, withFaults } from '../../switches/byte-faults.ts';
import type { Services } from '../dialect.ts';
import type { Access, Call } from './access.ts';
import { type ByteRange, parseRanges } from './byte-ranges.ts';
import { notFound, replyJson } from './replies.ts';
import type { Views } from './views.ts';

export const qemuType = 'application/x-qemu-disk';

/** `GET /images/:id`: the image, or with exactly the right Accept its bytes (djinn.md §4). */
export async function showImage(
  services: Services,
  access: Access,
  views: Views,
  { exchange, parameters: [id = ''] }: Call,
): Promise<void> {
  const image = access.readable(exchange, id);
  if (exchange.header('accept') !== qemuType)
    return replyJson(exchange, 200, views.image(image, exchange, 'all'));
  const stored = services.store.images.get(image.imageId);
  const [place] = stored?.stores ?? [];
  if (stored?.status !== 'active' || !isStoreName(place)) throw notFound();
  await serveContent(services, exchange, stored, place);
}

/** As Go's http.ServeContent: dates, one range or several, or all of it. */
async function serveContent(
  services: Services,
  exchange: Exchange,
  image: StoredImage,
  place: StoreName,
): Promise<void> {
  const { response } = exchange;
  const { switches } = services;
  const sizeBytes = image.sizeBytes ?? 0;
  const modifiedMs = Math.floor(image.createdAt / 1_000_000) * 1000;
  const lastModified = new Date(modifiedMs).toUTCString();
  response.setHeader('Last-Modified', lastModified);
  const since = Date.parse(exchange.header('if-modified-since') ?? '');
  const unmodified = Date.parse(exchange.header('if-unmodified-since') ?? '');
  if (modifiedMs > unmodified) return exchange.reply(412, {});
  if (modifiedMs <= since) {
    response.statusCode = 304;
    response.end();
    return;
  }
  const condition = exchange.header('if-range');
  const isRanged =
    !switches.flag('no-range') && (condition === undefined || Date.parse(condition) === modifiedMs);
  const ranges = parseRanges(isRanged ? exchange.header('range') : undefined, sizeBytes);
  if (typeof ranges === 'string') return replyUnsatisfiable(exchange, ranges, sizeBytes);
  const whole = { start: 0, end: sizeBytes - 1 };
  const parts = ranges.length === 0 || switches.flag('range-whole-206') ? [whole] : ranges;
  const boundary = randomBytes(30).toString('hex');
  response.statusCode = ranges.length === 0 ? 200 : 206;
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader(
    'Content-Type',
    parts.length > 1 ? `multipart/byteranges; boundary=${boundary}` : qemuType,
  );
  const [first = whole] = parts;
  if (ranges.length > 0 && parts.length === 1)
    response.setHeader('Content-Range', contentRange(first, sizeBytes));
  const pieces = layOut(parts, sizeBytes, boundary);
  const length = pieces.reduce((sum, piece) => sum + pieceBytes(piece), 0);
  if (!switches.flag('no-content-length')) response.setHeader('Content-Length', length);
  response.flushHeaders();
  const faults = takeByteFaults(switches, 'download');
  const source = bytesOf(services, image.id, place, pieces);
  await pipeline(
    Readable.from(hasFaults(faults) ? withFaults(source, exchange, faults) : source, { objectMode: false }),
    response,
  );
}

/** Text between parts, or a range of the image. */
type Piece = string | ByteRange;

function layOut(parts: readonly ByteRange[], sizeBytes: number, boundary: string): readonly Piece[] {
  if (parts.length === 1) return parts;
  const pieces = parts.flatMap((part, index): Piece[] => [
    `${index === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Range: ${contentRange(part, sizeBytes)}\r\nContent-Type: ${qemuType}\r\n\r\n`,
    part,
  ]);
  return [...pieces, `\r\n--${boundary}--\r\n`];
}

function pieceBytes(piece: Piece): number {
  return typeof piece === 'string' ? piece.length : piece.end - piece.start + 1;
}

async function* bytesOf(
  { store }: Services,
  imageId: string,
  place: StoreName,
  pieces: readonly Piece[],
): AsyncGenerator<Buffer> {
  for (const piece of pieces) {
    if (typeof piece === 'string') yield Buffer.from(piece);
    else if (piece.end >= piece.start) yield* store.blobs.read(place, imageId, piece.start, piece.end);
  }
}

function contentRange({ start, end }: ByteRange, sizeBytes: number): string {
  return `bytes ${start}-${end}/${sizeBytes}`;
}

function replyUnsatisfiable(exchange: Exchange, why: 'invalid' | 'no-overlap', sizeBytes: number): void {
  const isMissed = why === 'no-overlap';
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Content-Range': isMissed ? `bytes */${sizeBytes}` : undefined,
  };
  exchange.response.removeHeader('Last-Modified');
  exchange.reply(416, headers, isMissed ? 'invalid range: failed to overlap\n' : 'invalid range\n');
}
