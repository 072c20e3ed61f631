import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Call, DownloadBody } from '../provider.ts';
import type { FifoClient } from './client.ts';
import { GZIP_TYPE } from './config.ts';
import { datasetOf, showDataset } from './datasets.ts';

/**
 * The packed bytes of a dataset, always from the first one on and of unknown number (fifo.md §5). `CONFLICT`
 * for a dataset without bytes.
 */
export async function openDownload(client: FifoClient, id: string, call: Call): Promise<DownloadBody> {
  const target = datasetOf(id, call);
  const request = {
    method: 'GET',
    url: client.urls.bytes(id),
    // Any other is refused with 406.
    headers: { accept: GZIP_TYPE },
    attempt: `give the bytes of dataset ${id}`,
    target,
  } as const;
  const reply = await client.open(request, call).catch(async (error: unknown) => {
    if (isAppError(error, 'NOT_FOUND')) await showDataset(client, '', id, call);
    else throw error;
    throw withoutBytes(error, id);
  });
  const length = reply.headers['content-length'];
  return {
    bytes: reply.body,
    offset: 0,
    totalBytes: length !== undefined && /^\d{1,16}$/.test(length) ? Number(length) : null,
    close: () => reply.body.destroy(),
  };
}

function withoutBytes(cause: AppError, id: string): AppError {
  return new AppError('CONFLICT', `Dataset ${id} has no bytes yet.`, {
    operation: cause.operation,
    hint: 'Its upload or import has not finished, or failed.',
    context: cause.context,
    cause,
  });
}
