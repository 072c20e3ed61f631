import type { MemberStatus, SharedImage } from '#shared/model/index.ts';
import type { Call, ImageProvider } from '../providers/provider.ts';
import type { InboxReading } from './inbox-pace.ts';

/** More than anybody looks through; a service cannot fill the catalogue by it. */
export const MOST_SHARED = 2000;
/** So many characters of JSON they are at most: they are kept, and told to each page, as a whole. */
const MOST_CHARACTERS = 8 * 1024 ** 2;

/**
 * What others share with a connection, at most `MOST_SHARED` images, and fewer where they are huge. After a
 * `pending` reading the rest is as `known`, unless something that waited waits no more: then all is asked for,
 * because its answer, or that it is shared no longer, is told nowhere else.
 */
export async function readShared(
  provider: Pick<ImageProvider, 'listShared'>,
  reading: InboxReading,
  known: readonly SharedImage[],
  call: Call,
): Promise<{ readonly images: readonly SharedImage[]; readonly read: InboxReading }> {
  if (reading === 'pending') {
    const pending = await list(provider, 'pending', call);
    const ids = new Set(pending.map(({ id }) => id));
    const isAllThere = known.every(({ id, memberStatus }) => memberStatus !== 'pending' || ids.has(id));
    if (isAllThere) {
      const others = known.filter(({ id }) => !ids.has(id));
      return { images: [...pending, ...others].slice(0, MOST_SHARED), read: 'pending' };
    }
  }
  return { images: await list(provider, 'all', call), read: 'all' };
}

async function list(
  provider: Pick<ImageProvider, 'listShared'>,
  status: MemberStatus | 'all',
  call: Call,
): Promise<readonly SharedImage[]> {
  // A list that moves between two pages gives some of them twice.
  const images = new Map<string, SharedImage>();
  let charactersLeft = MOST_CHARACTERS;
  for await (const page of provider.listShared(status, call)) {
    for (const { document, memberStatus } of page) {
      const image = { ...document.image, memberStatus };
      charactersLeft -= JSON.stringify(image).length;
      if (images.size === MOST_SHARED || charactersLeft < 0) return [...images.values()];
      if (!images.has(image.id)) images.set(image.id, image);
    }
  }
  return [...images.values()];
}
