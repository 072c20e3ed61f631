import { AppError, isAppError, toAppError } from '#shared/errors/index.ts';
import type { BeginCall, Call, UploadTicket } from '../providers/provider.ts';
import { LATE_ANSWER_MS, withLateAnswer } from './late-answer.ts';
import type { TransferRecord } from './record.ts';
import { isPassing, retryDelayMs } from './retry.ts';
import { callOf, isoNow, type RunContext } from './run-context.ts';
import { findSent, LEFTOVER_WINDOW_MS } from './sent-image.ts';

const REMOVE_TRIES = 4;
const REMOVE_TIMEOUT_MS = 60_000;

/**
 * Makes the image with `begin`, so that it is never left unnamed: the intent is in the journal before, the
 * ticket right after, or before as well where the provider chooses the id. A cancel meanwhile waits a little for the answer.
 */
export async function makeImage(
  context: RunContext,
  begin: (call: BeginCall) => Promise<UploadTicket>,
): Promise<UploadTicket> {
  const { job, clock, signal } = context;
  await job.change({ intentAt: isoNow(clock), ticket: null, sent: false, sending: null });
  const onChosen = (chosen: UploadTicket): Promise<void> => job.change({ ticket: chosen });
  const ticket = await withLateAnswer(
    signal,
    () => LATE_ANSWER_MS,
    (late) => begin({ ...callOf(context, late), onChosen }),
  ).catch(async (error: unknown) => {
    // A refusal is an answer: nothing was made, and what has the name is somebody else's.
    if (isAppError(error) && error.retry === 'never' && !signal.aborted) {
      await job.change({ intentAt: null, ticket: null });
    }
    throw error;
  });
  await job.change({ ticket });
  signal.throwIfAborted();
  return ticket;
}

/**
 * The image that a lost answer left: the one that waits for bytes under the very name, made when this
 * transfer asked for it. With any doubt: none.
 */
export async function findLeftover(context: RunContext, call: Call): Promise<UploadTicket | undefined> {
  const { spec, intentAt } = context.job.record;
  if (intentAt === null || spec.kind === 'download') return undefined;
  const asked = Date.parse(intentAt);
  const found: string[] = [];
  for await (const page of context.provider.list({ name: spec.image.name }, call)) {
    for (const { image } of page) {
      const made = Date.parse(image.createdAt ?? '');
      const fits =
        image.name === spec.image.name &&
        image.status === 'waiting' &&
        Math.abs(made - asked) <= LEFTOVER_WINDOW_MS &&
        !context.isOthers(image.id);
      if (fits) found.push(image.id);
    }
  }
  const [imageId] = found;
  return found.length === 1 && imageId !== undefined ? { imageId } : undefined;
}

/**
 * Removes what the transfer made in the service, trying a few times. Gives the error if it could not: then
 * the record says `cleanup`, and it is tried again later.
 */
export async function removeMade(context: Omit<RunContext, 'signal'>): Promise<AppError | undefined> {
  const { job, provider, clock, tuning } = context;
  for (let failures = 0; ; ) {
    const signal = AbortSignal.timeout(REMOVE_TIMEOUT_MS);
    const full: RunContext = { ...context, signal };
    try {
      const ticket = job.record.ticket ?? (await findLeftover(full, callOf(full)));
      if (ticket !== undefined) {
        const made = await findSent(full, ticket, callOf(full));
        await provider.abandonUpload(made ?? ticket, callOf(full));
      }
      await job.change({ ticket: null, intentAt: null, sent: false, sending: null, cleanup: false });
      return undefined;
    } catch (error) {
      failures += 1;
      const failure = signal.aborted
        ? timedOut(job.record.spec.connection)
        : toAppError(error, callOf(full).operation);
      if (failures === REMOVE_TRIES || !isPassing(failure)) {
        // What is refused for good is said, and not tried for ever.
        await job.change({
          cleanup: isPassing(failure) || isAppError(failure, 'AUTH_REQUIRED', 'TLS_UNTRUSTED'),
        });
        return failure;
      }
      await clock.sleep(
        retryDelayMs(failures, tuning.firstRetryMs / 2, failure),
        new AbortController().signal,
      );
    }
  }
}

/** The words for an image that could not be removed. */
export function leftBehind({ spec, ticket, title, cleanup }: TransferRecord, why: AppError): string {
  const image = ticket?.imageId ? `the image ${ticket.imageId}` : `an image named ${title}`;
  const later = cleanup ? 'Argosy tries again when the service can be reached.' : 'Remove it by hand.';
  return `On ${spec.connection} ${image} may be left, because removing it failed: ${why.message} ${later}`;
}

function timedOut(connection: string): AppError {
  return new AppError('TIMEOUT', `${connection} did not answer in time.`, {
    operation: 'transfers.cancel',
    retry: 'safe',
  });
}
