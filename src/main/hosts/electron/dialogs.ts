import { join } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { ChosenFile } from '#shared/rpc/index.ts';
import type { Application } from '../../application.ts';
import { safeFileName } from '../../transfers/index.ts';

type Grants = Pick<Application['grants'], 'file' | 'destination'>;

const IMAGE_EXTENSIONS = [
  ...['qcow2', 'qcow', 'img', 'raw', 'iso', 'vmdk', 'vhd', 'vhdx', 'vdi', 'ova'],
  ...['gz', 'xz', 'zst', 'bz2', 'tar', 'aki', 'ari', 'ami'],
];

/** Asks for image files. Empty if the person cancels; throws the first file's error. */
export async function chooseFiles(window: BrowserWindow, grants: Grants): Promise<readonly ChosenFile[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose images to upload',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Machine images', extensions: IMAGE_EXTENSIONS },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? [] : Promise.all(filePaths.map((path) => grants.file(path)));
}

/** Asks where to save. The dialog itself asks before a file is replaced, so the grant allows it. */
export async function chooseDestination(
  window: BrowserWindow,
  grants: Grants,
  folder: string,
  suggestedName: string,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save image',
    defaultPath: join(folder, safeFileName(suggestedName, 'image', null)),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : grants.destination(filePath, 'replace');
}
