import { AppError } from '#shared/errors/index.ts';
import type { ServiceProgress } from '../providers/provider.ts';
import { advance, callOf, enterPhase, type RunContext, tellImage } from './run-context.ts';

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
    const now = `${progress.document.image.serviceStatus} ${progress.bytesDone} ${progress.document.image.revision}`;
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
  if (job.record.spec.kind !== 'import') {
    job.meter.restart(job.meter.bytesDone, job.meter.bytesTotal, clock.now());
    return;
  }
  if (progress.bytesTotal !== null) job.meter.bytesTotal = progress.bytesTotal;
  if (progress.bytesDone !== null) advance(context, progress.bytesDone);
  else job.meter.restart(job.meter.bytesDone, job.meter.bytesTotal, clock.now());
}

function refusedByService({ job }: RunContext, { reason }: ServiceProgress): AppError {
  const { spec, title } = job.record;
  const why = reason === null ? 'It gave no reason.' : `It says: ${reason}`;
  return new AppError('INVALID', `${spec.connection} did not accept ${title}. ${why}`, {
    operation: `transfers.${spec.kind}`,
    hint: 'Check the format and what the service accepts, then try again.',
  });
}
