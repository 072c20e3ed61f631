import { toast } from '../../app/toast-queue.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { useConnectionsStore } from '../connections/connections-store.ts';
import { countEdits } from './edit-words.ts';
import { useEditsStore } from './edits-store.ts';
import { openReview, useReviewStore } from './review-store.ts';

/** Clouds that were not seen well yet, in this page or since they were last away. */
const away = new Set<string>();
const seen = new Set<string>();
/** Offers on show, to be put away once somebody looks at a review. */
const offers: (() => void)[] = [];

/** Once a cloud with waiting edits is well again, their review is offered, in one quiet line. */
export function offerReviews(): () => void {
  const look = (): void => {
    for (const { profile, health } of useConnectionsStore.getState().list ?? []) {
      const { name } = profile;
      if (!seen.has(name) || health === 'offline' || health === 'failed') away.add(name);
      seen.add(name);
      if (health === 'ok' && away.delete(name)) offer(name);
    }
  };
  look();
  const stops = [
    useConnectionsStore.subscribe(({ list }, before) => {
      if (list !== before.list) look();
    }),
    useReviewStore.subscribe(({ rows }) => {
      if (rows !== undefined) for (const close of offers.splice(0)) close();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function offer(name: string): void {
  const edits = [...useEditsStore.getState().waiting.values()].filter(
    ({ connection }) => connection === name,
  );
  if (edits.length === 0 || useReviewStore.getState().rows !== undefined) return;
  const close = toast({
    tone: 'info',
    title: `${visibleText(name)} can be reached`,
    text: `${countEdits(edits.length)} ${edits.length === 1 ? 'waits' : 'wait'} for it. Nothing is sent before you have reviewed it.`,
    action: { label: 'Review', run: () => openReview(name) },
  });
  offers.push(close);
}
