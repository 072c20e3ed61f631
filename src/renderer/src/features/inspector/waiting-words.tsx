import type { Image } from '#shared/model/index.ts';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { useWaitingEdit } from '../edits/edits-store.ts';

/** What becomes of the change: that it waits, or that another one waits already. */
export function WaitingWords({ image, queues }: { readonly image: Image; readonly queues: boolean }) {
  const waits = useWaitingEdit(image) !== undefined;
  const cloud = visibleText(image.connection);
  if (queues) {
    return (
      <Notice tone="info">
        <strong>{cloud} cannot be reached.</strong> Your change is kept on this computer. Once the cloud is
        back you review it beside what the service then says; nothing is sent before that.
        {waits && ' The change that waits already is shown here, and is kept together with this one.'}
      </Notice>
    );
  }
  if (!waits) return null;
  return (
    <Notice tone="info">
      Another change of this image waits to be sent. What you save here is sent at once and leaves that one as
      it is.
    </Notice>
  );
}
