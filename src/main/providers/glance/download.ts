import { AppError } from '#shared/errors/index.ts';
import type { StreamReply } from '../../http/index.ts';
import type { Call, DownloadBody } from '../provider.ts';
import type { GlanceClient } from './client.ts';

/**
 * Bytes of an image from `offset` on, or from 0 where the service or its store cannot begin in the middle
 * (glance-v2.md §4, file). `CONFLICT` for an image that has no data yet.
 */
export async function openDownload(
  client: GlanceClient,
  id: string,
  offset: number,
  call: Call,
): Promise<DownloadBody> {
  if (offset > 0) {
    const ranged = await openFrom(client, id, offset, call);
    if (ranged !== undefined) return ranged;
  }
  const reply = await client.open({ ...fileRequest(id) }, call);
  if (reply.status === 204) throw noData(reply, call);
  return bodyOf(reply, 0, lengthOf(reply));
}

/** `undefined` if the service refuses the range or answers with one that was not asked for. */
async function openFrom(
  client: GlanceClient,
  id: string,
  offset: number,
  call: Call,
): Promise<DownloadBody | undefined> {
  const headers = { range: `bytes=${offset}-` };
  const reply = await client.open({ ...fileRequest(id), headers, accept: [400, 416] }, call);
  if (reply.status === 204) throw noData(reply, call);
  if (reply.status === 200) return bodyOf(reply, 0, lengthOf(reply));
  if (reply.status === 206) {
    const range = rangeOf(reply);
    const length = lengthOf(reply);
    // Some services say 206 and send the whole: the length tells, not the status.
    if (range !== undefined && length === range.total) return bodyOf(reply, 0, range.total);
    const expected = range === undefined ? null : range.total - range.start;
    if (range?.start === offset && (length === null || length === expected)) {
      return bodyOf(reply, offset, range.total);
    }
  }
  reply.body.destroy();
  return undefined;
}

function fileRequest(id: string) {
  return {
    method: 'GET',
    url: (urls: { file(id: string): string }) => urls.file(id),
    attempt: `give the bytes of image ${id}`,
  } as const;
}

function rangeOf(reply: StreamReply): { readonly start: number; readonly total: number } | undefined {
  const match = /^bytes (\d{1,16})-\d{1,16}\/(\d{1,16})$/.exec(reply.headers['content-range'] ?? '');
  return match === null ? undefined : { start: Number(match[1]), total: Number(match[2]) };
}

function lengthOf(reply: StreamReply): number | null {
  const length = reply.headers['content-length'];
  return length !== undefined && /^\d{1,16}$/.test(length) ? Number(length) : null;
}

function bodyOf(reply: StreamReply, offset: number, totalBytes: number | null): DownloadBody {
  return { bytes: reply.body, offset, totalBytes, close: () => reply.body.destroy() };
}

function noData(reply: StreamReply, call: Call): AppError {
  reply.body.destroy();
  return new AppError('CONFLICT', 'The image has no data yet.', {
    operation: call.operation,
    hint: 'Its upload or import has not finished, or failed.',
    context: { address: reply.url, status: reply.status },
  });
}
