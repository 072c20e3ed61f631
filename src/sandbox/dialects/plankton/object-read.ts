import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from '../../http/exchange.ts';
import { isStoreName } from '../../store/blobs.ts';
import type { ObjectPath, PithosObject } from '../../store/pithos-rows.ts';
import { hasFaults, takeByteFaults, withFaults } from '../../switches/byte-faults.ts';
import type { Services } from '../dialect.ts';
import type { Account } from './accounts.ts';
import { commonHeaders, PlanktonFault } from './faults.ts';
import { type Part, parseRanges } from './ranges.ts';

/** `GET` and `HEAD` of an object, one's own or one that is shared as an image (plankton.md §9). */
export async function readObject(
  services: Services,
  exchange: Exchange,
  caller: Account,
  path: ObjectPath,
): Promise<void> {
  const { switches } = services;
  const object = readable(services, caller, path);
  const version = exchange.query.find(([name]) => name === 'version')?.[1];
  if (version !== undefined && version !== String(object.version)) {
    throw new PlanktonFault(404, 'Version does not exist');
  }
  const headers = objectHeaders(exchange, object);
  if (!checkMatching(exchange, object)) return exchange.reply(304, headers);
  if (exchange.method === 'HEAD') {
    for (const [name, value] of Object.entries(headers)) exchange.response.setHeader(name, value);
    exchange.response.writeHead(200, { 'Content-Length': object.sizeBytes }).end();
    return;
  }
  const ifRange = exchange.header('if-range');
  const isSame = ifRange === undefined || [etag(object), headers['Last-Modified']].includes(ifRange);
  const wanted = isSame && !switches.flag('no-range') ? exchange.header('range') : undefined;
  const asked = parseRanges(wanted, object.sizeBytes);
  const whole = [{ start: 0, end: object.sizeBytes - 1 }];
  const parts = asked === undefined || switches.flag('range-whole-206') ? whole : asked;
  await send(services, exchange, object, parts, asked !== undefined, headers);
}

function readable({ store }: Services, caller: Account, path: ObjectPath): PithosObject {
  const object = store.pithos.at(path);
  const isOwn = path.account === caller.id;
  const image = object?.registeredAt == null ? undefined : store.images.get(object.uuid);
  const isShared = image?.visibility === 'shared' && store.pithos.sharedWith(caller.id).has(image.id);
  if (!isOwn && image?.visibility !== 'public' && !isShared) throw new PlanktonFault(403, 'Not allowed');
  if (object === undefined) throw new PlanktonFault(404, 'Object does not exist');
  return object;
}

async function send(
  services: Services,
  exchange: Exchange,
  object: PithosObject,
  parts: readonly Part[],
  isPartial: boolean,
  headers: Record<string, string>,
): Promise<void> {
  const { response } = exchange;
  const { sizeBytes, contentType } = object;
  const contentRange = ({ start, end }: Part) => `bytes ${start}-${end}/${sizeBytes}`;
  const boundary = randomUUID();
  const isMultiple = parts.length > 1;
  const heads = parts.map((part) =>
    isMultiple
      ? `\r\n--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Range: ${contentRange(part)}\r\n\r\n`
      : '',
  );
  const tail = isMultiple ? `\r\n--${boundary}--\r\n` : '';
  const lengthBytes =
    parts.reduce((sum, { start, end }) => sum + end - start + 1, 0) +
    Buffer.byteLength(heads.join('') + tail, 'latin1');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (isMultiple) response.setHeader('Content-Type', `multipart/byteranges; boundary=${boundary}`);
  const [first] = parts;
  if (isPartial && !isMultiple && first !== undefined)
    response.setHeader('Content-Range', contentRange(first));
  if (!services.switches.flag('no-content-length')) response.setHeader('Content-Length', lengthBytes);
  response.writeHead(isPartial ? 206 : 200);
  response.flushHeaders();
  async function* bytes(): AsyncGenerator<Buffer> {
    const [place] = services.store.images.get(object.uuid)?.stores ?? [];
    for (const [index, { start, end }] of parts.entries()) {
      if (isMultiple) yield Buffer.from(heads[index] ?? '', 'latin1');
      if (end < start) continue;
      yield* services.store.blobs.read(isStoreName(place) ? place : 'main', object.uuid, start, end);
    }
    if (isMultiple) yield Buffer.from(tail, 'latin1');
  }
  const faults = takeByteFaults(services.switches, 'download');
  const source = hasFaults(faults) ? withFaults(bytes(), exchange, faults) : bytes();
  await pipeline(Readable.from(source, { objectMode: false }), response);
}

function objectHeaders(exchange: Exchange, object: PithosObject): Record<string, string> {
  return {
    Vary: String(commonHeaders(exchange)['Vary']),
    'Accept-Ranges': 'bytes',
    'Content-Type': object.contentType,
    ETag: etag(object),
    'Last-Modified': new Date(object.modifiedAt / 1000).toUTCString(),
    'X-Object-Hash': object.hash,
    'X-Object-UUID': object.uuid,
    'X-Object-Version': String(object.version),
  };
}

/** Unquoted, as Pithos writes it. */
function etag(object: PithosObject): string {
  return object.hash;
}

/**
 * `If-Match` and `If-None-Match` against the object as it is now. False means: unchanged for a reader.
 * @throws PlanktonFault 412
 */
export function checkMatching(exchange: Exchange, object: PithosObject | undefined): boolean {
  const names = (header: string) =>
    exchange
      .header(header)
      ?.split(',')
      .map((tag) => tag.trim().replaceAll('"', ''));
  const holds = (tags: readonly string[]) =>
    object !== undefined && (tags.includes('*') || tags.includes(etag(object)));
  const match = names('if-match');
  if (match !== undefined && !holds(match)) throw new PlanktonFault(412, 'Resource ETag does not match');
  const noneMatch = names('if-none-match');
  if (noneMatch === undefined || !holds(noneMatch)) return true;
  if (exchange.method === 'GET' || exchange.method === 'HEAD') return false;
  throw new PlanktonFault(412, 'Resource exists or ETag matches');
}
