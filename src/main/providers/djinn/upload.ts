import { AppError, isAppError } from '#shared/errors/index.ts';
import type { ImportSource, NewImage } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import type { Call, UploadBody, UploadTicket } from '../provider.ts';
import { isQcow2 } from './bytes.ts';
import type { DjinnClient, DjinnRequest } from './client.ts';
import { LATE_ANSWER_MS, QCOW2_SIGNATURE, QEMU_TYPE, STORE_TIMEOUT_MS } from './config.ts';
import type { Listing } from './list.ts';
import { type Expected, findByName, formOf, isMadeBy, lookForMade, nameTaken, reserve } from './made.ts';
import { parseImage } from './results.ts';

/** Uploads of one connection. An image is made by the one request that carries its bytes (djinn.md §4, POST). */
export interface Uploads {
  begin(image: NewImage, call: Call): Promise<UploadTicket>;
  send(ticket: UploadTicket, image: NewImage, body: UploadBody, call: Call): Promise<UploadTicket>;
}

interface Sending {
  readonly name: string;
  /** Another upload of this name went on at the same time: what is found by it may be the other's. */
  contested: boolean;
  allLeft: boolean;
}

export function createUploads(listing: Listing): Uploads {
  const underWay = new Set<Sending>();
  /** Tickets of which nothing was sent yet. */
  const fresh = new WeakSet<UploadTicket>();

  const begun = (name: string): Sending => {
    const sending = { name, contested: false, allLeft: false };
    for (const other of underWay) {
      if (other.name !== name) continue;
      other.contested = true;
      sending.contested = true;
    }
    underWay.add(sending);
    return sending;
  };

  return {
    begin: async (image, call) => {
      formOf(listing, image, call);
      const ticket = await reserve(listing, image, call);
      fresh.add(ticket);
      return ticket;
    },
    send: async (ticket, image, body, call) => {
      if (!fresh.delete(ticket)) {
        const adopted = await adopt(listing, ticket, image, body, call);
        if (adopted !== undefined) return adopted;
      }
      const sending = begun(image.name);
      try {
        return await sendOnce(listing, ticket, image, { body, sending }, call);
      } finally {
        underWay.delete(sending);
      }
    },
  };
}

/**
 * A try before this one may have made the image, with only the answer lost. Then the bytes are read and
 * hashed, but not sent again. `CONFLICT` if the name is somebody else's by now.
 */
async function adopt(
  listing: Listing,
  ticket: UploadTicket,
  image: NewImage,
  body: UploadBody,
  call: Call,
): Promise<UploadTicket | undefined> {
  const found = await findByName(listing, image.name, call);
  if (found === undefined) return undefined;
  if (!(await isMadeBy(ticket, found, expectedOf(image, body), listing, call))) {
    throw nameTaken(listing, found, image.name, call);
  }
  for await (const _piece of body.open(0)) call.signal.throwIfAborted();
  return { ...ticket, imageId: found.document.image.id };
}

interface Sent {
  readonly body: UploadBody;
  readonly sending: Sending;
}

/**
 * One try. When it is given up after all bytes left, the answer is still waited for a little and then given all
 * the same, so that what was made can be removed by its number. A lost answer is made up for by looking for the
 * image.
 */
async function sendOnce(
  listing: Listing,
  ticket: UploadTicket,
  image: NewImage,
  { body, sending }: Sent,
  call: Call,
): Promise<UploadTicket> {
  const bytes = await checkedBytes(body, call);
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    if (!sending.allLeft) late.abort(call.signal.reason);
    else timer = setTimeout(() => late.abort(call.signal.reason), LATE_ANSWER_MS);
  };
  if (call.signal.aborted) late.abort(call.signal.reason);
  call.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const request = uploadRequest(listing, image, marked(bytes.all, sending), body.sizeBytes, call);
    const reply = await listing.client.send(request, { ...call, signal: late.signal });
    return { ...ticket, imageId: madeId(reply, listing, call) };
  } catch (error) {
    if (!sending.allLeft || !mayHaveMade(error) || sending.contested) throw error;
    const signal = call.signal.aborted ? AbortSignal.timeout(LATE_ANSWER_MS) : call.signal;
    const expected = expectedOf(image, body);
    const imageId = await lookForMade(ticket, expected, listing, { ...call, signal }).catch(() => undefined);
    if (imageId === undefined) throw error;
    return { ...ticket, imageId };
  } finally {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', onAbort);
    bytes.close();
  }
}

