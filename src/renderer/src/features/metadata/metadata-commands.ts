import { useAppStore } from '../../app/app-store.ts';
import type { Command } from '../../app/commands.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { chosenImages } from '../inspector/inspector-store.ts';
import { metadataReason } from './metadata-reason.ts';
import { openMetadata } from './metadata-store.ts';

/** Why the metadata of what is chosen cannot be edited on the sheet. */
const noMetadata = (): string | undefined => {
  const [image, ...more] = useAppStore.getState().view === 'packages' ? [] : chosenImages();
  if (image === undefined) return 'Choose an image first';
  if (more.length > 0) return 'Choose one image only';
  return metadataReason(useConnectionsStore.getState().capabilities[image.connection], image);
};

/** What can be done with the metadata of the chosen image. */
export const METADATA_COMMANDS: readonly Command[] = [
  {
    id: 'metadata',
    title: 'Metadata…',
    group: 'Images',
    shortcut: 'Alt+M',
    reason: noMetadata,
    run: () => {
      const [image] = chosenImages();
      if (image !== undefined) openMetadata(image);
    },
  },
];
