import { Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toast, toastError } from '../../app/toast-queue.ts';
import { noCloudReason } from '../connections/abilities-now.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { takeDroppedFiles } from './dropped-files.ts';

/** Takes files dropped anywhere in the window, and says so while they hover. */
export function DropVeil() {
  const [hovering, setHovering] = useState(false);
  const noCloud = useConnectionsStore(({ list = [], asOf }) => noCloudReason(list, asOf));
  useEffect(() => listenForDrops(setHovering), []);
  if (!hovering) return null;
  return (
    <div className="drop-veil">
      <div className="drop-veil-card">
        <Upload size={28} aria-hidden="true" />
        <strong>Drop to review</strong>
        <span>{noCloud ?? 'Nothing is sent before you say so.'}</span>
      </div>
    </div>
  );
}

function listenForDrops(setHovering: (hovering: boolean) => void): () => void {
  // Every element under the pointer enters and leaves; only the balance says whether files are over the page.
  let depth = 0;
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  const enter = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth += 1;
    setHovering(true);
  };
  const over = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
  };
  const leave = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) setHovering(false);
  };
  const drop = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    setHovering(false);
    const { files, folders } = filesOf(event);
    if (folders > 0)
      toast({ tone: 'info', title: 'Folders are left out', text: 'Drop the image files themselves.' });
    takeDroppedFiles(files).catch((error: unknown) => toastError(error, 'files.drop'));
  };
  const handlers = { dragenter: enter, dragover: over, dragleave: leave, drop } as const;
  const names = ['dragenter', 'dragover', 'dragleave', 'drop'] as const;
  for (const name of names) window.addEventListener(name, handlers[name]);
  return () => {
    for (const name of names) window.removeEventListener(name, handlers[name]);
  };
}

function filesOf(event: DragEvent): { readonly files: readonly File[]; readonly folders: number } {
  const files: File[] = [];
  let folders = 0;
  for (const item of event.dataTransfer?.items ?? []) {
    if (item.webkitGetAsEntry()?.isDirectory) folders += 1;
    else {
      const file = item.getAsFile();
      if (file !== null) files.push(file);
    }
  }
  return { files, folders };
}
