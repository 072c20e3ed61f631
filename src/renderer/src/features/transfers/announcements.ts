import type { Transfer } from '#shared/model/index.ts';
import { sayError } from '../../app/error-words.ts';
import { bytesFraction, serviceFraction } from './phase-bar-shares.ts';

export interface Announcement {
  readonly text: string;
  readonly urgency: 'polite' | 'assertive';
}

/** What to say aloud when a transfer moved: every tenth part, the end, and at once a failure. */
export function announcementFor(before: Transfer | undefined, now: Transfer): Announcement | undefined {
  if (before?.state !== now.state) {
    if (now.state === 'failed') {
      const why = now.error === null ? '' : `: ${sayError(now.error).title}`;
      return { text: `${now.title} failed${why}`, urgency: 'assertive' };
    }
    if (now.state === 'succeeded') {
      const verified = now.receipt?.hash?.verified === true;
      return { text: `${now.title} ${verified ? 'done and verified' : 'done'}`, urgency: 'polite' };
    }
    if (now.state === 'paused') return { text: `${now.title} paused`, urgency: 'polite' };
  }
  if (now.state !== 'running' || before === undefined) return undefined;
  if (now.stalled && !before.stalled) return { text: `${now.title}: no byte moves`, urgency: 'polite' };
  // The service's own work begins to count anew, and what comes after it counts no more.
  const known = isService(now) === isService(before) ? tenthOf(before) : isService(now) ? 0 : 10;
  if (tenthOf(now) <= known) return undefined;
  const who = isService(now) && now.kind !== 'import' ? ` on ${now.connection}` : '';
  return { text: `${now.title}${who} ${tenthOf(now) * 10} percent`, urgency: 'polite' };
}

/** How many tenths of its bytes are done, or of the service's own work once that is on. */
function tenthOf(transfer: Transfer): number {
  return Math.floor(((isService(transfer) ? serviceFraction(transfer) : bytesFraction(transfer)) ?? 0) * 10);
}

function isService({ phase }: Transfer): boolean {
  return phase === 'server-processing';
}
