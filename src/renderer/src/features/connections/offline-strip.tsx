import { CloudOff } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { formatAsOf } from '../../ui/format-time.ts';
import { useNow } from '../../ui/use-now.ts';
import { retryWords } from './connection-words.ts';
import { refreshClouds, useConnectionsStore } from './connections-store.ts';

/** A thin line over the page while no cloud can be reached: the list works on, from the catalogue. */
export function OfflineStrip() {
  const list = useConnectionsStore((state) => state.list) ?? [];
  const now = useNow();
  if (list.length === 0 || !list.every(({ health }) => health === 'offline')) return null;
  const seen = list.flatMap(({ syncedAt }) => (syncedAt === null ? [] : [syncedAt])).sort();
  const [oldest] = seen;
  const next = list
    .filter(({ nextRefreshAt }) => nextRefreshAt !== null)
    .sort((a, b) => String(a.nextRefreshAt).localeCompare(String(b.nextRefreshAt)))[0];
  const retry = next === undefined ? undefined : retryWords(next, now);
  return (
    <section className="offline-strip" aria-label="Offline">
      <CloudOff size={14} aria-hidden="true" />
      <p role="status">
        <strong>
          {oldest === undefined
            ? 'No cloud can be reached, and none was ever listed.'
            : `Working from the catalogue, as of ${formatAsOf(oldest, now)}.`}
        </strong>{' '}
        <span>
          {oldest !== undefined && 'No cloud can be reached. '}
          {retry !== undefined && `The next try is ${retry}.`}
        </span>
      </p>
      <Button size="small" onPress={() => refreshClouds()}>
        Try again
      </Button>
    </section>
  );
}
