import { Hourglass } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import { editWords } from './edit-words.ts';
import { useWaitingEdit } from './edits-store.ts';

/** Beside the name of an image whose change waits for its service. */
export function QueuedMark({ image }: { readonly image: Pick<Image, 'connection' | 'id'> }) {
  const queued = useWaitingEdit(image);
  if (queued === undefined) return null;
  const words = `A change waits to be sent: ${editWords(queued.edit)}`;
  return (
    <span className="queued-mark" role="img" aria-label={words} title={words}>
      <Hourglass size={12} aria-hidden="true" />
    </span>
  );
}
