import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface StoredImage {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  status: 'queued' | 'saving' | 'active' | 'importing';
  bytes: Buffer;
  polls: number;
}

/** What the server shall do wrong. Counts and offsets are used up, switches stay. */
export interface Faults {
  /** The next uploads are cut after so many bytes each. */
  cutUploads: number[];
  /** The next downloads are cut after so many bytes of their body each. */
  cutDownloads: number[];
  /** Downloads stop (without an end) after so many bytes. */
  stallDownloadAfter: number | undefined;
  /** Uploads are not read after so many bytes. */
  stallUploadAfter: number | undefined;
  /** The byte at this offset is wrong in every download. */
  corruptByte: number | undefined;
  /** The byte at this offset is stored wrong. */
  corruptStore: number | undefined;
  /** How a Range is answered. */
  range: 'honoured' | 'ignored' | 'whole-as-206';
  /** The next answers to uploads. */
  refuseUploads: { status: number; retryAfter?: number }[];
  /** Every request is cut. */
  unreachable: boolean;
  /** The answer to making an image is lost, though it is made. */
  loseCreated: boolean;
  /** The answer to bytes that an image was made of is lost. */
  loseUploaded: boolean;
  /** The hash of stored bytes that the service tells, whatever they are. */
  hashValue: string | undefined;
  /** So many times it says that it is still working on an image. */
  workingPolls: number;
  /** What it calls the image meanwhile, instead of its usual words. */
  workingWord: string | undefined;
  /** Milliseconds between the pieces of a download. */
  pauseMs: number;
  hashAlgo: string | null;
  /** Images do not tell their size. */
  hidesSize: boolean;
  /** Downloads are chunked and do not tell their length. */
  hidesLength: boolean;
  /** Milliseconds between an image being made of bytes and the answer. */
  answerDelayMs: number;
}

export interface ImageServer {
  readonly url: string;
  readonly images: Map<string, StoredImage>;
  readonly faults: Faults;
  /** Method and path of every request, with the Range asked for. */
  readonly requests: string[];
  /** Bytes of images that left for the socket. */
  readonly givenBytes: number;
  add(name: string, bytes: Buffer): StoredImage;
  close(): Promise<void>;
}

const PIECE_BYTES = 32 * 1024;

