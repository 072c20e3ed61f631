import { ClipboardList, ClipboardPaste, Columns2, ListTree } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import type { MenuAction } from '../../ui/context-menu.tsx';
import { compareReason, openCompare } from './compare-store.ts';
import { pasteReason } from './paste-reason.ts';
import { chooseProperties, copyProperties, copyPropertiesReason, openPaste } from './property-clipboard.ts';

const ICON = { size: 14, 'aria-hidden': true } as const;

/** What can be done with the properties of images, and with two of them, for a menu. */
export function compareActions(images: readonly Image[]): readonly MenuAction[] {
  const [only] = images;
  const compare: MenuAction = {
    id: 'compare',
    label: 'Compare the two…',
    icon: <Columns2 {...ICON} />,
    reason: compareReason(images),
    run: () => openCompare(images),
  };
  return [...(images.length === 2 ? [compare] : []), propertiesMenu(images, only)];
}

function propertiesMenu(images: readonly Image[], only: Image | undefined): MenuAction {
  const one = images.length === 1 ? only : undefined;
  const noCopy = images.length > 1 ? 'Choose one image only' : copyPropertiesReason(one);
  return {
    id: 'property-clipboard',
    label: 'Properties',
    icon: <ListTree {...ICON} />,
    run: () => undefined,
    actions: [
      {
        id: 'copy-properties',
        label: 'Copy properties',
        icon: <ClipboardList {...ICON} />,
        reason: noCopy,
        run: () => one !== undefined && attempt('clipboard', () => copyProperties(one)),
      },
      {
        id: 'copy-some-properties',
        label: 'Copy some properties…',
        icon: <ClipboardList {...ICON} />,
        reason: noCopy,
        run: () => one !== undefined && chooseProperties(one),
      },
      {
        id: 'paste-properties',
        label: images.length > 1 ? `Paste properties into ${images.length}…` : 'Paste properties…',
        icon: <ClipboardPaste {...ICON} />,
        reason: pasteReason(images),
        run: () => openPaste(images),
      },
    ],
  };
}
