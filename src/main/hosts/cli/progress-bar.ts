import type { Transfer } from '#shared/model/index.ts';
import { bytes, type Output, printable } from './output.ts';

const BAR_WIDTH = 24;
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
      process.stderr.write(`\r\u001b[K${line(transfer)}`);
    },
    end() {
      if (drawn) process.stderr.write('\r\u001b[K');
      drawn = false;
    },
  };
}

function line(transfer: Transfer): string {
  const { bytesDone, bytesTotal, bytesPerSecond, etaSeconds, phase, stalled } = transfer;
  const share = bytesTotal === null || bytesTotal === 0 ? null : Math.min(1, bytesDone / bytesTotal);
  const filled = Math.round((share ?? 0) * BAR_WIDTH);
  const bar =
    share === null
      ? ''
      : `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} % `;
  const speed = bytesPerSecond === null ? '' : ` · ${bytes(bytesPerSecond)}/s`;
  const eta = etaSeconds === null ? '' : ` · ${duration(etaSeconds)} left`;
  const word = stalled ? 'stalled' : phase === null ? transfer.state : PHASE_WORDS[phase];
  const attempt = transfer.attempt > 1 ? ` · try ${transfer.attempt}` : '';
  const title = printable(transfer.title).slice(0, 32);
  return `${title} ${bar}${word} ${bytes(bytesDone)}${speed}${eta}${attempt}`.slice(
    0,
    (process.stderr.columns ?? 80) - 1,
  );
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
