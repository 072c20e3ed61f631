import type { Transfer, TransferPhase } from '#shared/model/index.ts';
import { sayError } from '../../app/error-words.ts';
import { formatBytes, formatProgress, formatSpeed } from '../../ui/format-bytes.ts';
import { formatDuration, formatEta } from '../../ui/format-time.ts';
import { bytesFraction, serviceFraction } from './phase-bar-shares.ts';

const PHASE_WORDS: Readonly<Record<Exclude<TransferPhase, 'server-processing'>, string>> = {
  inspecting: 'Inspecting',
  sending: 'Sending',
  receiving: 'Receiving',
  verifying: 'Verifying',
};

/** What the service does by itself, while nothing passes here: in its own word, where it has one. */
function serviceWords({ kind, connection, otherEnd, service }: Transfer): string {
  if (service !== null && service.word !== null) return `${connection}: ${service.word}`;
  if (kind !== 'import') return `${connection} works on it`;
  return otherEnd.startsWith('http') ? `${connection} fetches it` : `${connection} takes it in`;
}

export interface TransferWords {
  /** What it is doing: `Sending 62 % · 214 MiB/s`. */
  readonly main: string;
  /** The figures: `381 of 614 MiB · 1 s left`. */
  readonly detail: string;
  readonly tone: 'normal' | 'good' | 'bad' | 'warning' | 'quiet';
}

/** A transfer in words. `nowMs` is for the time to the next try. */
export function transferWords(transfer: Transfer, nowMs: number): TransferWords {
  switch (transfer.state) {
    case 'queued':
      return queuedWords(transfer, nowMs);
    case 'running':
      return runningWords(transfer);
    case 'paused':
      return { main: `Paused${percent(transfer)}`, detail: figures(transfer), tone: 'warning' };
    case 'succeeded':
      return succeededWords(transfer);
    case 'cancelled':
      return { main: 'Cancelled', detail: 'Nothing was left behind', tone: 'quiet' };
    case 'failed': {
      const said = transfer.error === null ? undefined : sayError(transfer.error);
      return {
        main: `Failed: ${said?.title ?? 'no reason given'}`,
        detail: said?.message ?? '',
        tone: 'bad',
      };
    }
  }
}

/** The other end, with its direction. */
export function directionWords(transfer: Transfer): string {
  if (transfer.kind === 'copy') return `from ${transfer.otherEnd} to ${transfer.connection}`;
  if (transfer.kind === 'download') return `from ${transfer.connection} to ${shortPlace(transfer.otherEnd)}`;
  return `to ${transfer.connection} from ${shortPlace(transfer.otherEnd)}`;
}

/** The end of a path is what people know it by. */
function shortPlace(place: string): string {
  const parts = place.split(/[\\/]/);
  return place.includes('://') || parts.length <= 2 ? place : parts.slice(-2).join('/');
}

function queuedWords(transfer: Transfer, nowMs: number): TransferWords {
  if (transfer.retryAt !== null) {
    const seconds = Math.max(0, Math.round((Date.parse(transfer.retryAt) - nowMs) / 1000));
    const why = transfer.error === null ? '' : ` · ${sayError(transfer.error).title}`;
    return {
      main: `Try ${transfer.attempt + 1} in ${formatDuration(seconds).replace('.0 s', ' s')}`,
      detail: `${figures(transfer)}${why}`,
      tone: 'warning',
    };
  }
  return { main: 'Waiting for its turn', detail: figures(transfer), tone: 'quiet' };
}

function runningWords(transfer: Transfer): TransferWords {
  const { phase, service, bytesPerSecond, stalled, attempt } = transfer;
  const isTold = phase === 'server-processing' && service !== null && service.fraction !== null;
  const moving = phase === 'sending' || phase === 'receiving' || countsForUs(transfer);
  const word =
    phase === null ? 'Starting' : phase === 'server-processing' ? serviceWords(transfer) : PHASE_WORDS[phase];
  const parts = [moving || isTold ? `${word}${percent(transfer)}` : word];
  if (stalled) parts.push('no byte moves');
  else if (moving && bytesPerSecond !== null) parts.push(formatSpeed(bytesPerSecond));
  if (attempt > 1) parts.push(`try ${attempt}`);
  const eta = moving && !stalled ? formatEta(transfer.etaSeconds) : undefined;
  const detail = [figures(transfer), eta].filter((part) => part !== undefined).join(' · ');
  return { main: parts.join(' · '), detail, tone: stalled ? 'warning' : 'normal' };
}

/** The service moves the bytes, and tells how many. */
function countsForUs({ kind, phase, bytesDone, bytesTotal }: Transfer): boolean {
  return kind === 'import' && phase === 'server-processing' && (bytesTotal !== null || bytesDone > 0);
}

function succeededWords({ receipt, bytesDone, bytesTotal }: Transfer): TransferWords {
  const size = formatBytes(receipt?.bytes ?? bytesTotal ?? bytesDone);
  const verified = receipt?.hash?.verified === true;
  const took = receipt === null ? '' : ` in ${formatDuration(receipt.seconds)}`;
  const why = receipt?.hash ? 'the hash was not compared' : 'the service reports no hash';
  return {
    main: `${verified ? 'Verified' : 'Done'} · ${size}${took}`,
    detail: verified ? 'receipt kept' : `receipt kept · ${why}`,
    tone: 'good',
  };
}

function figures(transfer: Transfer): string {
  const { bytesDone, bytesTotal, kind, state } = transfer;
  if (kind === 'import' && bytesTotal === null && bytesDone === 0) {
    const isSilent = state === 'running' && serviceFraction(transfer) === undefined;
    return isSilent ? 'it does not say how far it is' : 'the service fetches it';
  }
  return formatProgress(bytesDone, bytesTotal);
}

function percent(transfer: Transfer): string {
  const isService = transfer.phase === 'server-processing';
  const fraction = isService ? serviceFraction(transfer) : bytesFraction(transfer);
  return fraction === undefined ? '' : ` ${Math.floor(fraction * 100)} %`;
}
