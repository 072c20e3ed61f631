import type { Image } from '#shared/model/index.ts';
import { useAppStore } from '../../app/app-store.ts';
import type { Command } from '../../app/commands.ts';
import { attempt } from '../../app/toast-queue.ts';
import { chosenImages } from '../inspector/inspector-store.ts';
import { compareReason, openCompare } from './compare-store.ts';
import { pasteReason } from './paste-reason.ts';
import { chooseProperties, copyProperties, copyPropertiesReason, openPaste } from './property-clipboard.ts';

const inSight = (): readonly Image[] => (useAppStore.getState().view === 'packages' ? [] : chosenImages());

/** The one image that is chosen. */
const one = (): Image | undefined => (inSight().length === 1 ? inSight()[0] : undefined);

const noCopy = (): string | undefined =>
  inSight().length > 1 ? 'Choose one image only' : copyPropertiesReason(one());

/** What can be done with two images, and with properties across images. */
export const COMPARE_COMMANDS: readonly Command[] = [
  {
    id: 'compare',
    title: 'Compare two images…',
    group: 'Images',
    shortcut: 'Alt+V',
    reason: () => compareReason(inSight()),
    run: () => openCompare(inSight()),
  },
  {
    id: 'copy-properties',
    title: 'Copy properties',
    group: 'Images',
    reason: noCopy,
    run: () => {
      const image = one();
      if (image !== undefined) attempt('clipboard', () => copyProperties(image));
    },
  },
  {
    id: 'copy-some-properties',
    title: 'Copy some properties…',
    group: 'Images',
    reason: noCopy,
    run: () => {
      const image = one();
      if (image !== undefined) chooseProperties(image);
    },
  },
  {
    id: 'paste-properties',
    title: 'Paste properties…',
    group: 'Images',
    reason: () => pasteReason(inSight()),
    run: () => openPaste(inSight()),
  },
];
