import { useEffect, useState } from 'react';
import type { ChangePreview, Image, ImageEdit } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { call } from '../../app/session.ts';
import { Button } from '../../ui/button.tsx';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { RequestList, requestWords } from '../../ui/request-list.tsx';

interface RequestsDialogProps {
  readonly image: Image;
  readonly edit: ImageEdit;
  readonly onClose: () => void;
}

/** What an edit would send, exactly; nothing is sent to find it out. */
export function RequestsDialog({ image, edit, onClose }: RequestsDialogProps) {
  const [previews, setPreviews] = useState<readonly ChangePreview[]>();
  const [error, setError] = useState<unknown>();
  const { connection, id } = image;
  // The edit is made anew with every drawing; as text it is the same while it says the same.
  const said = JSON.stringify(edit);
  useEffect(() => {
    let alive = true;
    const edits = [{ connection, id, edit: JSON.parse(said) as ImageEdit }];
    call('images.preview', { edits } as Parameters<typeof call<'images.preview'>>[1]).then(
      (found) => alive && setPreviews(found),
      (thrown: unknown) => alive && setError(thrown),
    );
    return () => {
      alive = false;
    };
  }, [connection, id, said]);
  const name = named(image.name, image.id);
  return (
    <ModalDialog
      title="What would be sent"
      onClose={onClose}
      footer={
        <>
          <span className="dialog-foot-text">{previews && `${requestWords(previews)}.`}</span>
          <Button variant="primary" autoFocus onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      {error !== undefined && <Notice tone="bad">{sayThrown(error, 'images.preview').message}</Notice>}
      {previews !== undefined && <RequestList previews={previews.map((preview) => ({ preview, name }))} />}
    </ModalDialog>
  );
}
