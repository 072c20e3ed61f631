import { Copy, CopyPlus, Download, Pencil, Trash2 } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { Image } from '#shared/model/index.ts';
import { attempt, toast } from '../../app/toast-queue.ts';
import { type MenuAction, useContextMenu } from '../../ui/context-menu.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { sourceReason } from '../copy/copy-reasons.ts';
import { openCopy } from '../copy/copy-store.ts';
import { deleteReason, downloadReason, editReason } from '../inspector/action-reasons.ts';
import { askRemoval, startEdit } from '../inspector/inspector-store.ts';
import { downloadImages } from '../transfers/download-images.ts';
import { selectRow, useCatalogStore } from './catalog-store.ts';
import { rowOfEvent } from './row-clicks.ts';
import { imageKey } from './selection.ts';
import { rowAt } from './window-cache.ts';

/** The menu of a row; of all chosen ones if the row is among them. */
export function useImageMenu() {
  const { open, menu } = useContextMenu('Image');
  return {
    menu,
    open: (event: MouseEvent): void => {
      const index = rowOfEvent(event);
      if (index === undefined) return;
      const { cache, selection } = useCatalogStore.getState();
      const image = rowAt(cache, index);
      if (image === undefined) return;
      if (!selection.images.has(imageKey(image))) selectRow(index);
      open(event, imageActions([...useCatalogStore.getState().selection.images.values()]));
    },
  };
}

function imageActions(images: readonly Image[]): readonly MenuAction[] {
  const [only] = images;
  if (only === undefined) return [];
  const many = images.length > 1;
  const capabilities = useConnectionsStore.getState().capabilities[only.connection];
  return [
    {
      id: 'download',
      label: many ? `Download ${images.length} images` : 'Download',
      icon: <Download size={14} aria-hidden="true" />,
      reason: many ? undefined : downloadReason(capabilities, only),
      run: () => attempt('transfers.download', () => downloadImages(images)),
    },
    {
      id: 'copy-to',
      label: many ? `Copy ${images.length} images to…` : 'Copy to…',
      icon: <CopyPlus size={14} aria-hidden="true" />,
      reason: sourceReason(useConnectionsStore.getState().capabilities, images),
      run: () => openCopy(images),
    },
    {
      id: 'edit',
      label: 'Edit…',
      icon: <Pencil size={14} aria-hidden="true" />,
      reason: many ? 'One image at a time' : editReason(capabilities),
      run: startEdit,
    },
    {
      id: 'copy',
      label: many ? 'Copy ids' : 'Copy id',
      icon: <Copy size={14} aria-hidden="true" />,
      run: () => attempt('clipboard', () => copyIds(images)),
    },
    {
      id: 'delete',
      label: many ? `Delete ${images.length} images…` : 'Delete…',
      icon: <Trash2 size={14} aria-hidden="true" />,
      danger: true,
      reason: many ? undefined : deleteReason(capabilities, only),
      run: askRemoval,
    },
  ];
}

/** Puts the ids on the clipboard, one a line. */
export async function copyIds(images: readonly Image[]): Promise<void> {
  await navigator.clipboard.writeText(images.map(({ id }) => id).join('\n'));
  toast({ tone: 'good', title: images.length === 1 ? 'Id copied' : `${images.length} ids copied` });
}
