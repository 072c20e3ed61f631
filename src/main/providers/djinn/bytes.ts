import { AppError, isAppError } from '#shared/errors/index.ts';
import type { StreamReply } from '../../http/index.ts';
import type { Call, DownloadBody } from '../provider.ts';
import { refusalText } from '../reply-errors.ts';
import type { DjinnClient, DjinnRequest } from './client.ts';
import { QCOW2_SIGNATURE, QEMU_TYPE } from './config.ts';
import { djinnError } from './errors.ts';
import { imageNumber, showImage } from './show-image.ts';

/** What a look at the first bytes tells. */
export interface FirstBytes {
  readonly sizeBytes: number | null;
  /** `undefined` if no bytes came. */
  readonly isQcow2: boolean | undefined;
}

/** The size is told nowhere but with the bytes: some of them are asked for (djinn.md §4, GET /images/:id). */
export async function lookAtBytes(client: DjinnClient, id: string, call: Call): Promise<FirstBytes> {
  const range = `bytes=0-${QCOW2_SIGNATURE.length - 1}`;
  const reply = await client.open(bytesRequest(id, call, { range }), call);
  try {
    if (reply.status === 416) return { sizeBytes: missedTotal(reply), isQcow2: undefined };
    if (reply.status !== 200 && reply.status !== 206) return { sizeBytes: null, isQcow2: undefined };
    const sizeBytes = reply.status === 206 ? (rangeOf(reply)?.total ?? null) : lengthOf(reply);
    return { sizeBytes, isQcow2: isQcow2(await firstBytes(reply)) };
  } finally {
    reply.body.destroy();
  }
}

/**
 * Bytes of an image from `offset` on, or from 0 where something before the service cannot begin in the middle.
 * `CONFLICT` for an image that the service has not fetched yet.
 */
export async function openDownload(
  client: DjinnClient,
  id: string,
  offset: number,
  call: Call,
): Promise<DownloadBody> {
  if (offset > 0) {
    const ranged = await openFrom(client, id, offset, call);
    if (ranged !== undefined) return ranged;
  }
  const reply = await client.open(bytesRequest(id, call), call);
  if (reply.status === 200) return bodyOf(reply, 0, lengthOf(reply));
  throw await noBytes(client, id, reply, call);
}

/** `undefined` if the range is refused, or answered with one that was not asked for. */
async function openFrom(
  client: DjinnClient,
  id: string,
  offset: number,
  call: Call,
): Promise<DownloadBody | undefined> {
  const reply = await client.open(bytesRequest(id, call, { range: `bytes=${offset}-` }), call);
  if (reply.status === 200) return bodyOf(reply, 0, lengthOf(reply));
  if (reply.status === 206) {
    const range = rangeOf(reply);
    const length = lengthOf(reply);
    // A proxy may say 206 and send the whole: the length tells, not the status.
    if (range !== undefined && length === range.total) return bodyOf(reply, 0, range.total);
    if (range?.start === offset && (length === null || length === range.total - offset)) {
      return bodyOf(reply, offset, range.total);
    }
  }
  if (reply.status === 206 || reply.status === 416) {
    reply.body.destroy();
    return undefined;
  }
  throw await noBytes(client, id, reply, call);
}

function bytesRequest(id: string, call: Call, headers: Readonly<Record<string, string>> = {}): DjinnRequest {
  return {
    method: 'GET',
    url: ({ image }) => image(imageNumber(id, call)),
    headers: { accept: QEMU_TYPE, ...headers },
    attempt: `give the bytes of image ${id}`,
    permission: 'image:read',
  };
}

/**
 * Why no bytes came. Asked with the only `Accept` that gives bytes, the service may refuse with a page or send
 * to its sign-in; so the image itself is asked what is wrong (djinn.md §2).
 */
async function noBytes(client: DjinnClient, id: string, reply: StreamReply, call: Call): Promise<AppError> {
  const refusal = djinnError(await refusalText(reply), bytesRequest(id, call), call.operation, undefined);
  if (refusal.code === 'UNAVAILABLE') return refusal;
  const { document } = await showImage(client, '', id, call);
  const { status, serviceStatus } = document.image;
  if (status === 'ready' || status === 'unknown') return lost(refusal, id);
  return new AppError(
    'CONFLICT',
    `The image ${id} has no bytes: the service's fetching of them is ${serviceStatus}.`,
    {
      operation: call.operation,
      hint:
        status === 'failed'
          ? 'Import it again under another name, or delete it.'
          : 'Wait until the image is ready.',
      context: refusal.context,
    },
  );
}

function lost(refusal: AppError, id: string): AppError {
  if (!isAppError(refusal, 'NOT_FOUND', 'PROTOCOL')) return refusal;
  return new AppError('NOT_FOUND', `The service knows the image ${id}, but gives no bytes of it.`, {
    ...refusal,
    hint: 'Its file may be lost in the service’s store, or the token may lack image:read. Ask its operator.',
    cause: refusal,
  });
}

async function firstBytes(reply: StreamReply): Promise<Buffer> {
  let head = Buffer.alloc(0);
  for await (const piece of reply.body as AsyncIterable<Buffer>) {
    head = Buffer.concat([head, piece.subarray(0, QCOW2_SIGNATURE.length)]);
    if (head.byteLength >= QCOW2_SIGNATURE.length) break;
  }
  return head;
}

export function isQcow2(head: Uint8Array): boolean {
  return QCOW2_SIGNATURE.every((byte, at) => head[at] === byte);
}

function rangeOf(reply: StreamReply): { readonly start: number; readonly total: number } | undefined {
  const match = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(reply.headers['content-range'] ?? '');
  return match === null ? undefined : { start: Number(match[1]), total: Number(match[2]) };
}

/** Only of an empty file no first byte can be had. */
function missedTotal(reply: StreamReply): number | null {
  const total = /^bytes \*\/(\d{1,15})$/.exec(reply.headers['content-range'] ?? '')?.[1];
  return total === undefined ? null : Number(total);
}

function lengthOf(reply: StreamReply): number | null {
  const length = reply.headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
}

function bodyOf(reply: StreamReply, offset: number, totalBytes: number | null): DownloadBody {
  return { bytes: reply.body, offset, totalBytes, close: () => reply.body.destroy() };
}
