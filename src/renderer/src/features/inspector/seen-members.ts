import { create } from 'zustand';
import type { Image, Kept, Member } from '#shared/model/index.ts';
import { imageKey } from '../catalog/selection.ts';

type ImageName = Pick<Image, 'connection' | 'id'>;

/** Members of images that were on show lately, by the key of the image: a change, or its way back, puts them here. */
export const useSeenMembers = create<{ readonly seen: ReadonlyMap<string, Kept<readonly Member[]>> }>()(
  () => ({ seen: new Map() }),
);

/** Of as many images: beyond that the catalogue has them. */
const MOST = 20;

/** Takes in whom an image is shared with, unless something newer is known. */
export function receiveMembers(
  image: ImageName,
  members: readonly Member[],
  seenAt: string = new Date().toISOString(),
): void {
  const key = imageKey(image);
  useSeenMembers.setState(({ seen }) => {
    const held = seen.get(key);
    if (held !== undefined && held.seenAt > seenAt) return { seen };
    const others = [...seen].filter(([each]) => each !== key).slice(1 - MOST);
    return { seen: new Map([...others, [key, { value: members, seenAt }]]) };
  });
}
