import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Receipt, TransferSpec } from '#shared/model/index.ts';
import { isSameExpectation, type Shown, showExpected } from './expected-image.ts';
import { forEachChunk } from './for-each-chunk.ts';
import { ByteHasher } from './hashing/byte-hasher.ts';
import { readHashed } from './hashing/hash-reader.ts';
import { HashedIntake } from './hashing/hashed-intake.ts';
import { SlotRing } from './hashing/slot-ring.ts';
import { receiptOf } from './receipts.ts';
import {
  advance,
  callOf,
  enterPhase,
  type JobRun,
  type RunContext,
  restartMeter,
  tellImage,
  whileBytesFlow,
} from './run-context.ts';
import type { DownloadSink } from './sinks/download-sink.ts';
import { openSink } from './sinks/open-sink.ts';
import { algorithmsFor, verdictOn } from './verdict.ts';

type DownloadSpec = TransferSpec & { kind: 'download' };

const operation = 'transfers.download';

/** What stays open between the attempts of one run. */
interface Open {
  readonly sink: DownloadSink;
  readonly hasher: ByteHasher;
  readonly shown: Shown;
  /** Bytes that are in the sink and in the hasher. */
  position: number;
  /** They did not come in one piece: some are from an earlier request or an earlier life of the process. */
  continued: boolean;
}

/**
 * Receives an image: continues what is there by Range, hashes while writing, compares with what the service
 * says, and only then gives the file its name.
 */
export function createDownloadRun(spec: DownloadSpec): JobRun {
  let open: Open | undefined;
  const close = async (): Promise<void> => {
    const closing = open;
    open = undefined;
    await closing?.hasher.close();
    await closing?.sink.close();
  };
  return {
    async attempt(context) {
      await enterPhase(context, 'receiving');
      const shown = await showExpected(context, spec);
      await tellImage(context, shown.document);
      if (open && !isSameExpectation(open.shown.expected, shown.expected)) await restart(context, open);
      open = { ...(open ?? (await openFor(context, spec, shown))), shown };
      const current = open;
      const interrupt = (): void => current.sink.interrupt();
      context.signal.addEventListener('abort', interrupt, { once: true });
      try {
        await receiveAll(context, spec, current);
        return await verified(context, current);
      } catch (error) {
        if (!isAppError(error, 'CORRUPT')) throw error;
        if (!current.continued || !current.sink.canRestart) {
          await current.sink.discard(error);
          throw error;
        }
        // The pieces may not fit, or one was damaged meanwhile: once more, in one piece.
        context.deps.log.info({ transfer: context.job.record.id }, 'Kept bytes were wrong; starting anew.');
        await restart(context, current);
        await receiveAll(context, spec, current);
        return await verified(context, current).catch(async (again: unknown) => {
          if (isAppError(again, 'CORRUPT')) await current.sink.discard(again);
          throw again;
        });
      } finally {
        context.signal.removeEventListener('abort', interrupt);
      }
    },
    close,
  };
}

async function openFor(context: RunContext, spec: DownloadSpec, shown: Shown): Promise<Open> {
  const sink = await openSink(context, spec, shown.expected);
  const { hash, sizeBytes } = shown.expected;
  const hasher = new ByteHasher(algorithmsFor(hash?.algo ?? null));
  const open: Open = { sink, hasher, shown, position: 0, continued: sink.keptBytes > 0 };
  try {
    await hasher.restart(new SlotRing(1, 1));
    restartMeter(context, sink.keptBytes, sizeBytes);
    if (open.continued) await hashKept(context, open);
    return open;
  } catch (error) {
    await hasher.close();
    await sink.close();
    throw error;
  }
}

/** The bytes that are there already go through the hasher before any new one. */
async function hashKept({ signal }: RunContext, open: Open): Promise<void> {
  const ring = new SlotRing();
  await open.hasher.restart(ring);
  let next = 0;
  const reader = {
    async fill(target: Uint8Array) {
      signal.throwIfAborted();
      const position = next;
      next += target.byteLength;
      let filled = 0;
      while (filled < target.byteLength) {
        const count = await open.sink.read(target.subarray(filled), position + filled);
        if (count === 0) break;
        filled += count;
      }
      return filled;
    },
    close: async () => undefined,
  };
  for await (const { position, length } of readHashed(reader, open.sink.keptBytes, ring, open.hasher)) {
    open.position = position + length;
  }
}

