import { AppError, isAppError } from '#shared/errors/index.ts';
import type { ImportSource, NewImage } from '#shared/model/index.ts';
import type { TextReply } from '../../http/index.ts';
import type { Call, UploadBody, UploadTicket } from '../provider.ts';
import { isQcow2 } from './bytes.ts';
import type { DjinnClient } from './client.ts';
import { QCOW2_SIGNATURE, QEMU_TYPE, STORE_TIMEOUT_MS } from './config.ts';
import type { Listing } from './list.ts';
import { assertFree, findByName, formOf, lookForMade } from './made.ts';
import { parseImage } from './results.ts';

/** Makes nothing yet: the image comes with its bytes. What the service would refuse is refused here. */
export async function beginUpload(listing: Listing, image: NewImage, call: Call): Promise<UploadTicket> {
  formOf(listing, image, call);
  await assertFree(listing, image.name, call);
  return { imageId: null, notes: { name: image.name } };
}

/** An image is whole when it is there. Before, it can be sent as long as nobody else took its name. */
export async function canResume(listing: Listing, ticket: UploadTicket, call: Call): Promise<boolean> {
  const name = ticket.notes?.['name'];
  if (ticket.imageId !== null || name === undefined) return false;
  return (await findByName(listing, name, call)) === undefined;
}

/** The one request that makes the image: its bytes, with what they are to be in the query (djinn.md §4, POST). */
export async function sendBytes(
  listing: Listing,
  ticket: UploadTicket,
  image: NewImage,
  body: UploadBody,
  call: Call,
): Promise<UploadTicket> {
  const query = new URLSearchParams(formOf(listing, image, call));
  const bytes = await checkedBytes(body, call);
  try {
    const reply = await listing.client.send(
      {
        method: 'POST',
        url: ({ images }) => `${images}?${query}`,
        headers: { 'content-type': QEMU_TYPE },
        body: bytes.all,
        bodyBytes: body.sizeBytes ?? undefined,
        timeoutMs: STORE_TIMEOUT_MS,
        attempt: `take the image "${image.name}"`,
        permission: 'image:write',
        always: true,
      },
      call,
    );
    return { ...ticket, imageId: madeId(reply, listing, call) };
  } finally {
    bytes.close();
  }
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
  const close = (): void => void source.return?.().catch(() => undefined);
  let head: Uint8Array = new Uint8Array(0);
  while (head.byteLength < QCOW2_SIGNATURE.length) {
    const next = await source.next();
    if (next.done === true) break;
    // A piece that is too short to judge is copied: its memory may be used for the next one.
    const whole = head.byteLength === 0 && next.value.byteLength >= QCOW2_SIGNATURE.length;
    head = whole ? next.value : Buffer.concat([head, next.value]);
  }
  if (!isQcow2(head)) {
    close();
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
  await assertFree(listing, image.name, call);
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
    return { imageId: madeId(reply, listing, call) };
  } catch (error) {
    if (!mayHaveMade(error) || call.signal.aborted) throw error;
    const imageId = await lookForMade(listing, image.name, call).catch(() => undefined);
    if (imageId === undefined) throw error;
    return { imageId };
  }
}

/** A refusal is an answer: nothing was made. Any other answer may be lost, with the image made. */
function mayHaveMade(error: unknown): boolean {
  if (!isAppError(error, 'UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE', 'PROTOCOL')) return false;
  const status = Number(error.context?.['status'] ?? 0);
  return status < 300 || status >= 500;
}

/** Removes what an upload or import made. Not finding it is success. */
export async function removeUnfinished(client: DjinnClient, id: string, call: Call): Promise<void> {
  const attempt = `remove the unfinished image ${id}`;
  try {
    await client.send(
      { method: 'DELETE', url: ({ image }) => image(id), attempt, permission: 'image:write' },
      call,
    );
  } catch (error) {
    if (!isAppError(error, 'NOT_FOUND')) throw error;
  }
}
