import { randomUUID } from 'node:crypto';
import { ClientGone, type Exchange } from '../../http/exchange.ts';
import { BlobTooLarge } from '../../store/blob-writer.ts';
import type { PendingBlob } from '../../store/blobs.ts';
import { blockBytes, blockHash, inBlocks, isBlockHash, objectHash } from '../../store/pithos-blocks.ts';
import type { ObjectPath } from '../../store/pithos-rows.ts';
import { hasFaults, takeByteFaults, withFaults } from '../../switches/byte-faults.ts';
import type { Services } from '../dialect.ts';
import { badRequest, PlanktonFault, replyEmpty } from './faults.ts';
import { member, parseJson } from './identity.ts';
import { checkMatching } from './object-read.ts';
import { replyList, wantsJson } from './pithos-replies.ts';

/** A hash map of a terabyte is 17 MB of JSON. */
const mapLimitBytes = 24 * 1024 * 1024;

/** `PUT` of an object: its bytes, or with `hashmap` the list of its blocks (plankton.md §9). */
export async function writeObject(services: Services, exchange: Exchange, path: ObjectPath): Promise<void> {
  const { pithos } = services.store;
  if (!pithos.containers(path.account).some(({ name }) => name === path.container)) {
    throw new PlanktonFault(404, 'Container does not exist');
  }
  checkMatching(exchange, pithos.at(path));
  requireLength(exchange);
  const contentType = exchange.header('content-type');
  if (contentType === undefined) throw new PlanktonFault(411, 'Missing Content-Type header');
  const isMap = exchange.query.some(([name]) => name === 'hashmap');
  const received = isMap ? await fromMap(services, exchange, path) : await fromBody(services, exchange, path);
  if (received === undefined) return;
  const { blob, hash } = received;
  const etag = exchange.header('etag')?.replaceAll('"', '').toLowerCase();
  if (!isMap && etag !== undefined && etag !== blob.md5 && etag !== hash) {
    await blob.discard();
    throw new PlanktonFault(422, 'Object ETag does not match');
  }
  const { sizeBytes, md5, sha256, sha512 } = blob;
  const uuid = pithos.at(path)?.uuid ?? randomUUID();
  await blob.keep('main', uuid);
  const version = services.store.transaction(() => {
    const content = { contentType, sizeBytes, hash, md5, sha256, sha512 };
    services.store.images.update(uuid, {
      ...{ sizeBytes, virtualSizeBytes: sizeBytes, md5, sha256, sha512, stores: ['main'] },
    });
    return pithos.put(uuid, path, content).version;
  });
  replyEmpty(exchange, 201, { ETag: hash, 'X-Object-Version': version });
}

interface Received {
  readonly blob: PendingBlob;
  readonly hash: string;
}

async function fromBody(services: Services, exchange: Exchange, path: ObjectPath): Promise<Received> {
  const hashes: string[] = [];
  async function* hashed() {
    for await (const block of inBlocks(bodyOf(services, exchange))) {
      hashes.push(await blockHash(block));
      yield block;
    }
  }
  const blob = await keep(services, hashed(), path);
  return { blob, hash: await objectHash(hashes) };
}

/** Undefined after 409: some blocks were not uploaded yet. */
async function fromMap(
  services: Services,
  exchange: Exchange,
  path: ObjectPath,
): Promise<Received | undefined> {
  if (!wantsJson(exchange)) throw badRequest('Invalid hashmap format');
  const map = parseJson(await exchange.body(mapLimitBytes));
  const [hashes, sizeBytes] = [member(map, 'hashes'), member(map, 'bytes')];
  if (!Array.isArray(hashes) || typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes)) {
    throw badRequest('Invalid data formatting');
  }
  const known = hashes.filter(isBlockHash);
  if (known.length !== hashes.length) throw badRequest('Invalid hash: not a SHA-256 in hexadecimal');
  // An empty object may be written with no block or with an empty one.
  const isEmpty = sizeBytes === 0 && known.length <= 1;
  if (sizeBytes < 0 || (!isEmpty && Math.ceil(sizeBytes / blockBytes) !== known.length)) {
    throw badRequest('Invalid data formatting');
  }
  checkRoom(services, path, sizeBytes);
  const { blocks } = services.store;
  const missing: string[] = [];
  for (const hash of isEmpty ? [] : new Set(known)) if (!(await blocks.has(hash))) missing.push(hash);
  if (missing.length > 0) {
    replyList(
      exchange,
      missing.map((name) => ({ name })),
      409,
      missing,
    );
    return undefined;
  }
  const blob = await keep(services, blocks.read(isEmpty ? [] : known, sizeBytes), path);
  return { blob, hash: await objectHash(known) };
}

async function keep(
  services: Services,
  source: AsyncIterable<Buffer>,
  path: ObjectPath,
): Promise<PendingBlob> {
  try {
    return await services.store.blobs.receive(source, room(services, path));
  } catch (error) {
    if (error instanceof BlobTooLarge) throw overQuota();
    throw error;
  }
}

function checkRoom(services: Services, path: ObjectPath, sizeBytes: number): void {
  if (sizeBytes > room(services, path)) throw overQuota();
}

/** Bytes the object may have: the account's quota without what the account's other objects take. */
function room({ store, switches }: Services, path: ObjectPath): number {
  const quota = switches.number('plankton-quota') ?? Infinity;
  const used = store.pithos.usageBytes(path.account) - (store.pithos.at(path)?.sizeBytes ?? 0);
  return Math.min(switches.number('size-cap') ?? Infinity, Math.max(0, quota - used));
}

function overQuota(): PlanktonFault {
  return new PlanktonFault(413, 'Quota error: the account has no room for this object');
}

export function requireLength(exchange: Exchange): void {
  if (exchange.header('transfer-encoding') === undefined && exchange.header('content-length') === undefined) {
    throw new PlanktonFault(411, 'Missing Content-Length header');
  }
}

/** The bytes of a request as they come. @throws ClientGone when they end early. */
export async function* bodyOf({ switches }: Services, exchange: Exchange): AsyncGenerator<Buffer> {
  const incoming: AsyncIterable<Buffer> = exchange.request.iterator({ destroyOnReturn: false });
  const faults = takeByteFaults(switches, 'upload');
  try {
    yield* hasFaults(faults) ? withFaults(incoming, exchange, faults) : incoming;
  } catch (error) {
    throw new ClientGone('the connection ended inside the upload', { cause: error });
  }
  if (!exchange.request.complete) throw new ClientGone('the body ended early');
}
