import type { Transfer } from '#shared/model/index.ts';
import { sayError } from '../../app/error-words.ts';
import { bytesFraction } from './phase-bar-shares.ts';

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
  const tenth = Math.floor((bytesFraction(now) ?? 0) * 10);
  if (tenth <= Math.floor((bytesFraction(before) ?? 0) * 10)) return undefined;
  return { text: `${now.title} ${tenth * 10} percent`, urgency: 'polite' };
}
