import type { DragEvent } from 'react';
import type { Image } from '#shared/model/index.ts';
import { formatCount } from '../../ui/format-bytes.ts';
import { named } from '../../ui/named.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { endDrag, startDrag } from './copy-store.ts';

/** Tells a drag of images from one of files. */
const IMAGES_TYPE = 'application/x-argosy-images';

/** Begins to drag images; the clouds of the sidebar then say whether they take them. */
export function beginImageDrag(event: DragEvent, images: readonly Image[]): void {
  const { dataTransfer } = event;
  dataTransfer.effectAllowed = 'copy';
  dataTransfer.setData(IMAGES_TYPE, images.map(({ id }) => id).join('\n'));
  const ghost = makeGhost(images);
  document.body.append(ghost);
  dataTransfer.setDragImage(ghost, 12, 16);
  // The browser takes its picture now; what changes the page waits until it has.
  setTimeout(() => {
    ghost.remove();
    startDrag(images);
  });
}

export function finishImageDrag(): void {
  endDrag();
}

export function carriesImages(event: DragEvent): boolean {
  return event.dataTransfer.types.includes(IMAGES_TYPE);
}

/** What hangs at the pointer: the name of one, the number of several. */
function makeGhost(images: readonly Image[]): HTMLElement {
  const [only] = images;
  const ghost = document.createElement('div');
  ghost.className = 'drag-ghost';
  ghost.textContent =
    images.length === 1 && only !== undefined
      ? visibleText(named(only.name, only.id))
      : `${formatCount(images.length)} images`;
  return ghost;
}
