import { AppError } from '#shared/errors/index.ts';
import type { Call } from '../provider.ts';
import type { DjinnClient } from './client.ts';
import { parseImage, type ReadImage } from './results.ts';

/** One image, without its size. `NOT_FOUND` at once for what is no number: the service has no other ids. */
export async function showImage(
  client: DjinnClient,
  connection: string,
  id: string,
  call: Call,
): Promise<ReadImage> {
  const reply = await client.send(
    {
      method: 'GET',
      url: ({ image }) => image(imageNumber(id, call)),
      attempt: `show image ${id}`,
      permission: 'image:read',
    },
    call,
  );
  return parseImage(reply.json(), connection, reply, call.operation);
}

/** The id itself. An address made of anything but digits could lead elsewhere. */
export function imageNumber(id: string, { operation }: Call): string {
  if (/^[0-9]{1,19}$/.test(id)) return id;
  throw new AppError('NOT_FOUND', `Djinn CI has no image "${id.slice(0, 80)}": its images have numbers.`, {
    operation,
    hint: 'Take the number from the list of images.',
  });
}
