import type { Transfer } from '#shared/model/index.ts';
import { bytes, type Output, printable } from './output.ts';

const BAR_WIDTH = 24;
const MOST_WORD_CHARACTERS = 24;
const PHASE_WORDS = {
  inspecting: 'inspecting',
  sending: 'sending',
  receiving: 'receiving',
  'server-processing': 'service works',
  verifying: 'verifying',
} as const;

/** Draws one transfer on a terminal's last line; silent elsewhere. */
export function createProgressBar(output: Output): { show(transfer: Transfer): void; end(): void } {
  let drawn = false;
  return {
    show(transfer) {
      if (!output.interactive) return;
      drawn = true;
      const text = progressLine(transfer).slice(0, (process.stderr.columns ?? 80) - 1);
      process.stderr.write(`\r\u001b[K${text}`);
    },
    end() {
      if (drawn) process.stderr.write('\r\u001b[K');
      drawn = false;
    },
  };
}

/** A transfer on one line, which may be longer than the terminal is wide. */
export function progressLine(transfer: Transfer): string {
  const { kind, bytesDone, bytesTotal, bytesPerSecond, etaSeconds } = transfer;
  const share = shareOf(transfer);
  const filled = Math.round((share ?? 0) * BAR_WIDTH);
  const bar =
    share === null
      ? ''
      : `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} % `;
  // A service that fetches by itself may tell no bytes at all.
  const isUncounted = kind === 'import' && bytesTotal === null && bytesDone === 0;
  const amount = isUncounted ? '' : ` ${bytes(bytesDone)}`;
  const speed = bytesPerSecond === null ? '' : ` · ${bytes(bytesPerSecond)}/s`;
  const eta = etaSeconds === null ? '' : ` · ${duration(etaSeconds)} left`;
  const attempt = transfer.attempt > 1 ? ` · try ${transfer.attempt}` : '';
  const title = printable(transfer.title).slice(0, 32);
  return `${title} ${bar}${wordOf(transfer)}${amount}${speed}${eta}${attempt}`;
}

/** How far the phase is; `null` where nobody says. What was sent says nothing of a service's own work. */
function shareOf({ kind, phase, service, bytesDone, bytesTotal }: Transfer): number | null {
  if (phase === 'server-processing') {
    if (service?.fraction != null) return Math.min(1, Math.max(0, service.fraction));
    if (kind !== 'import') return null;
  }
  return bytesTotal === null || bytesTotal === 0 ? null : Math.min(1, bytesDone / bytesTotal);
}

function wordOf({ connection, phase, service, stalled, state }: Transfer): string {
  if (service?.word != null) {
    const word = `${connection}: ${printable(service.word).slice(0, MOST_WORD_CHARACTERS)}`;
    return stalled ? `${word}, quiet` : word;
  }
  if (stalled) return 'stalled';
  return phase === null ? state : PHASE_WORDS[phase];
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
