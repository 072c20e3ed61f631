import { Table2 } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import type { MenuAction } from '../../ui/context-menu.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { metadataReason } from './metadata-reason.ts';
import { openMetadata } from './metadata-store.ts';

/** The sheet of one image's metadata, for a menu. */
export function metadataAction(image: Image): MenuAction {
  return {
    id: 'metadata',
    label: 'Metadata…',
    icon: <Table2 size={14} aria-hidden="true" />,
    reason: metadataReason(useConnectionsStore.getState().capabilities[image.connection], image),
    run: () => openMetadata(image),
  };
}
