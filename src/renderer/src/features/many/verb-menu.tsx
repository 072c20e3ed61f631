import { ChevronDown } from 'lucide-react';
import { MenuTrigger, Popover } from 'react-aria-components';
import type { Image } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { ActionMenu, type MenuAction } from '../../ui/context-menu.tsx';
import { useBatchStore } from '../batch/batch-store.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { useGoneImages } from '../inspector/gone-images.ts';
import { verbActions } from './verb-actions.tsx';

interface VerbMenuProps {
  readonly images: readonly Image[];
  /** Before the verbs. */
  readonly first?: readonly MenuAction[];
  /** After them. */
  readonly last?: readonly MenuAction[];
}

/** The lesser things that can be done with images, behind a button of the inspector. */
export function VerbMenu(props: VerbMenuProps) {
  return (
    <MenuTrigger>
      <Button size="small" aria-label="More actions">
        More
        <ChevronDown size={13} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="top end" offset={4}>
        <VerbItems {...props} />
      </Popover>
    </MenuTrigger>
  );
}

/** Drawn only while the menu is open: of thousands of images it takes its time. */
function VerbItems({ images, first = [], last = [] }: VerbMenuProps) {
  // Only so that it is drawn again: the reasons look these up themselves.
  useConnectionsStore((state) => state.capabilities);
  useGoneImages();
  useBatchStore(({ batch }) => batch?.running);
  return <ActionMenu label="More actions" actions={[...first, ...verbActions(images), ...last]} />;
}
