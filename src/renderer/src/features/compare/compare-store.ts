import { create } from 'zustand';
import type { Image } from '#shared/model/index.ts';
import type { Pair } from './compare-rows.ts';

interface CompareState {
  /** The images side by side, as they stood when they were put there. */
  readonly pair: Pair | undefined;
}

export const useCompareStore = create<CompareState>()(() => ({ pair: undefined }));

/** Puts two images side by side; they may be of two clouds. */
export function openCompare(images: readonly Image[]): void {
  const [left, right] = images;
  if (images.length === 2 && left !== undefined && right !== undefined)
    useCompareStore.setState({ pair: [left, right] });
}

export function closeCompare(): void {
  useCompareStore.setState({ pair: undefined });
}

export function swapCompare(): void {
  useCompareStore.setState(({ pair }) => ({ pair: pair === undefined ? undefined : [pair[1], pair[0]] }));
}

/** Why images cannot be put side by side; `undefined` if they can. */
export function compareReason(images: readonly Image[]): string | undefined {
  return images.length === 2 ? undefined : 'Choose two images to compare them';
}
