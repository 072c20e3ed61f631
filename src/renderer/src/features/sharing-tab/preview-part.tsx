import { useId, useState } from 'react';
import type { Image } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { RequestList } from '../../ui/request-list.tsx';
import { type PreviewOrder, usePreview } from './use-preview.ts';

interface PreviewPartProps {
  readonly image: Image;
  readonly order: PreviewOrder;
}

/** A button that shows, beneath it, exactly what a change would send. */
export function PreviewPart({ image, order }: PreviewPartProps) {
  const [open, setOpen] = useState(false);
  const panelId = useId();
  const { shown, error } = usePreview(open ? order : undefined);
  return (
    <div className="preview-part">
      <Button
        size="small"
        variant="link"
        aria-expanded={open}
        aria-controls={panelId}
        onPress={() => setOpen(!open)}
      >
        {open ? 'Hide requests' : 'Preview requests'}
      </Button>
      <div id={panelId} aria-live="polite">
        {error !== undefined && <Notice tone="warning">{sayThrown(error, 'members.preview').message}</Notice>}
        {shown !== undefined && (
          <RequestList previews={[{ preview: shown, name: named(image.name, image.id) }]} />
        )}
      </div>
    </div>
  );
}