/** A small image service on a real socket, with faults to order. It keeps what it gets, and hashes it. */
export async function startImageServer(): Promise<ImageServer> {
  const images = new Map<string, StoredImage>();
  const requests: string[] = [];
  const faults: Faults = {
    cutUploads: [],
    cutDownloads: [],
    stallDownloadAfter: undefined,
    stallUploadAfter: undefined,
    corruptByte: undefined,
    corruptStore: undefined,
    range: 'honoured',
    refuseUploads: [],
    unreachable: false,
    loseCreated: false,
    loseUploaded: false,
    hashValue: undefined,
    workingPolls: 0,
    workingWord: undefined,
    pauseMs: 0,
    hashAlgo: 'sha512',
    hidesSize: false,
    hidesLength: false,
    answerDelayMs: 0,
  };
  const add = (name: string, bytes: Buffer, status: StoredImage['status'] = 'active'): StoredImage => {
    const image = { id: randomUUID(), name, createdAt: new Date().toISOString(), status, bytes, polls: 0 };
    images.set(image.id, image);
    return image;
  };
  const world: World = { images, faults, add, givenBytes: 0 };
  const server = createServer((request, response) => {
    const range = request.headers.range;
    requests.push(`${request.method} ${request.url}${range ? ` ${range}` : ''}`);
    const { socket } = request;
    request.on('error', () => undefined);
    if (faults.unreachable) return void socket.destroy();
    serve(world, request, response).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    images,
    faults,
    requests,
    get givenBytes() {
      return world.givenBytes;
    },
    add,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface World {
  givenBytes: number;
  readonly images: Map<string, StoredImage>;
  readonly faults: Faults;
  add(name: string, bytes: Buffer, status: StoredImage['status']): StoredImage;
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { images, faults } = world;
  const [, , id, data] = (request.url ?? '').split('/');
  if (id === undefined) {
    if (request.method === 'GET')
      return json(
        response,
        200,
        [...images.values()].map((image) => describe(world, image)),
      );
    const { 'x-image-name': made } = request.headers;
    if (typeof made === 'string') return makeOf(world, made, request, response);
    const wanted = JSON.parse((await readAll(request)).toString()) as { name: string; import?: boolean };
    const record = world.add(wanted.name, Buffer.alloc(0), wanted.import ? 'importing' : 'queued');
    if (faults.loseCreated) return void request.socket.destroy();
    return json(response, 201, describe(world, record));
  }
  const image = images.get(id);
  if (image === undefined) return json(response, 404, {});
  if (request.method === 'DELETE') {
    images.delete(id);
    return json(response, 200, {});
  }
  if (data === undefined) return json(response, 200, describe(world, image, true));
  if (request.method === 'PUT') return receive(world, image, request, response);
  return give(world, image, request, response);
}

function describe({ faults }: World, image: StoredImage, poll = false): unknown {
  const { id, name, createdAt, bytes } = image;
  let status: string = image.status;
  if (poll && (status === 'active' || status === 'importing') && image.polls < faults.workingPolls) {
    image.polls += 1;
    status = faults.workingWord ?? (status === 'active' ? 'saving' : status);
  } else if (poll && status === 'importing') {
    image.status = 'active';
    status = 'active';
  }
  const hash =
    status === 'active' && faults.hashAlgo
      ? {
          algo: faults.hashAlgo,
          value: faults.hashValue ?? createHash(faults.hashAlgo).update(bytes).digest('hex'),
        }
      : null;
  return {
    id,
    name,
    createdAt,
    status,
    size: status === 'active' && !faults.hidesSize ? bytes.byteLength : null,
    hash,
  };
}

/** An image is made of the bytes, and not before them. */
async function makeOf(
  world: World,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { faults } = world;
  const cutAfter = faults.cutUploads.shift() ?? Number.POSITIVE_INFINITY;
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    received += chunk.byteLength;
    if (received >= cutAfter) throw new Error('cut');
    while (received >= (faults.stallUploadAfter ?? Number.POSITIVE_INFINITY) && !request.destroyed) {
      await delay(10);
    }
  }
  const made = world.add(name, Buffer.concat(chunks), 'active');
  if (faults.answerDelayMs > 0) await delay(faults.answerDelayMs);
  if (faults.loseUploaded) return void request.socket.destroy();
  json(response, 201, describe(world, made));
}

async function receive(
  { faults }: World,
  image: StoredImage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = faults.refuseUploads.shift();
  if (refusal) {
    request.resume();
    if (refusal.retryAfter) response.setHeader('retry-after', String(refusal.retryAfter));
    return json(response, refusal.status, {});
  }
  const cutAfter = faults.cutUploads.shift() ?? Number.POSITIVE_INFINITY;
  image.status = 'saving';
  const chunks: Buffer[] = [];
  let received = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      received += chunk.byteLength;
      if (received >= cutAfter) throw new Error('cut');
      if (received >= (faults.stallUploadAfter ?? Number.POSITIVE_INFINITY)) {
        // Who does not read does not see the other side go; so this ends when the fault is lifted, too.
        while (faults.stallUploadAfter !== undefined && !request.destroyed) await delay(10);
        throw new Error('cut');
      }
    }
  } catch (error) {
    image.status = 'queued';
    throw error;
  }
  image.bytes = Buffer.concat(chunks);
  const { corruptStore } = faults;
  if (corruptStore !== undefined) image.bytes[corruptStore] = (image.bytes[corruptStore] ?? 0) ^ 1;
  image.status = 'active';
  json(response, 204, undefined);
}

async function give(
  world: World,
  image: StoredImage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { faults } = world;
  const total = image.bytes.byteLength;
  const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const offset = faults.range === 'honoured' ? asked : 0;
  const ranged = asked > 0 && faults.range !== 'ignored';
  response.writeHead(ranged ? 206 : 200, {
    ...(faults.hidesLength ? {} : { 'content-length': total - offset }),
    ...(ranged ? { 'content-range': `bytes ${offset}-${total - 1}/${total}` } : {}),
  });
  const bytes = Buffer.from(image.bytes);
  if (faults.corruptByte !== undefined) bytes[faults.corruptByte] = (bytes[faults.corruptByte] ?? 0) ^ 1;
  const cutAt = offset + (faults.cutDownloads.shift() ?? Number.POSITIVE_INFINITY);
  for (let position = offset; position < total; ) {
    const limit = Math.min(total, position + PIECE_BYTES, cutAt, faults.stallDownloadAfter ?? total);
    if (limit <= position) {
      if (position >= cutAt) throw new Error('cut');
      return; // Stalled: neither bytes nor an end.
    }
    const piece = bytes.subarray(position, limit);
    // Flushed before a cut, so that the cut is where it was ordered.
    await new Promise<void>((resolve, reject) =>
      response.write(piece, (error) => (error ? reject(error) : resolve())),
    );
    world.givenBytes += piece.byteLength;
    position = limit;
    if (faults.pauseMs > 0) await delay(faults.pauseMs);
  }
  response.end();
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(value === undefined ? undefined : JSON.stringify(value));
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
