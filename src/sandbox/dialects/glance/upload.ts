import { ClientGone, type Exchange } from '../../http/exchange.ts';
import { headerBytes, matchesDiskFormat, virtualSizeBytes } from '../../inspect/disk-header.ts';
import { BlobTooLarge } from '../../store/blob-writer.ts';
import { isStoreName, type PendingBlob, type Place } from '../../store/blobs.ts';
import type { ImageChanges, StoredImage } from '../../store/image.ts';
import { hasFaults, takeByteFaults, withFaults } from '../../switches/byte-faults.ts';
import type { Services } from '../dialect.ts';
import type { Access, Call } from './access.ts';
import { fault, GlanceFault } from './faults.ts';
import { importMethods } from './imports.ts';
import { replyEmpty } from './replies.ts';

/** What a failed upload leaves: the image queued again, without a size (glance-v2.md §3 "Status machine"). */
export const queuedAgain: ImageChanges = { status: 'queued', sizeBytes: null, virtualSizeBytes: null };

/** `PUT /v2/images/{id}/file` (glance-v2.md §4). */
export async function uploadImage(services: Services, access: Access, call: Call): Promise<void> {
  const {
    exchange,
    caller,
    parameters: [id = ''],
  } = call;
  const { store, tokens } = services;
  requireOctets(exchange);
  const place = exchange.header('x-image-meta-store') ?? 'main';
  if (!isStoreName(place)) throw fault(400, `Store for identifier ${place} not found`);
  const image = access.writable(caller, id, 'upload_image');
  if (image.status !== 'queued') throw wrongTransition(image, 'saving');
  requireFormats(image);
  if (store.images.update(id, { status: 'saving' }, ['queued']) === undefined)
    throw wrongTransition(image, 'saving');
  try {
    const blob = await receive(services, exchange);
    // The service writes its last word with the token that began the upload.
    if (tokens.find(caller.token.id) === undefined) {
      await blob.discard();
      store.images.remove(id);
      throw fault(
        401,
        `Authentication error - the token may have expired during file upload. Deleting image data for ${id}.`,
      );
    }
    await activate(services, image, blob, [place]);
  } catch (error) {
    store.images.update(id, queuedAgain, ['saving']);
    throw error;
  }
  replyEmpty(exchange, 204);
}

/** `PUT /v2/images/{id}/stage`: keeps the bytes for a glance-direct import. */
export async function stageImage(services: Services, access: Access, call: Call): Promise<void> {
  const {
    exchange,
    caller,
    parameters: [id = ''],
  } = call;
  const { store, switches } = services;
  if (!importMethods(switches).includes('glance-direct')) {
    throw fault(404, `'glance-direct' method is not available at this site.`);
  }
  requireOctets(exchange);
  const image = access.writable(caller, id, 'modify_image');
  if (store.images.update(id, { status: 'uploading' }, ['queued']) === undefined)
    throw wrongTransition(image, 'uploading');
  try {
    const blob = await receive(services, exchange);
    await keepIfWanted(services, id, 'staging', blob);
    store.images.update(id, { sizeBytes: blob.sizeBytes }, ['uploading']);
  } catch (error) {
    store.images.update(id, queuedAgain, ['uploading']);
    throw error;
  }
  replyEmpty(exchange, 204);
}

/**
 * Puts received bytes in their stores and makes the image active, if it is still there and still wanted.
 * @throws GlanceFault 410 when it was deleted meanwhile, 415 when a checked format is contradicted.
 */
export async function activate(
  services: Services,
  image: StoredImage,
  blob: PendingBlob,
  places: readonly Place[],
): Promise<void> {
  const { store, switches } = services;
  const [first = 'main', ...others] = places;
  await keepIfWanted(services, image.id, first, blob);
  const head = await store.blobs.head(first, image.id, headerBytes);
  if (switches.flag('check-format') && !matchesDiskFormat(image.diskFormat, head)) {
    await store.blobs.remove(first, image.id);
    throw fault(415, `Image content does not match disk_format ${String(image.diskFormat)}`);
  }
  for (const other of others) await store.blobs.copy(first, other, image.id);
  const { sizeBytes, md5, sha256, sha512 } = blob;
  const active: ImageChanges = {
    status: 'active',
    sizeBytes,
    virtualSizeBytes: virtualSizeBytes(image.diskFormat, head, sizeBytes),
    md5,
    sha256,
    sha512,
    stores: places,
  };
  if (store.images.update(image.id, active, ['saving', 'importing']) === undefined) {
    for (const place of places) await store.blobs.remove(place, image.id);
    throw gone(image.id);
  }
}

async function receive({ store, switches }: Services, exchange: Exchange): Promise<PendingBlob> {
  const incoming: AsyncIterable<Buffer> = exchange.request.iterator({ destroyOnReturn: false });
  const faults = takeByteFaults(switches, 'upload');
  const source = hasFaults(faults) ? withFaults(incoming, exchange, faults) : incoming;
  try {
    const blob = await store.blobs.receive(source, switches.number('size-cap'));
    if (exchange.request.complete) return blob;
    await blob.discard();
    throw new ClientGone('the body ended early');
  } catch (error) {
    if (error instanceof BlobTooLarge) {
      throw fault(413, 'The incoming image is too large: The provided image is too large.');
    }
    if (exchange.request.destroyed || !exchange.request.complete) {
      throw new ClientGone('the connection ended inside the upload', { cause: error });
    }
    throw error;
  }
}

async function keepIfWanted({ store }: Services, id: string, place: Place, blob: PendingBlob): Promise<void> {
  if (store.images.get(id) === undefined) {
    await blob.discard();
    throw gone(id);
  }
  await blob.keep(place, id);
}

function requireOctets(exchange: Exchange): void {
  const type = exchange.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/octet-stream') throw new GlanceFault(415);
}

function requireFormats(image: StoredImage): void {
  const missing = [
    ...(image.diskFormat === null ? ['disk_format'] : []),
    ...(image.containerFormat === null ? ['container_format'] : []),
  ];
  if (missing.length === 0) return;
  const noun = missing.length === 1 ? 'Property' : 'Properties';
  throw fault(400, `${noun} ${missing.join(', ')} must be set prior to saving data.`);
}

function wrongTransition(image: StoredImage, to: string): GlanceFault {
  return fault(409, `Image status transition from ${image.status} to ${to} is not allowed`);
}

function gone(id: string): GlanceFault {
  return fault(
    410,
    `Image ${id} could not be found after upload. The image may have been deleted during the upload, cleaning up the chunks uploaded.`,
  );
}
