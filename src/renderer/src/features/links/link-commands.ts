import type { Command } from '../../app/commands.ts';
import { goneReason } from '../inspector/action-reasons.ts';
import { chosenImages } from '../inspector/inspector-store.ts';
import { openHandOver } from './hand-over-store.ts';
import { pasteLink } from './opened-links.ts';

/** Why there is nothing to hand over. */
const noImage = (): string | undefined => {
  const [image, ...more] = chosenImages();
  if (image === undefined) return 'Choose an image first';
  return more.length > 0 ? 'Choose one image only' : goneReason(image);
};

/** What can be done with links from anywhere. */
export const LINK_COMMANDS: readonly Command[] = [
  { id: 'open-link', title: 'Open a hand-off link…', group: 'Images', run: () => pasteLink(true) },
  {
    id: 'hand-over',
    title: 'Hand the image over…',
    group: 'Images',
    reason: noImage,
    run: () => {
      const [image] = chosenImages();
      if (image !== undefined) openHandOver(image, []);
    },
  },
];
