import { X } from 'lucide-react';
import type { Transfer } from '#shared/model/index.ts';
import { call } from '../../app/session.ts';
import { attempt } from '../../app/toast-queue.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Plain } from '../../ui/plain.tsx';
import { useNow } from '../../ui/use-now.ts';
import { visibleText } from '../../ui/visible-text.ts';
import { phaseSegments } from './phase-bar-shares.ts';
import { ReceiptButton } from './receipt-button.tsx';
import { directionWords, transferWords } from './transfer-words.ts';
import { hasEnded, receiveTransfer } from './transfers-store.ts';

/** One transfer: what, where to, how far, and what can be done about it. */
export function TransferRow({ transfer }: { readonly transfer: Transfer }) {
  const words = transferWords(transfer, useNow());
  return (
    <li className="job" aria-label={visibleText(transfer.title)}>
      <div className="job-title">
        <Plain className="image-name">{transfer.title}</Plain>
        <Plain className="muted" title={visibleText(transfer.otherEnd)}>
          {directionWords(transfer)}
        </Plain>
      </div>
      <PhaseBar transfer={transfer} label={words.main} />
      <div className="job-words">
        <span className={classNames('job-main', `job-${words.tone}`)} title={visibleText(words.main)}>
          {visibleText(words.main)}
        </span>
        <span className="muted" title={visibleText(words.detail)}>
          {visibleText(words.detail)}
        </span>
      </div>
      <div className="job-actions">
        <JobActions transfer={transfer} />
      </div>
    </li>
  );
}

function PhaseBar({ transfer, label }: { readonly transfer: Transfer; readonly label: string }) {
  const segments = phaseSegments(transfer);
  const share = segments.reduce((sum, segment) => sum + segment.share * segment.fill, 0);
  return (
    <div
      className={classNames('phases', `phases-${transfer.state}`, transfer.stalled && 'phases-stalled')}
      role="progressbar"
      aria-label={visibleText(transfer.title)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share)}
      aria-valuetext={visibleText(label)}
    >
      {segments.map(({ phase, share: part, fill, unknown }) => (
        <div
          key={phase}
          className={classNames('phase', unknown && 'phase-unknown')}
          style={{ flexGrow: part }}
        >
          <b style={{ width: `${fill * 100}%` }} />
        </div>
      ))}
    </div>
  );
}

function JobActions({ transfer }: { readonly transfer: Transfer }) {
  const { id, state } = transfer;
  const act = (name: 'transfers.cancel' | 'transfers.retry' | 'transfers.pause') => () =>
    attempt(name, async () => receiveTransfer(await call(name, { id })));
  return (
    <>
      {transfer.receipt !== null && <ReceiptButton receipt={transfer.receipt} />}
      {transfer.canReveal && (
        <Button
          size="small"
          onPress={() => attempt('transfers.reveal', () => call('transfers.reveal', { id }))}
        >
          Show
        </Button>
      )}
      {transfer.canPause && (
        <Button size="small" onPress={act('transfers.pause')}>
          Pause
        </Button>
      )}
      {transfer.canRetry && (
        <Button size="small" onPress={act('transfers.retry')}>
          {state === 'paused' ? 'Continue' : 'Retry'}
        </Button>
      )}
      {hasEnded(transfer) ? (
        <Button
          variant="icon"
          size="small"
          aria-label={`Forget ${visibleText(transfer.title)}`}
          tip="Take it off the list"
          onPress={() => attempt('transfers.clear', () => call('transfers.clear', { id }))}
        >
          <X size={14} aria-hidden="true" />
        </Button>
      ) : (
        <Button size="small" onPress={act('transfers.cancel')}>
          Cancel
        </Button>
      )}
    </>
  );
}
