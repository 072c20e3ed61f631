import { AppError } from '#shared/errors/index.ts';
import type { StreamReply } from '../../http/index.ts';
import type { Call, DownloadBody } from '../provider.ts';
import type { PlanktonClient } from './client.ts';

/** Bytes of an object from `offset` on, or from 0 where the store does not begin in the middle (plankton.md §9). */
export async function openDownload(
  client: PlanktonClient,
  url: string,
  imageId: string,
  offset: number,
  call: Call,
): Promise<DownloadBody> {
  const common = { method: 'GET', url, attempt: `give the bytes of image ${imageId}` } as const;
  const headers = { accept: '*/*' };
  if (offset > 0) {
    const range = { ...headers, range: `bytes=${offset}-` };
    const ranged = await client.open({ ...common, headers: range, accept: [400, 416] }, call);
    const body = rangedBody(ranged, offset);
    if (body !== undefined) return body;
    ranged.body.destroy();
  }
  const reply = await client.open({ ...common, headers }, call);
  if (reply.status === 200) return bodyOf(reply, 0, lengthOf(reply));
  reply.body.destroy();
  throw new AppError('PROTOCOL', `${reply.url} answered ${reply.status} instead of the image's bytes.`, {
    operation: call.operation,
    hint: 'Check the storage address of the connection.',
    context: { address: reply.url, status: reply.status, answeredBy: reply.answeredBy },
  });
}

/** `undefined` if the store refuses the range or answers with one that was not asked for. */
function rangedBody(reply: StreamReply, offset: number): DownloadBody | undefined {
  const length = lengthOf(reply);
  if (reply.status === 200) return bodyOf(reply, 0, length);
  if (reply.status !== 206) return undefined;
  const range = rangeOf(reply);
  if (range === undefined) return undefined;
  // The length tells whether it is the whole in truth, not the status.
  if (range.start === 0 && (length === null || length === range.total)) return bodyOf(reply, 0, range.total);
  const fits = range.start === offset && (length === null || length === range.total - offset);
  return fits ? bodyOf(reply, offset, range.total) : undefined;
}

function rangeOf(reply: StreamReply): { readonly start: number; readonly total: number } | undefined {
  const match = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(reply.headers['content-range'] ?? '');
  return match === null ? undefined : { start: Number(match[1]), total: Number(match[2]) };
}

function lengthOf(reply: StreamReply): number | null {
  const length = reply.headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
}

function bodyOf(reply: StreamReply, offset: number, totalBytes: number | null): DownloadBody {
  return { bytes: reply.body, offset, totalBytes, close: () => reply.body.destroy() };
}
