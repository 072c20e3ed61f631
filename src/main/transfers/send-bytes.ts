import { isAppError } from '#shared/errors/index.ts';
import type { TransferSpec } from '#shared/model/index.ts';
import type { UploadBody, UploadTicket } from '../providers/provider.ts';
import type { Digests } from './hashing/byte-hasher.ts';
import { LATE_ANSWER_MS, withLateAnswer } from './late-answer.ts';
import { callOf, isoNow, type RunContext, whileBytesFlow } from './run-context.ts';
import { namesakes } from './sent-image.ts';

type Sent = TransferSpec & { kind: 'upload' | 'copy' };

/** The bytes that an upload or a copy sends. */
export interface Outgoing {
  body(signal: AbortSignal): UploadBody;
  /** Do bytes still have to leave? Once they have, the service's silence is no stall. */
  isFlowing(): boolean;
  /** What is waited for, for the words of a stall. */
  waitsFor?(): string;
}

/**
 * Sends the bytes to the ticket's image and keeps in the journal how far that is. A service that makes the image
 * of the bytes is given a moment to say which one it is, even after a cancel.
 */
export async function sendBytes(
  context: RunContext,
  spec: Sent,
  ticket: UploadTicket,
  outgoing: Outgoing,
): Promise<void> {
  const { job, provider, clock } = context;
  const isNameless = ticket.imageId === null;
  const before = isNameless ? await namesakes(context, callOf(context)) : [];
  const begunAt = isoNow(clock);
  await job.change({ sending: { begunAt, namesakes: before, bytes: null, lastAt: null, digests: null } });
  const grace = (): number => (isNameless && !outgoing.isFlowing() ? LATE_ANSWER_MS : 0);
  const after = await withLateAnswer(context.signal, grace, (late) =>
    whileBytesFlow(
      { ...context, signal: late },
      () => outgoing.isFlowing(),
      (signal) => provider.sendBytes(ticket, spec.image, outgoing.body(signal), callOf(context, signal)),
      outgoing.waitsFor,
    ),
  ).catch(async (error: unknown) => {
    if (isNameless && isRefusal(error)) await job.change({ sending: null });
    throw error;
  });
  await job.change({ ticket: after, sent: true });
  context.signal.throwIfAborted();
}

/**
 * The service's no: it made nothing of the bytes. Then none may be looked for, since what has the name and size
 * is the one that it gave as its reason.
 */
function isRefusal(error: unknown): boolean {
  return isAppError(error, 'CONFLICT', 'INVALID', 'FORBIDDEN', 'AUTH_REQUIRED', 'TOO_LARGE', 'QUOTA');
}

/** The bytes begin to leave, perhaps once more: what was noted of an earlier passage was answered. */
export async function notePassage({ job }: RunContext): Promise<void> {
  const { sending } = job.record;
  if (sending && sending.bytes !== null) {
    await job.change({ sending: { ...sending, bytes: null, lastAt: null, digests: null } });
  }
}

/**
 * The last bytes are about to leave. In the journal when it ends, and so before the service can have them all:
 * it may make the image and be cut off before anything more is heard of it.
 */
export async function noteLast(
  { job, clock }: RunContext,
  bytes: number,
  digests: Digests | null = null,
): Promise<void> {
  const { sending } = job.record;
  if (!sending || sending.bytes === bytes) return;
  const lastAt = isoNow(clock);
  const hashes = digests && Object.fromEntries(digests);
  await job.change({ sending: { ...sending, bytes, lastAt, digests: hashes } });
}
