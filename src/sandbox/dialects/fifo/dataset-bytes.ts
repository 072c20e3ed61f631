import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ClientGone, type Exchange } from '../../http/exchange.ts';
import { BlobTooLarge } from '../../store/blob-writer.ts';
import { isStoreName, type PendingBlob } from '../../store/blobs.ts';
import { hasFaults, takeByteFaults, withFaults } from '../../switches/byte-faults.ts';
import type { Services } from '../dialect.ts';
import type { SignedCall } from './call.ts';
import type { Progress } from './datasets.ts';
import { crash, FifoFault } from './faults.ts';
import { contentType, mediaType } from './negotiation.ts';
import { commonHeaders, replyNothing } from './replies.ts';

/** Counts and hashes bytes on their way. */
export async function* observed(
  source: AsyncIterable<Uint8Array>,
  sha1: ReturnType<typeof createHash>,
  seen: (sizeBytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  for await (const chunk of source) {
    sha1.update(chunk);
    sizeBytes += chunk.length;
    seen(sizeBytes);
    yield chunk;
  }
}

/**
 * Puts received bytes under a dataset and makes it imported, whatever their hash; false when it was deleted.
 * What the server computed replaces the manifest's SHA-1 (fifo.md §5 "Upload bytes").
 */
export async function keepBytes(
  { store }: Services,
  id: string,
  blob: PendingBlob,
  sha1: string,
): Promise<boolean> {
  if (store.images.get(id) === undefined) {
    await blob.discard();
    return false;
  }
  await blob.keep('main', id);
  const { sizeBytes, md5, sha256, sha512 } = blob;
  const format = { diskFormat: 'raw', containerFormat: 'compressed', virtualSizeBytes: null } as const;
  const bytes = { sizeBytes, md5, sha256, sha512, stores: ['main'] };
  if (store.images.update(id, { status: 'active', ...format, ...bytes }) === undefined) {
    await store.blobs.remove('main', id);
    return false;
  }
  store.datasets.set(id, { fields: { ...store.datasets.get(id).fields, sha1 } });
  return true;
}

/** `PUT /datasets/<uuid>/dataset.gz`: what comes is kept as it is. */
export async function uploadDataset(services: Services, progress: Progress, call: SignedCall): Promise<void> {
  const { exchange, id } = call;
  const { store } = services;
  if (mediaType(exchange.header('content-type')) !== contentType('gzip')) throw new FifoFault(415);
  const image = store.images.get(id);
  if (image === undefined) throw crash();
  // The bytes of an image that another dialect made are not replaced under it.
  if (image.status === 'active' && image.containerFormat !== 'compressed') throw new FifoFault(400);
  if (store.images.update(id, { status: 'saving' }, ['queued', 'active', 'killed']) === undefined) {
    throw new FifoFault(400);
  }
  const sha1 = createHash('sha1');
  const total = Number(exchange.header('content-length') ?? 0);
  try {
    progress.set(id, 0);
    const blob = await receive(services, exchange, (source) =>
      observed(source, sha1, (size) => progress.set(id, total > 0 ? Math.min(1, size / total) : 0)),
    );
    const expected = store.datasets.get(id).fields['sha1'];
    const digest = sha1.digest('hex');
    if (!(await keepBytes(services, id, blob, digest))) throw crash();
    if (expected !== undefined && expected !== digest) throw new FifoFault(400);
  } catch (error) {
    store.images.update(id, { status: 'killed' }, ['saving']);
    throw error;
  } finally {
    progress.delete(id);
  }
  replyNothing(call, 204);
}

async function receive(
  { store, switches }: Services,
  exchange: Exchange,
  observe: (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): Promise<PendingBlob> {
  const incoming: AsyncIterable<Buffer> = exchange.request.iterator({ destroyOnReturn: false });
  const faults = takeByteFaults(switches, 'upload');
  const source = hasFaults(faults) ? withFaults(incoming, exchange, faults) : incoming;
  try {
    const blob = await store.blobs.receive(observe(source), switches.number('size-cap'));
    if (exchange.request.complete) return blob;
    await blob.discard();
    throw new ClientGone('the body ended early');
  } catch (error) {
    // There is no 413 in this protocol.
    if (error instanceof BlobTooLarge) throw new FifoFault(400);
    if (exchange.request.destroyed || !exchange.request.complete) {
      throw new ClientGone('the connection ended inside the upload', { cause: error });
    }
    throw error;
  }
}

/** `GET /datasets/<uuid>/dataset.gz`: chunked, without a length or ranges; packed on the way where needed. */
export async function downloadDataset(services: Services, call: SignedCall): Promise<void> {
  const { exchange, id, caller } = call;
  const { response } = exchange;
  const image = services.store.images.get(id);
  const [place] = image?.stores ?? [];
  if (image === undefined || !isStoreName(place) || image.sizeBytes === null) throw new FifoFault(404);
  // Withdrawn by an administrator through Glance.
  if (image.status === 'deactivated' && !caller.isAdmin) throw new FifoFault(403);
  if (image.status !== 'active' && image.status !== 'deactivated') throw new FifoFault(404);
  const kept =
    image.sizeBytes === 0
      ? Readable.from([], { objectMode: false })
      : services.store.blobs.read(place, id, 0, image.sizeBytes - 1);
  const isPacked = image.containerFormat === 'compressed';
  const packed = isPacked ? kept : kept.pipe(createGzip({ level: 1 }));
  kept.once('error', (error: Error) => packed.destroy(error));
  response.statusCode = 200;
  for (const [name, value] of Object.entries(commonHeaders(call))) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.setHeader('content-type', contentType('gzip'));
  response.flushHeaders();
  const faults = takeByteFaults(services.switches, 'download');
  const bytes = hasFaults(faults)
    ? Readable.from(withFaults(packed, exchange, faults), { objectMode: false })
    : packed;
  try {
    await pipeline(bytes, response);
  } finally {
    packed.destroy();
    kept.destroy();
  }
}
