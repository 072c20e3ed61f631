import { useEffect, useMemo, useState } from 'react';
import type { ChangePreview, Image } from '#shared/model/index.ts';
import { sayThrown } from '../../app/error-words.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-bytes.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { named } from '../../ui/named.ts';
import { Notice } from '../../ui/notice.tsx';
import { RequestList, requestWords } from '../../ui/request-list.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { applyPlan, applyReason, explain, openedImages, sendableCount } from './apply-plan.ts';
import { previewPlans } from './preview-plan.ts';
import { previewsTogether } from './shared-places.ts';
import { changesWord, showSharingDialog, useSharingStore } from './sharing-store.ts';

/** What would be sent, exactly, and what a person should know of it before. */
export function PreviewDialog() {
  const plan = useSharingStore((state) => state.plan);
  const [previews, setPreviews] = useState<readonly ChangePreview[]>();
  const [error, setError] = useState<unknown>();
  const opened = openedImages(plan);
  const sendable = sendableCount(plan);
  const together = useMemo(() => {
    const nameOf = ({ connection, id }: ChangePreview): string => {
      const image = plan.get(`${connection}/${id}`)?.image;
      return named(image?.name ?? null, id);
    };
    return previewsTogether(previews ?? [], nameOf);
  }, [previews, plan]);
  const close = (): void => showSharingDialog(undefined);
  useEffect(() => {
    let alive = true;
    explain(openedImages(plan));
    previewPlans([...plan.values()]).then(
      (answer) => alive && setPreviews(answer),
      (thrown: unknown) => alive && setError(thrown),
    );
    return () => {
      alive = false;
    };
  }, [plan]);
  return (
    <ModalDialog
      title="What will be sent"
      width="large"
      onClose={close}
      footer={
        <>
          <Button onPress={close}>Not now</Button>
          <Button variant="primary" reason={applyReason(plan)} onPress={applyPlan}>
            {sendable === 0 ? 'Apply' : `Apply ${changesWord(sendable)}`}
          </Button>
        </>
      }
    >
      <div className="preview">
        {opened.length > 0 && <OpenedNotice images={opened} />}
        {error !== undefined && (
          <Notice tone="warning">
            The requests could not be worked out: {sayThrown(error, 'members.preview').message}
          </Notice>
        )}
        {previews === undefined && error === undefined && <p className="muted">Working them out…</p>}
        {previews !== undefined && (
          <>
            <p className="muted">
              {requestWords(together.map(({ preview }) => preview))}. Argosy reads each image before, and its
              members after.
            </p>
            <RequestList previews={together} />
          </>
        )}
      </div>
    </ModalDialog>
  );
}

/** Private to shared is one step, said in plain words before it is taken. */
function OpenedNotice({ images }: { readonly images: readonly Image[] }) {
  const [only] = images;
  const one = images.length === 1 && only !== undefined;
  const subject = one ? visibleText(named(only.name, only.id)) : `${formatCount(images.length)} images`;
  return (
    <Notice tone="warning">
      <strong>
        {subject} {one ? 'becomes' : 'become'} shared first.
      </strong>{' '}
      {one
        ? 'It is private now: only its own project sees it.'
        : 'They are private now: only their own project sees them.'}{' '}
      Only shared images have members. Members that {one ? 'it' : 'they'} had before {one ? 'it' : 'they'}{' '}
      became private see {one ? 'it' : 'them'} again, too. Undo makes {one ? 'it' : 'them'} private again.
      {!one && (
        <ul className="opened-names">
          {images.slice(0, 20).map((image) => (
            <li key={`${image.connection}/${image.id}`}>{visibleText(named(image.name, image.id))}</li>
          ))}
          {images.length > 20 && <li>and {formatCount(images.length - 20)} more</li>}
        </ul>
      )}
    </Notice>
  );
}
