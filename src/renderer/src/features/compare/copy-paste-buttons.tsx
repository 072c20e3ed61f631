import { ClipboardPaste, Copy } from 'lucide-react';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { pasteReason } from './paste-reason.ts';
import { copyProperties, copyPropertiesReason, openPaste } from './property-clipboard.ts';

/** Carries properties to and from an image. */
export function CopyPasteButtons({ image }: { readonly image: Image }) {
  // Only so that it is drawn again when it becomes known: the reason looks it up itself.
  useConnectionsStore((state) => state.capabilities);
  return (
    <>
      <Button
        variant="icon"
        size="small"
        aria-label="Copy properties"
        tip="Copy all properties, to paste them into other images"
        reason={copyPropertiesReason(image)}
        onPress={() => attempt('clipboard', () => copyProperties(image))}
      >
        <Copy size={14} aria-hidden="true" />
      </Button>
      <Button
        variant="icon"
        size="small"
        aria-label="Paste properties…"
        tip="Paste properties…"
        reason={pasteReason([image])}
        onPress={() => openPaste([image])}
      >
        <ClipboardPaste size={14} aria-hidden="true" />
      </Button>
    </>
  );
}
