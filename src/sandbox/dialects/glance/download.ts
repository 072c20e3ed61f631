import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isStoreName } from '../../store/blobs.ts';
import type { StoredImage } from '../../store/image.ts';
import { hasFaults, takeByteFaults, withFaults } from '../../switches/byte-faults.ts';
import type { Services } from '../dialect.ts';
import type { Access, Call } from './access.ts';
import { type ByteRange, parseRange } from './byte-range.ts';
import { fault, notAuthorized } from './faults.ts';

/** `GET /v2/images/{id}/file` (glance-v2.md §4). */
export async function downloadImage(services: Services, access: Access, call: Call): Promise<void> {
  const {
    exchange,
    caller,
    parameters: [id = ''],
  } = call;
  const { switches } = services;
  const image = access.visible(caller, id);
  if (image.status === 'deactivated' && !caller.isAdmin) {
    throw fault(403, 'The requested image has been deactivated. Image data download is forbidden.');
  }
  if (caller.token.roles.length === 0) throw notAuthorized('download_image');
  const [store] = image.stores;
  if (!isStoreName(store) || image.sizeBytes === null) {
    exchange.reply(204, { 'X-Openstack-Request-Id': exchange.requestId });
    return;
  }
  const asked = switches.flag('no-range') ? undefined : parseRange(exchange.header('range'), image.sizeBytes);
  const whole = { start: 0, end: image.sizeBytes - 1 };
  const sent = asked === undefined || switches.flag('range-whole-206') ? whole : asked;
  writeHead(services, call, image, sent, asked !== undefined);
  if (image.sizeBytes === 0) {
    exchange.response.end();
    return;
  }
  const source = services.store.blobs.read(store, id, sent.start, sent.end);
  const faults = takeByteFaults(switches, 'download');
  const bytes = hasFaults(faults)
    ? Readable.from(withFaults(source, exchange, faults), { objectMode: false })
    : source;
  try {
    await pipeline(bytes, exchange.response);
  } finally {
    source.destroy();
  }
}

function writeHead(
  { switches }: Services,
  { exchange }: Call,
  image: StoredImage,
  { start, end }: ByteRange,
  isPartial: boolean,
): void {
  const { response } = exchange;
  response.statusCode = isPartial ? 206 : 200;
  response.setHeader('Content-Type', 'application/octet-stream');
  if (isPartial) response.setHeader('Content-Range', `bytes ${start}-${end}/${image.sizeBytes}`);
  if (image.md5 !== null && !switches.flag('no-checksum')) response.setHeader('Content-Md5', image.md5);
  if (!switches.flag('no-content-length')) response.setHeader('Content-Length', Math.max(0, end - start + 1));
  response.setHeader('X-Openstack-Request-Id', exchange.requestId);
  response.flushHeaders();
}
