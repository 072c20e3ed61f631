import { CopyPlus, Download, FolderDown, Pencil, Power, PowerOff, Trash2 } from 'lucide-react';
import type { Image, Operation } from '#shared/model/index.ts';
import { session } from '../../app/session.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { reasonAgainst, useConnectionsStore } from '../connections/connections-store.ts';
import { openCopy } from '../copy/copy-store.ts';
import { downloadImages, downloadTo } from '../transfers/download-images.ts';
import { deleteReason, downloadReason, editReason, goneReason } from './action-reasons.ts';
import { useGoneImages } from './gone-images.ts';
import { askRemoval, setImageActive, startEdit } from './inspector-store.ts';

/** What can be done with the image. What cannot says why. */
export function ImageActions({ image }: { readonly image: Image }) {
  const capabilities = useConnectionsStore((state) => state.capabilities[image.connection]);
  const against = (operation: Operation): string | undefined =>
    goneReason(image) ?? reasonAgainst(capabilities, operation);
  // Only so that it is drawn again when that becomes known: the reasons look it up themselves.
  useGoneImages();
  const { pickDestination, host } = session().bridge;
  const noDownload = downloadReason(capabilities, image);
  return (
    <footer className="inspector-actions">
      <Button
        size="small"
        reason={noDownload}
        onPress={() => attempt('transfers.download', () => downloadImages([image]))}
      >
        <Download size={13} aria-hidden="true" />
        Download
      </Button>
      {pickDestination !== undefined && (
        <Button
          size="small"
          reason={noDownload}
          tip={host === 'web' ? 'Save it with this browser' : 'Choose the folder and the name'}
          onPress={() => attempt('transfers.download', () => downloadTo(image, pickDestination))}
        >
          <FolderDown size={13} aria-hidden="true" />
          {host === 'web' ? 'Save here' : 'Save as…'}
        </Button>
      )}
      <Button
        size="small"
        reason={noDownload}
        tip="Copy it to another cloud, through this computer and no file"
        onPress={() => openCopy([image])}
      >
        <CopyPlus size={13} aria-hidden="true" />
        Copy to…
      </Button>
      <Button size="small" reason={editReason(capabilities, image)} onPress={startEdit}>
        <Pencil size={13} aria-hidden="true" />
        Edit…
      </Button>
      <ActiveButton image={image} reason={against('image.deactivate')} />
      <Button size="small" variant="danger" reason={deleteReason(capabilities, image)} onPress={askRemoval}>
        <Trash2 size={13} aria-hidden="true" />
        Delete…
      </Button>
    </footer>
  );
}

function ActiveButton({ image, reason }: { readonly image: Image; readonly reason: string | undefined }) {
  const disabled = image.status === 'disabled';
  const Sign = disabled ? Power : PowerOff;
  const state = disabled || image.status === 'ready' ? undefined : 'Only a ready image can be deactivated';
  return (
    <Button
      size="small"
      reason={reason ?? state}
      tip={disabled ? 'Allow downloads and boots again' : 'Stop downloads and boots of it'}
      onPress={() => attempt('images.activate', () => setImageActive(image, disabled))}
    >
      <Sign size={13} aria-hidden="true" />
      {disabled ? 'Reactivate' : 'Deactivate'}
    </Button>
  );
}
