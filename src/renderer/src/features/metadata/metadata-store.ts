import { create } from 'zustand';
import type { Image } from '#shared/model/index.ts';

interface MetadataState {
  /** The image whose metadata is on the sheet, as it stood when that was opened. */
  readonly image: Image | undefined;
}

export const useMetadataStore = create<MetadataState>()(() => ({ image: undefined }));

/** Opens the roomy editor of an image's properties. */
export function openMetadata(image: Image): void {
  useMetadataStore.setState({ image });
}

export function closeMetadata(): void {
  useMetadataStore.setState({ image: undefined });
}
