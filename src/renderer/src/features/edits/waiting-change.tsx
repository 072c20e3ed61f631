import { ArrowRight } from 'lucide-react';
import { fieldValue, wishesOf } from '#shared/edits/index.ts';
import type { Image } from '#shared/model/index.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { When } from '../../ui/figures.tsx';
import { useNow } from '../../ui/use-now.ts';
import { offlineReason } from '../connections/abilities-now.ts';
import { useConnection } from '../connections/connections-store.ts';
import { fieldWords, valueWords } from './edit-words.ts';
import { discardEdits, useWaitingEdit } from './edits-store.ts';
import { openReview } from './review-store.ts';

/** In the inspector: the change of the image that waits, what can be done about it. */
export function WaitingChange({ image }: { readonly image: Image }) {
  const queued = useWaitingEdit(image);
  const state = useConnection(image.connection);
  const now = useNow();
  if (queued === undefined) return null;
  return (
    <section className="waiting-change" aria-label="Change that waits to be sent">
      <header>
        <h3>Waits to be sent</h3>
        <When iso={queued.queuedAt} />
      </header>
      <dl>
        {wishesOf(queued.edit).map(({ field, wanted = null }) => (
          <div key={field}>
            <dt>
              <bdi>{fieldWords(field)}</bdi>
            </dt>
            <dd>
              <bdi className="muted">{valueWords(field, fieldValue(queued.base, field) ?? null)}</bdi>
              <ArrowRight size={11} role="img" aria-label="becomes" />
              <bdi className="waiting-value">{valueWords(field, wanted)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <footer>
        <Button size="small" reason={offlineReason(state, now)} onPress={() => openReview(image.connection)}>
          Review…
        </Button>
        <Button
          size="small"
          variant="quiet"
          onPress={() => attempt('edits.discard', () => discardEdits([queued]))}
        >
          Discard
        </Button>
      </footer>
    </section>
  );
}
