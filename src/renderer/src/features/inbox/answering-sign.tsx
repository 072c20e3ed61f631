import type { SharedImage } from '#shared/model/index.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { imageKey } from '../catalog/selection.ts';
import { stopWaiting, useAnsweringStore } from './answering-store.ts';
import { answeringWord } from './inbox-words.ts';

/** In a row: that its answer was sent, and is not taken yet. */
export function AnsweringSign({ image }: { readonly image: SharedImage }) {
  const answering = useAnsweringStore((state) => state.answering.get(imageKey(image)));
  if (answering === undefined) return null;
  return <span className="inbox-answering">{answeringWord(answering)}</span>;
}

/** Beside an image whose answer takes long: what that means, and the way out of it. */
export function AnsweringNotice({ image }: { readonly image: SharedImage }) {
  const answering = useAnsweringStore((state) => state.answering.get(imageKey(image)));
  if (answering === undefined || !(answering.slow || answering.leftWaiting)) return null;
  const cloud = visibleText(image.connection);
  return (
    <Notice
      tone="warning"
      status
      actions={
        <Button
          size="small"
          reason={answering.leftWaiting ? 'Nobody waits for it any more' : undefined}
          tip="What was sent cannot be called back"
          onPress={() => stopWaiting([imageKey(image)])}
        >
          Stop waiting
        </Button>
      }
    >
      <strong>{cloud} has not answered yet.</strong> What was sent may still be taken. It is not sent again.
    </Notice>
  );
}
