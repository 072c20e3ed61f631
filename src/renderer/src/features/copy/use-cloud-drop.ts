import { type DragEvent, useState } from 'react';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { targetReason } from './copy-reasons.ts';
import { openCopy, useCopyStore } from './copy-store.ts';
import { carriesImages } from './drag-images.ts';

interface CloudDrop {
  readonly className: string | undefined;
  /** What the cloud says to the drag, in place of its state. */
  readonly words: string | undefined;
  readonly handlers: {
    readonly onDragOver?: (event: DragEvent) => void;
    readonly onDragLeave?: (event: DragEvent) => void;
    readonly onDrop?: (event: DragEvent) => void;
  };
}

const NOTHING: CloudDrop = { className: undefined, words: undefined, handlers: {} };

/** A cloud as the place that images are dropped on: taken, or greyed with the reason while they are dragged. */
export function useCloudDrop(name: string): CloudDrop {
  const dragged = useCopyStore((state) => state.dragged);
  const capabilities = useConnectionsStore((state) => state.capabilities);
  const [over, setOver] = useState(false);
  if (dragged === undefined) return NOTHING;
  const reason = targetReason(capabilities, dragged, name);
  if (reason !== undefined) return { className: 'cloud-refuses', words: reason, handlers: {} };
  return {
    className: over ? 'cloud-takes cloud-over' : 'cloud-takes',
    words: dragged.length === 1 ? 'Drop to copy it here' : 'Drop to copy them here',
    handlers: {
      onDragOver: (event) => {
        if (!carriesImages(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event) => {
        if (!carriesImages(event)) return;
        event.preventDefault();
        setOver(false);
        openCopy(dragged, name);
      },
    },
  };
}
