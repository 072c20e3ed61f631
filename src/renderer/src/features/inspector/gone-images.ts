import { create } from 'zustand';
import type { Image } from '#shared/model/index.ts';
import { imageKey } from '../catalog/selection.ts';

type ImageName = Pick<Image, 'connection' | 'id'>;

/** Images that were chosen (in the history, in a list of before) and that the catalogue does not have any more. */
export const useGoneImages = create<{ readonly keys: ReadonlySet<string> }>()(() => ({ keys: new Set() }));

const { getState, setState } = useGoneImages;

export function isGone(image: ImageName): boolean {
  return getState().keys.has(imageKey(image));
}

/** Takes in whether the catalogue has an image. */
export function markGone(image: ImageName, gone: boolean): void {
  if (isGone(image) === gone) return;
  const keys = new Set(getState().keys);
  if (gone) keys.add(imageKey(image));
  else keys.delete(imageKey(image));
  setState({ keys });
}
