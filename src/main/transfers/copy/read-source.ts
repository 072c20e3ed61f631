import { AppError } from '#shared/errors/index.ts';
import { forEachChunk } from '../for-each-chunk.ts';
import type { HashedIntake } from '../hashing/hashed-intake.ts';
import { isPassing, retryDelayMs } from '../retry.ts';
import { alive, callOf, type RunContext } from '../run-context.ts';
import type { CopySource } from './copy-source.ts';

/** How often in a row a source that broke off without a byte is gone on with; then the whole copy begins anew. */
const CONTINUATIONS = 3;

/** Reads all bytes of the source into `intake`, going on by Range after a cut where the source can. */
export async function readSource(
  context: RunContext,
  source: CopySource,
  intake: HashedIntake,
  signal: AbortSignal,
): Promise<void> {
  const { clock, tuning } = context;
  for (let failures = 0; ; ) {
    const from = intake.position;
    try {
      await readOnce(context, source, intake, signal);
      return;
    } catch (error) {
      const canGoOn = (source.canContinue || intake.position === 0) && isPassing(error);
      if (signal.aborted || !canGoOn || error instanceof CannotContinue) throw error;
      failures = intake.position > from ? 1 : failures + 1;
      if (failures > CONTINUATIONS) throw error;
      await clock.sleep(retryDelayMs(failures, tuning.firstRetryMs, error), signal);
    }
  }
}

async function readOnce(
  context: RunContext,
  source: CopySource,
  intake: HashedIntake,
  signal: AbortSignal,
): Promise<void> {
  const { givenBytes } = source;
  if (givenBytes !== null && intake.position === givenBytes && givenBytes > 0) return;
  const body = await source.open(intake.position, callOf(context, signal));
  const onAbort = (): void => body.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (body.offset !== intake.position) throw new CannotContinue(source.connection);
    await forEachChunk(body.bytes, (chunk) => {
      signal.throwIfAborted();
      alive(context);
      if (givenBytes !== null && intake.position + chunk.byteLength > givenBytes) {
        throw tooLong(context, source, givenBytes);
      }
      return intake.take(chunk);
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
    body.close();
  }
  if (givenBytes !== null && intake.position < givenBytes) throw short(context, source, intake.position);
}

/** The source began at its first byte though the rest was asked for. */
class CannotContinue extends AppError {
  constructor(connection: string) {
    super('UNAVAILABLE', `${connection} broke off and cannot go on in the middle.`, {
      operation: 'transfers.copy',
      hint: 'The copy begins anew.',
      retry: 'safe',
    });
  }
}

function short({ job }: RunContext, { connection, givenBytes }: CopySource, received: number): AppError {
  const { title } = job.record;
  return new AppError(
    'UNAVAILABLE',
    `${connection} ended ${title} after ${received} of ${givenBytes} bytes.`,
    {
      operation: 'transfers.copy',
      hint: 'Try again.',
      retry: 'safe',
    },
  );
}

function tooLong({ job }: RunContext, { connection }: CopySource, total: number): AppError {
  const { title } = job.record;
  return new AppError('CORRUPT', `${connection} sent more than the ${total} bytes of ${title}.`, {
    operation: 'transfers.copy',
    hint: 'Try again; if it happens again, a proxy before the service changes what it sends.',
  });
}
