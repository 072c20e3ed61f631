import { AppError } from '#shared/errors/index.ts';
import { plainLine } from '../http/index.ts';
import type { ServiceProgress } from '../providers/provider.ts';
import { advance, callOf, enterPhase, type RunContext, tellImage } from './run-context.ts';

const MOST_WORD_CHARACTERS = 24;

/**
 * Waits until the service is done with an image, however long that takes: a service at work is never timed
 * out, only said to be quiet. A service that cannot be asked is the caller's to try again.
 * Throws what the service gives as the reason when it failed.
 */
export async function waitForService(context: RunContext, imageId: string): Promise<ServiceProgress> {
  const { job, clock, tuning, provider, signal } = context;
  await enterPhase(context, 'server-processing');
  let waitMs = tuning.firstPollMs;
  let before = '';
  for (;;) {
    const progress = await provider.pollProgress(imageId, callOf(context));
    await tellImage(context, progress.document);
    if (progress.state === 'done') return progress;
    if (progress.state === 'failed') throw refusedByService(context, progress);
    const { serviceStatus, revision } = progress.document.image;
    const now = `${serviceStatus} ${progress.bytesDone} ${progress.fraction} ${revision}`;
    if (now !== before) {
      before = now;
      noteChange(context, progress);
      waitMs = tuning.firstPollMs;
    }
    job.touch();
    await clock.sleep(waitMs, signal);
    waitMs = Math.min(tuning.lastPollMs, waitMs * 1.5);
  }
}

/** A sign of life ends the quiet; bytes count only where the service, not this process, moves them. */
function noteChange(context: RunContext, progress: ServiceProgress): void {
  const { job, clock } = context;
  const { serviceStatus } = progress.document.image;
  job.noteService({ word: wordOf(serviceStatus), fraction: progress.fraction });
  if (job.record.spec.kind !== 'import') {
    job.meter.restart(job.meter.bytesDone, job.meter.bytesTotal, clock.now());
    return;
  }
  if (progress.bytesTotal !== null) job.meter.bytesTotal = progress.bytesTotal;
  if (progress.bytesDone !== null) advance(context, progress.bytesDone);
  else job.meter.restart(job.meter.bytesDone, job.meter.bytesTotal, clock.now());
}

/** What is longer than a word would push out how far it is. */
function wordOf(serviceStatus: string | null): string | null {
  const characters = [...plainLine(serviceStatus ?? '')];
  if (characters.length === 0) return null;
  if (characters.length <= MOST_WORD_CHARACTERS) return characters.join('');
  return `${characters.slice(0, MOST_WORD_CHARACTERS - 1).join('')}…`;
}

function refusedByService({ job }: RunContext, { reason }: ServiceProgress): AppError {
  const { spec, title } = job.record;
  const why = reason === null ? 'It gave no reason.' : `It says: ${reason}`;
  return new AppError('INVALID', `${spec.connection} did not accept ${title}. ${why}`, {
    operation: `transfers.${spec.kind}`,
    hint: 'Check the format and what the service accepts, then try again.',
  });
}
