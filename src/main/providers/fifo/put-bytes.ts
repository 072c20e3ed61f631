import type { Call } from '../provider.ts';
import type { FifoClient, StreamedBody } from './client.ts';
import { GZIP_TYPE, STORE_TIMEOUT_MS } from './config.ts';
import { datasetOf } from './datasets.ts';

/** `PUT /datasets/<uuid>/dataset.gz`: the manifest must be there, the body is gzip (fifo.md §5). */
export async function putBytes(
  client: FifoClient,
  imageId: string,
  body: StreamedBody,
  call: Call,
): Promise<void> {
  const target = datasetOf(imageId, call);
  const headers = { 'content-type': GZIP_TYPE };
  const attempt = `take the bytes of dataset ${imageId}`;
  const request = { method: 'PUT', url: client.urls.bytes(imageId), headers, attempt, target } as const;
  await client.upload(request, body, STORE_TIMEOUT_MS, call);
}
