import { create } from 'zustand';
import type { Image, Inspection, Kept } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { imageKey } from '../catalog/selection.ts';

/** What is known of the inside of one image. */
export interface Look {
  readonly kept: Kept<Inspection> | undefined;
  readonly looking: boolean;
  readonly error: unknown;
}

type Named = Pick<Image, 'connection' | 'id'>;

const UNKNOWN: Look = { kept: undefined, looking: false, error: undefined };

/** By keys of images. */
const useLookStore = create<{ readonly looks: Readonly<Record<string, Look>> }>()(() => ({
  looks: {},
}));
const { getState, setState } = useLookStore;

export function useLook(image: Named): Look {
  return useLookStore(({ looks }) => looks[imageKey(image)] ?? UNKNOWN);
}

function change(image: Named, part: Partial<Look>): void {
  const key = imageKey(image);
  const { looks } = getState();
  setState({ looks: { ...looks, [key]: { ...(looks[key] ?? UNKNOWN), ...part } } });
}

/** Takes in what was seen of it before; no service is asked. */
export async function recallLook(image: Named): Promise<void> {
  try {
    const { connection, id } = image;
    const kept = await call('catalog.inspection', { connection, id });
    change(image, { kept: kept ?? undefined });
  } catch {
    // It can still be looked at.
  }
}

/** Has the headers of the stored image read: a few MiB at most, whatever its size. */
export async function lookInside(image: Named): Promise<void> {
  if (getState().looks[imageKey(image)]?.looking) return;
  change(image, { looking: true, error: undefined });
  try {
    const { connection, id } = image;
    change(image, { kept: await call('images.inspect', { connection, id }), looking: false });
  } catch (error) {
    change(image, { looking: false, error });
  }
}
