import { create } from 'zustand';
import type { Image } from '#shared/model/index.ts';

export type HandedImage = Pick<Image, 'connection' | 'id' | 'name'>;

interface HandOverState {
  /** The image that is handed over, while its dialog is open, and to whom it may be. */
  readonly order: { readonly image: HandedImage; readonly members: readonly string[] } | undefined;
}

export const useHandOver = create<HandOverState>()(() => ({ order: undefined }));

/** Shows what to give to those whom an image is shared with: a link, and lines to type. Nothing is asked. */
export function openHandOver(image: HandedImage, members: readonly string[]): void {
  useHandOver.setState({ order: { image, members } });
}

export function closeHandOver(): void {
  useHandOver.setState({ order: undefined });
}