async function restart(context: RunContext, open: Open): Promise<void> {
  await open.sink.restart();
  await open.hasher.restart(new SlotRing(1, 1));
  open.position = 0;
  open.continued = false;
  restartMeter(context, 0, open.shown.expected.sizeBytes);
}

/** A receiver that does not take bytes is no stall of the service. */
interface Flow {
  isReceiving: boolean;
  waitsForSink: boolean;
}

/** One request; throws `UNAVAILABLE` (to be tried again, from where it ended) if the body was short. */
async function receiveAll(context: RunContext, spec: DownloadSpec, open: Open): Promise<void> {
  const total = open.shown.expected.sizeBytes;
  if (total !== null && open.position === total && total > 0) return;
  await enterPhase(context, 'receiving');
  restartMeter(context, open.position, total);
  open.continued ||= open.position > 0;
  const flow: Flow = { isReceiving: true, waitsForSink: false };
  await whileBytesFlow(
    context,
    () => flow.isReceiving && !flow.waitsForSink,
    async (signal) => {
      const body = await context.provider.openDownload(spec.imageId, open.position, callOf(context, signal));
      const onAbort = (): void => body.close();
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        if (body.offset !== open.position) await beginAnew(context, open, body.offset);
        await takeBody(context, open, body.bytes, flow, signal);
      } finally {
        flow.isReceiving = false;
        signal.removeEventListener('abort', onAbort);
        body.close();
      }
    },
  );
  if (total !== null && open.position < total) throw short(context, open.position, total);
}

/** The service began at the first byte though the rest was asked for. */
async function beginAnew(context: RunContext, open: Open, offset: number): Promise<void> {
  if (offset !== 0) {
    throw new AppError('PROTOCOL', `The service gave bytes from ${offset}, not from ${open.position}.`, {
      operation,
    });
  }
  await restart(context, open);
}

async function takeBody(
  context: RunContext,
  open: Open,
  bytes: AsyncIterable<Uint8Array>,
  flow: Flow,
  signal: AbortSignal,
): Promise<void> {
  const total = open.shown.expected.sizeBytes;
  const intake = await HashedIntake.start(open.hasher, open.position, (slot, position) =>
    open.sink.write(slot, position),
  );
  try {
    await forEachChunk(bytes, (chunk) => {
      signal.throwIfAborted();
      if (total !== null && intake.position + chunk.byteLength > total) throw tooLong(context, total);
      const waiting = intake.take(chunk);
      if (waiting === undefined) {
        advance(context, intake.position);
        return undefined;
      }
      flow.waitsForSink = true;
      return waiting.then(() => {
        flow.waitsForSink = false;
        advance(context, intake.position);
      });
    });
    signal.throwIfAborted();
  } finally {
    // Also after a cut: what came is kept, and the next attempt goes on behind it.
    const reached = intake.position;
    await intake.flush();
    open.position = reached;
  }
}

async function verified(context: RunContext, open: Open): Promise<Receipt> {
  const { job } = context;
  await enterPhase(context, 'verifying');
  const digests = await open.hasher.digests();
  const { expected, document } = open.shown;
  const hash = verdictOn(expected.hash, digests, {
    operation,
    what: `What ${expected.connection} sent for ${job.record.title} is not what it says it stores`,
    hint: 'The file was removed. Try again; if it happens again, the network or the store is damaged.',
  });
  context.signal.throwIfAborted();
  const path = await open.sink.commit();
  if (path !== null) await job.change({ filePath: path, otherEnd: path });
  return receiptOf(context, {
    image: document.image,
    bytes: open.position,
    sha256: digests.get('sha256') ?? null,
    hash,
  });
}

function short({ job }: RunContext, received: number, total: number): AppError {
  const { connection } = job.record.spec;
  return new AppError(
    'UNAVAILABLE',
    `${connection} ended ${job.record.title} after ${received} of ${total} bytes.`,
    {
      operation,
      hint: 'Try again: it continues where it ended.',
      retry: 'safe',
    },
  );
}

/** More than the image has is not the image: a beginning that does not fit, or a wrong answer. */
function tooLong({ job }: RunContext, total: number): AppError {
  const { connection } = job.record.spec;
  return new AppError('CORRUPT', `${connection} sent more than the ${total} bytes of ${job.record.title}.`, {
    operation,
    hint: 'Try again; if it happens again, a proxy before the service changes what it sends.',
  });
}
