import type { Image } from '#shared/model/index.ts';
import { useAppStore } from '../../app/app-store.ts';
import type { Command } from '../../app/commands.ts';
import { attempt } from '../../app/toast-queue.ts';
import { clearSelection, selectAll } from '../catalog/catalog-store.ts';
import { noCloudReason } from '../connections/abilities-now.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { sourceReason } from '../copy/copy-reasons.ts';
import { openCopy } from '../copy/copy-store.ts';
import { openImport } from '../import/import-store.ts';
import { manyEditReason, openMany } from '../many/many-store.ts';
import { downloadImages } from '../transfers/download-images.ts';
import { pickFiles } from '../upload/pick-files.ts';
import { editReason, removalReason } from './action-reasons.ts';
import { askRemoval, chosenImages, startEdit } from './inspector-store.ts';

/** The chosen images; none while packages are on show. */
const inSight = (): readonly Image[] => (useAppStore.getState().view === 'packages' ? [] : chosenImages());

const someChosen = (): string | undefined => (inSight().length === 0 ? 'Choose an image first' : undefined);

/** Why none of the chosen images can give its bytes. */
const noBytes = (): string | undefined =>
  someChosen() ?? sourceReason(useConnectionsStore.getState().capabilities, chosenImages());

/** Why nothing can be sent to any cloud. */
const noCloud = (): string | undefined => {
  const { list = [], asOf } = useConnectionsStore.getState();
  return noCloudReason(list, asOf);
};

/** Why none of the chosen images can be deleted. */
const noRemoval = (): string | undefined => {
  const { capabilities } = useConnectionsStore.getState();
  return someChosen() ?? removalReason(capabilities, inSight());
};

/** Why the chosen images cannot be edited. */
const noEdit = (): string | undefined => {
  const [image, ...more] = inSight();
  if (image === undefined) return 'Choose an image first';
  if (more.length > 0) return manyEditReason(inSight());
  return editReason(useConnectionsStore.getState().capabilities[image.connection], image);
};

/** What can be done with images. */
export const IMAGE_COMMANDS: readonly Command[] = [
  {
    id: 'upload',
    title: 'Upload images…',
    group: 'Images',
    shortcut: 'Mod+U',
    reason: noCloud,
    run: pickFiles,
  },
  {
    id: 'download',
    title: 'Download',
    group: 'Images',
    shortcut: 'Mod+D',
    reason: noBytes,
    run: () => attempt('transfers.download', () => downloadImages(chosenImages())),
  },
  {
    id: 'copy-to',
    title: 'Copy to another cloud…',
    group: 'Images',
    shortcut: 'Alt+C',
    reason: noBytes,
    run: () => openCopy(chosenImages()),
  },
  {
    id: 'import-image',
    title: 'Import from a URL…',
    group: 'Images',
    shortcut: 'Alt+U',
    reason: () =>
      (useConnectionsStore.getState().list ?? []).length === 0 ? 'Add a cloud first' : noCloud(),
    run: () => openImport(),
  },
  {
    id: 'edit',
    title: 'Edit…',
    group: 'Images',
    shortcut: 'F2',
    reason: noEdit,
    run: () => (inSight().length > 1 ? openMany(inSight()) : startEdit()),
  },
  {
    id: 'delete',
    title: 'Delete…',
    group: 'Images',
    shortcut: 'Delete',
    inList: true,
    reason: noRemoval,
    run: askRemoval,
  },
  {
    id: 'select-all',
    title: 'Choose all',
    group: 'Images',
    shortcut: 'Mod+A',
    inList: true,
    run: () => attempt('catalog.window', selectAll),
  },
  {
    id: 'select-none',
    title: 'Choose none',
    group: 'Images',
    shortcut: 'Escape',
    inList: true,
    run: clearSelection,
  },
];