function expectedOf({ name }: NewImage, { sizeBytes }: UploadBody): Expected {
  return { name, sizeBytes, isFetched: false };
}

function uploadRequest(
  listing: Listing,
  image: NewImage,
  body: AsyncIterable<Uint8Array>,
  sizeBytes: number | null,
  call: Call,
): DjinnRequest {
  const query = new URLSearchParams(formOf(listing, image, call));
  return {
    method: 'POST',
    url: ({ images }) => `${images}?${query}`,
    headers: { 'content-type': QEMU_TYPE },
    body,
    bodyBytes: sizeBytes ?? undefined,
    timeoutMs: STORE_TIMEOUT_MS,
    attempt: `take the image "${image.name}"`,
    permission: 'image:write',
    always: true,
  };
}

/** Refusals of the service are answers: nothing was made. */
function mayHaveMade(error: unknown): boolean {
  return isAppError(error, 'UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE', 'PROTOCOL', 'CANCELLED', 'STALLED');
}

async function* marked(bytes: AsyncIterable<Uint8Array>, sending: Sending): AsyncGenerator<Uint8Array> {
  yield* bytes;
  sending.allLeft = true;
}

interface CheckedBytes {
  readonly all: AsyncIterable<Uint8Array>;
  /** Ends the source, whether or not it was read. */
  close(): void;
}

/**
 * All bytes, after a look at the first of them: what is no QCOW2 is refused before anything is sent, since
 * the service would take all of it first. A piece is let go before the next one is asked for.
 */
async function checkedBytes(body: UploadBody, call: Call): Promise<CheckedBytes> {
  const source = body.open(0)[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.byteLength < QCOW2_SIGNATURE.length) {
    const next = await source.next();
    if (next.done === true) break;
    head = head.byteLength === 0 ? next.value : Buffer.concat([head, next.value]);
    if (head.byteLength < QCOW2_SIGNATURE.length) head = Buffer.from(head);
  }
  if (!isQcow2(head)) {
    await source.return?.();
    throw new AppError(
      'INVALID',
      'The content is no QCOW2 image, and Djinn CI takes nothing else. Nothing was sent.',
      {
        operation: call.operation,
        hint: 'Convert it: qemu-img convert -O qcow2. A packed image must be unpacked first.',
      },
    );
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  }
  const close = (): void => void source.return?.().catch(() => undefined);
  return { all: all(), close };
}

function madeId(reply: TextReply, { connection }: Listing, call: Call): string {
  return parseImage(reply.json(), connection, reply, call.operation).document.image.id;
}

/** Has the service fetch the bytes. It says yes at once; how it went is told by the image. */
export async function beginImport(
  listing: Listing,
  image: NewImage,
  source: ImportSource,
  call: Call,
): Promise<UploadTicket> {
  if (source.method !== 'web-download') {
    throw new AppError('UNSUPPORTED', `Djinn CI has no import method ${source.method}.`, {
      operation: call.operation,
    });
  }
  const form = { ...formOf(listing, image, call), download_url: source.url };
  const ticket = await reserve(listing, image, call);
  try {
    const reply = await listing.client.send(
      {
        method: 'POST',
        url: ({ images }) => images,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(form),
        attempt: `import the image "${image.name}"`,
        permission: 'image:write',
        always: true,
      },
      call,
    );
    return { ...ticket, imageId: madeId(reply, listing, call) };
  } catch (error) {
    if (!mayHaveMade(error) || call.signal.aborted) throw error;
    const expected = { name: image.name, sizeBytes: null, isFetched: true };
    const imageId = await lookForMade(ticket, expected, listing, call).catch(() => undefined);
    if (imageId === undefined) throw error;
    return { ...ticket, imageId };
  }
}

/** Removes what an upload or import made. Not finding it is success. */
export async function removeUnfinished(client: DjinnClient, id: string, call: Call): Promise<void> {
  try {
    await client.send(
      {
        method: 'DELETE',
        url: ({ image }) => image(id),
        attempt: `remove the unfinished image ${id}`,
        permission: 'image:write',
      },
      call,
    );
  } catch (error) {
    if (!isAppError(error, 'NOT_FOUND')) throw error;
  }
}
