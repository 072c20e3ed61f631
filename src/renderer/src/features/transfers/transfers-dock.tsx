import { ChevronDown, ChevronUp } from 'lucide-react';
import { call } from '../../app/session.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { formatSpeed } from '../../ui/format-bytes.ts';
import { TransferRow } from './transfer-row.tsx';
import {
  hasEnded,
  inOrder,
  type TransferTotals,
  toggleTransfers,
  totalsOf,
  useTransfersStore,
} from './transfers-store.ts';

/** What is on its way, at the foot of the window. */
export function TransfersDock() {
  const transfers = useTransfersStore((state) => state.transfers);
  const open = useTransfersStore((state) => state.open) && transfers.size > 0;
  const totals = totalsOf(transfers);
  const ended = [...transfers.values()].some(hasEnded);
  const Arrow = open ? ChevronDown : ChevronUp;
  return (
    <section className="dock" aria-label="Transfers">
      <header className="dock-head">
        <h2>Transfers</h2>
        <span className="muted">{totalsWords(totals)}</span>
        <span className="spacer" />
        {ended && (
          <Button
            size="small"
            variant="quiet"
            onPress={() => attempt('transfers.clear', () => call('transfers.clear', {}))}
          >
            Clear finished
          </Button>
        )}
        {transfers.size > 0 && (
          <Button
            variant="icon"
            size="small"
            aria-expanded={open}
            aria-label={open ? 'Fold the transfers' : 'Unfold the transfers'}
            onPress={toggleTransfers}
          >
            <Arrow size={16} aria-hidden="true" />
          </Button>
        )}
      </header>
      {open && (
        <ul className="jobs">
          {inOrder(transfers).map((transfer) => (
            <TransferRow key={transfer.id} transfer={transfer} />
          ))}
        </ul>
      )}
      <Announcer />
    </section>
  );
}

function totalsWords(totals: TransferTotals): string {
  const parts = [
    totals.running > 0 && `${totals.running} running`,
    totals.waiting > 0 && `${totals.waiting} waiting`,
    totals.done > 0 && `${totals.done} done`,
    totals.failed > 0 && `${totals.failed} failed`,
    totals.bytesPerSecond > 0 && formatSpeed(totals.bytesPerSecond),
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? 'nothing running' : parts.join(' · ');
}

/** Two live regions, as the urgency of one cannot change. */
function Announcer() {
  const announcement = useTransfersStore((state) => state.announcement);
  const text = (urgency: 'polite' | 'assertive'): string =>
    announcement?.urgency === urgency ? announcement.text : '';
  return (
    <>
      <span className="visually-hidden" aria-live="polite">
        {text('polite')}
      </span>
      <span className="visually-hidden" aria-live="assertive">
        {text('assertive')}
      </span>
    </>
  );
}
