import type { ImageDocument } from '#shared/model/index.ts';
import type { Call } from '../provider.ts';
import type { GlanceClient } from './client.ts';
import { parseImage } from './results.ts';

/** One image as it is now. `NOT_FOUND` also for one that is hidden from this project (glance-v2.md §4). */
export async function showImage(
  client: GlanceClient,
  connection: string,
  id: string,
  call: Call,
): Promise<ImageDocument> {
  const reply = await client.send(
    { method: 'GET', url: (urls) => urls.image(id), attempt: `show image ${id}` },
    call,
  );
  return parseImage(reply.json(), connection, reply, call.operation);
}
