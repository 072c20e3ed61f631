import {
  ClipboardCopy,
  CopyPlus,
  Download,
  Eye,
  FolderClosed,
  FolderOpen,
  FoldVertical,
  ListChecks,
  Pencil,
  Trash2,
  UnfoldVertical,
  Users,
} from 'lucide-react';
import type { MouseEvent } from 'react';
import type { CatalogGroup, Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { type MenuAction, useContextMenu } from '../../ui/context-menu.tsx';
import { compareActions } from '../compare/compare-actions.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { sourceReason } from '../copy/copy-reasons.ts';
import { openCopy } from '../copy/copy-store.ts';
import { deleteReason, downloadReason, editReason, removalReason } from '../inspector/action-reasons.ts';
import { askRemoval, startEdit } from '../inspector/inspector-store.ts';
import { manyEditReason, openMany } from '../many/many-store.ts';
import { verbActions } from '../many/verb-actions.tsx';
import { metadataAction } from '../metadata/metadata-action.tsx';
import { openSharing } from '../sharing/open-sharing.ts';
import { downloadImages } from '../transfers/download-images.ts';
import { useCatalogStore } from './catalog-state.ts';
import { copyChosen, copyReason } from './copy-as/copy-chosen.ts';
import { COPY_FORMS, COPY_LABELS } from './copy-as/copy-forms.ts';
import { imagesWord } from './group-words.ts';
import { lineAt, placeOf } from './line-list.ts';
import { EXPAND_LIMIT, setAllExpanded, setGroupExpanded } from './list-loading.ts';
import { toggleQuickLook } from './quick-look-actions.ts';
import { rowOfEvent } from './row-clicks.ts';
import { imageKey } from './selection.ts';
import { CHOOSE_LIMIT, focusRow, selectGroup, selectRow } from './selection-actions.ts';

const ICON = { size: 14, 'aria-hidden': true } as const;

/** The menu of a row; of all chosen ones if the row is among them. */
export function useImageMenu() {
  const { open, menu } = useContextMenu('Image');
  return {
    menu,
    open: (event: MouseEvent): void => {
      const { list, selection } = useCatalogStore.getState();
      // The menu key means the line that the keyboard stands on.
      const pointed = rowOfEvent(event);
      const index = pointed ?? (event.target === event.currentTarget ? selection.focus : -1);
      if (list === undefined || index < 0) return;
      const place = pointed === undefined ? document.getElementById(`image-row-${index}`) : null;
      const line = lineAt(list, index);
      if (line.kind === 'group') {
        const at = placeOf(list, index);
        if (line.group === undefined || at.of === 'images') return;
        focusRow(index);
        open(event, groupActions(line.group, at.group, line.expanded, list.total), place);
      } else if (line.image !== undefined) {
        if (!selection.images.has(imageKey(line.image))) selectRow(index);
        open(event, imageActions([...useCatalogStore.getState().selection.images.values()]), place);
      }
    },
  };
}

function groupActions(
  group: CatalogGroup,
  index: number,
  expanded: boolean,
  groups: number,
): readonly MenuAction[] {
  return [
    {
      id: 'toggle',
      label: expanded ? 'Collapse' : 'Expand',
      icon: expanded ? <FolderClosed {...ICON} /> : <FolderOpen {...ICON} />,
      run: () => setGroupExpanded(index, !expanded),
    },
    {
      id: 'choose',
      label: `Choose ${imagesWord(Math.min(group.images, CHOOSE_LIMIT))}`,
      icon: <ListChecks {...ICON} />,
      run: () => attempt('catalog.window', () => selectGroup(group.key)),
    },
    {
      id: 'expand-all',
      label: 'Expand all',
      icon: <UnfoldVertical {...ICON} />,
      reason: groups > EXPAND_LIMIT ? `For up to ${EXPAND_LIMIT} groups` : undefined,
      run: () => setAllExpanded(true),
    },
    {
      id: 'collapse-all',
      label: 'Collapse all',
      icon: <FoldVertical {...ICON} />,
      run: () => setAllExpanded(false),
    },
  ];
}

function imageActions(images: readonly Image[]): readonly MenuAction[] {
  const [only] = images;
  if (only === undefined) return [];
  const many = images.length > 1;
  const capabilities = useConnectionsStore.getState().capabilities[only.connection];
  return [
    {
      id: 'quick-look',
      label: 'Quick look',
      icon: <Eye {...ICON} />,
      run: toggleQuickLook,
    },
    {
      id: 'download',
      label: many ? `Download ${images.length} images` : 'Download',
      icon: <Download {...ICON} />,
      reason: many ? undefined : downloadReason(capabilities, only),
      run: () => attempt('transfers.download', () => downloadImages(images)),
    },
    {
      id: 'copy-to',
      label: many ? `Copy ${images.length} images to…` : 'Copy to…',
      icon: <CopyPlus {...ICON} />,
      reason: sourceReason(useConnectionsStore.getState().capabilities, images),
      run: () => openCopy(images),
    },
    {
      id: 'who-sees',
      label: many ? 'Who sees them…' : 'Who sees it…',
      icon: <Users {...ICON} />,
      run: () => openSharing(images),
    },
    {
      id: 'edit',
      label: many ? `Edit ${images.length} images…` : 'Edit…',
      icon: <Pencil {...ICON} />,
      reason: many ? manyEditReason(images) : editReason(capabilities, only),
      run: many ? () => openMany(images) : startEdit,
    },
    ...(many ? [] : [metadataAction(only)]),
    ...compareActions(images),
    ...verbActions(images),
    {
      id: 'copy-as',
      label: 'Copy as',
      icon: <ClipboardCopy {...ICON} />,
      actions: COPY_FORMS.map((form) => ({
        id: form,
        label: COPY_LABELS[form],
        reason: copyReason(form, images),
        run: () => attempt('clipboard', () => copyChosen(form)),
      })),
      run: () => undefined,
    },
    {
      id: 'delete',
      label: many ? `Delete ${images.length} images…` : 'Delete…',
      icon: <Trash2 {...ICON} />,
      danger: true,
      reason: many
        ? removalReason(useConnectionsStore.getState().capabilities, images)
        : deleteReason(capabilities, only),
      run: askRemoval,
    },
  ];
}
