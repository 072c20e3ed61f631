import { toast } from '../../app/toast-queue.ts';
import { showConnectionDialog } from '../connections/connections-store.ts';
import { sortFiles } from './sort-files.ts';
import { reviewFiles } from './upload-store.ts';

/** Opens the review sheet for images, the import dialog for a clouds.yaml or an openrc. */
export async function takeDroppedFiles(files: readonly File[]): Promise<void> {
  const { images, importFile, secureFile } = sortFiles(files);
  if (importFile !== undefined) {
    const [text, secure] = await Promise.all([importFile.text(), secureFile?.text()]);
    showConnectionDialog({
      type: 'import',
      start: { from: 'text', fileName: importFile.name, text, secure },
    });
  } else if (secureFile !== undefined && images.length === 0) {
    toast({
      tone: 'info',
      title: 'secure.yaml alone says nothing',
      text: 'Drop it together with its clouds.yaml.',
    });
  }
  if (images.length > 0) reviewFiles(images);
}
