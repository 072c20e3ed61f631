import { FolderDown, Trash2 } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import { session } from '../../app/session.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import type { MenuAction } from '../../ui/context-menu.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { openCopy } from '../copy/copy-store.ts';
import { VerbMenu } from '../many/verb-menu.tsx';
import { metadataAction } from '../metadata/metadata-action.tsx';
import { downloadImages, downloadTo } from '../transfers/download-images.ts';
import { deleteReason, downloadReason, editReason } from './action-reasons.ts';
import { useGoneImages } from './gone-images.ts';
import { askRemoval, startEdit } from './inspector-store.ts';

/** What can be done with the image, in one row: the rest is under "More". What cannot says why. */
export function ImageActions({ image }: { readonly image: Image }) {
  const capabilities = useConnectionsStore((state) => state.capabilities[image.connection]);
  // Only so that it is drawn again when that becomes known: the reasons look it up themselves.
  useGoneImages();
  const { pickDestination, host } = session().bridge;
  const noDownload = downloadReason(capabilities, image);
  const saving: readonly MenuAction[] =
    pickDestination === undefined
      ? []
      : [
          {
            id: 'save',
            label: host === 'web' ? 'Save here' : 'Save as…',
            icon: <FolderDown size={14} aria-hidden="true" />,
            note: host === 'web' ? 'Save it with this browser' : 'Choose the folder and the name',
            reason: noDownload,
            run: () => attempt('transfers.download', () => downloadTo(image, pickDestination)),
          },
        ];
  const removal: MenuAction = {
    id: 'delete',
    label: 'Delete…',
    icon: <Trash2 size={14} aria-hidden="true" />,
    danger: true,
    reason: deleteReason(capabilities, image),
    run: askRemoval,
  };
  return (
    <footer className="inspector-actions">
      <Button
        size="small"
        reason={noDownload}
        onPress={() => attempt('transfers.download', () => downloadImages([image]))}
      >
        Download
      </Button>
      <Button
        size="small"
        reason={noDownload}
        tip="Copy it to another cloud, through this computer and no file"
        onPress={() => openCopy([image])}
      >
        Copy to…
      </Button>
      <Button size="small" reason={editReason(capabilities, image)} onPress={startEdit}>
        Edit…
      </Button>
      <VerbMenu images={[image]} first={[metadataAction(image), ...saving]} last={[removal]} />
    </footer>
  );
}
