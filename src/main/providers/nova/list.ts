import { AppError } from '#shared/errors/index.ts';
import type { ImageDocument, ImageQuery } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import type { NovaClient } from './client.ts';
import { listQuery } from './requests.ts';
import { parsePage } from './results.ts';

/**
 * Pages as Nova gives them. Only the missing link ends the list: a page may be short or empty, and a full last
 * one has a link to an empty one (nova-images.md §4).
 */
export async function* listImages(
  client: NovaClient,
  connection: string,
  query: ImageQuery,
  call: Call,
): AsyncGenerator<readonly ImageDocument[]> {
  const seen = new Set<string>();
  let marker: string | undefined;
  do {
    const params = listQuery(query, marker);
    const reply = await client.send(
      {
        method: 'GET',
        url: (urls) => `${urls.details}?${params}`,
        attempt: 'list images',
        isCollection: true,
      },
      call,
    );
    const page = await parsePage(reply, connection, call.operation);
    yield page.documents;
    marker = page.marker;
    if (marker !== undefined && seen.has(marker)) {
      throw new AppError('PROTOCOL', `${reply.url} gives the same page of images again and again.`, {
        operation: call.operation,
      });
    }
    if (marker !== undefined) seen.add(marker);
  } while (marker !== undefined);
}
