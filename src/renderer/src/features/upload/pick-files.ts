import { toastError } from '../../app/toast-queue.ts';
import { takeDroppedFiles } from './dropped-files.ts';
import { chooseFilesToUpload } from './upload-store.ts';

/** Asks for files to upload: with the host's dialog where it has one, else with the browser's. */
export function pickFiles(): void {
  if (chooseFilesToUpload()) return;
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => {
    takeDroppedFiles([...(input.files ?? [])]).catch((error: unknown) => toastError(error, 'files.choose'));
  });
  input.click();
}
