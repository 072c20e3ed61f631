import { isAppError } from '#shared/errors/index.ts';
import type { BeginCall, ServiceProgress, UploadTicket } from '../providers/provider.ts';
import { findLeftover, makeImage } from './made-image.ts';
import { callOf, type RunContext } from './run-context.ts';
import { findSent } from './sent-image.ts';

/** How long an image that was cut off may take to be ready for its bytes again. */
const SETTLE_POLLS = 20;

export interface StandingImage {
  readonly ticket: UploadTicket;
  /** It has all its bytes already: they are not sent again. */
  readonly sent: boolean;
}

/**
 * The image to send to: the one there is if it can still take the bytes, or a new one made with `begin`. One
 * that took all bytes is not sent to again, unless nobody knows their hashes any more (`canVerify`).
 */
export async function standingImage(
  context: RunContext,
  begin: (call: BeginCall) => Promise<UploadTicket>,
  canVerify: () => boolean,
): Promise<StandingImage> {
  const { job, provider, tuning, clock, signal } = context;
  const call = callOf(context);
  const ticket = job.record.ticket ?? (await findLeftover(context, call));
  if (ticket !== undefined && ticket !== job.record.ticket) await job.change({ ticket });
  const made = ticket && canVerify() ? await findSent(context, ticket, call) : undefined;
  if (made !== undefined) {
    await job.change({ ticket: made, sent: true });
    return { ticket: made, sent: true };
  }
  for (let polls = 0; ticket !== undefined; polls += 1) {
    if (!job.record.sent && (await provider.canResumeUpload(ticket, call))) return { ticket, sent: false };
    // It may have taken all bytes, with only the answer lost: then it is looked at, not sent again.
    const state = await stateOf(context, ticket);
    const isThere = state === 'done' || (state === 'working' && job.record.sent);
    if (isThere && canVerify()) return { ticket, sent: true };
    if (state === 'working' && polls < SETTLE_POLLS) {
      await clock.sleep(tuning.lastPollMs / 2, signal);
      continue;
    }
    await provider.abandonUpload(ticket, call);
    break;
  }
  return { ticket: await makeImage(context, begin), sent: false };
}

async function stateOf(
  context: RunContext,
  ticket: UploadTicket,
): Promise<ServiceProgress['state'] | 'gone'> {
  if (ticket.imageId === null) return 'gone';
  try {
    return (await context.provider.pollProgress(ticket.imageId, callOf(context))).state;
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND')) return 'gone';
    throw error;
  }
}
