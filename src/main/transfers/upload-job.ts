import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Receipt, TransferSpec } from '#shared/model/index.ts';
import { assertSafe, contradiction, inspectImage } from '../inspect/index.ts';
import type { ServiceProgress, UploadTicket } from '../providers/provider.ts';
import { ByteHasher, type Digests, knownAlgorithm } from './hashing/byte-hasher.ts';
import { hashedBody, hashSource } from './hashing/hashed-body.ts';
import { SlotRing } from './hashing/slot-ring.ts';
import { findLeftover, makeImage } from './made-image.ts';
import { receiptOf } from './receipts.ts';
import {
  advance,
  alive,
  callOf,
  enterPhase,
  type JobRun,
  type RunContext,
  restartMeter,
  whileBytesFlow,
} from './run-context.ts';
import { waitForService } from './service-progress.ts';
import { openSource } from './sources/open-source.ts';
import type { UploadSource } from './sources/upload-source.ts';
import { algorithmsFor, verdictOn } from './verdict.ts';

type UploadSpec = TransferSpec & { kind: 'upload' };

const operation = 'transfers.upload';
/** How long an image that was cut off may take to be ready for its bytes again. */
const SETTLE_POLLS = 20;

/**
 * Sends a file: inspects it, makes the image, sends and hashes the bytes, waits for the service, compares
 * the hashes. A new attempt uses the same image as long as the service lets it.
 */
export function createUploadRun(spec: UploadSpec): JobRun {
  let source: UploadSource | undefined;
  let hasher: ByteHasher | undefined;
  let inspected = false;
  /** The hasher has seen all bytes. */
  let hashed = false;

  const open = async (context: RunContext): Promise<{ source: UploadSource; hasher: ByteHasher }> => {
    source ??= await openSource(spec.source, context.deps.pageFiles);
    await source.assertUnchanged();
    if (hasher === undefined) {
      const { hashAlgo } = await context.provider.capabilities(callOf(context));
      hasher = new ByteHasher(algorithmsFor(hashAlgo));
    }
    // An empty file is never read, and has a hash all the same.
    await hasher.restart(new SlotRing(1, 1));
    return { source, hasher };
  };

  return {
    async attempt(context) {
      const { job } = context;
      source ??= await openSource(spec.source, context.deps.pageFiles);
      await source.assertUnchanged();
      if (!inspected && !job.record.sent) await inspect(context, spec, source);
      inspected = true;
      const opened = await open(context);
      const standing = await standingImage(context, spec);
      if (!standing.sent) {
        hashed = false;
        await send(context, spec, standing.ticket, opened);
        hashed = true;
      }
      const imageId = job.record.ticket?.imageId;
      if (!imageId) throw nameless(spec);
      const progress = await waitForService(context, imageId);
      await enterPhase(context, 'verifying');
      if (!hashed) await rehash(context, opened);
      hashed = true;
      return verify(context, progress, opened);
    },
    async close() {
      await hasher?.close();
      await source?.close();
    },
  };
}

/** Looks at the content before anything is asked of the service. */
async function inspect(context: RunContext, { image }: UploadSpec, source: UploadSource): Promise<void> {
  const { signal } = context;
  await enterPhase(context, 'inspecting');
  const inspection = await inspectImage(source.randomAccess(signal), source.fileName, signal);
  assertSafe(inspection, operation);
  if (inspection.wrapper !== null) return;
  const wrong = contradiction(inspection, image.diskFormat);
  if (wrong === undefined) return;
  throw new AppError('INVALID', wrong.message, {
    operation,
    hint: inspection.diskFormat ? `Choose ${inspection.diskFormat} as the disk format.` : undefined,
  });
}

/** The image to send to: the one there is if it can still take the bytes, or a new one. */
async function standingImage(
  context: RunContext,
  spec: UploadSpec,
): Promise<{ readonly ticket: UploadTicket; readonly sent: boolean }> {
  const { job, provider, tuning, clock, signal } = context;
  const call = callOf(context);
  const ticket = job.record.ticket ?? (await findLeftover(context, call));
  for (let polls = 0; ticket !== undefined; polls += 1) {
    if (!job.record.sent && (await provider.canResumeUpload(ticket, call))) {
      await job.change({ ticket });
      return { ticket, sent: false };
    }
    // It may have taken all bytes, with only the answer lost: then it is looked at, not sent again.
    const state = await stateOf(context, ticket);
    if (state === 'done' || (state === 'working' && job.record.sent)) {
      await job.change({ ticket });
      return { ticket, sent: true };
    }
    if (state === 'working' && polls < SETTLE_POLLS) {
      await clock.sleep(tuning.lastPollMs / 2, signal);
      continue;
    }
    await provider.abandonUpload(ticket, call);
    break;
  }
  const made = await makeImage(context, (late) =>
    provider.beginUpload(spec.image, spec.source.sizeBytes, late),
  ).catch(async (error: unknown) => {
    // A refusal is an answer: nothing was made.
    if (isAppError(error) && error.retry === 'never' && job.record.ticket === null && !signal.aborted) {
      await job.change({ intentAt: null });
    }
    throw error;
  });
  return { ticket: made, sent: false };
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

async function send(
  context: RunContext,
  spec: UploadSpec,
  ticket: UploadTicket,
  { source, hasher }: { readonly source: UploadSource; readonly hasher: ByteHasher },
): Promise<void> {
  const { job, provider } = context;
  restartMeter(context, 0, source.sizeBytes);
  let left = 0;
  let surveying = false;
  const onSurveyed = (bytes: number): void => {
    if (!surveying) void enterPhase(context, 'inspecting');
    surveying = true;
    advance(context, bytes);
  };
  const onSent = (bytes: number): void => {
    if (surveying) restartMeter(context, bytes, source.sizeBytes);
    surveying = false;
    left = bytes;
    advance(context, bytes);
    // Once all bytes have left the service works; its silence is no stall.
    void enterPhase(context, left === source.sizeBytes ? 'server-processing' : 'sending');
  };
  const after = await whileBytesFlow(
    context,
    () => left < source.sizeBytes,
    (signal) =>
      provider.sendBytes(
        ticket,
        spec.image,
        hashedBody({ source, hasher, signal, onSent, onSurveyed, onAlive: () => alive(context) }),
        callOf(context, signal),
      ),
  );
  if (hasher.bytes !== source.sizeBytes) {
    throw new AppError('PROTOCOL', `${spec.connection} took only ${left} of ${source.sizeBytes} bytes.`, {
      operation,
    });
  }
  await job.change({ ticket: after, sent: true });
  await source.assertUnchanged();
}

/** Hashes a file whose bytes left in an earlier life of the process. */
async function rehash(
  context: RunContext,
  { source, hasher }: { readonly source: UploadSource; readonly hasher: ByteHasher },
): Promise<void> {
  restartMeter(context, 0, source.sizeBytes);
  await hashSource(source, hasher, context.signal, (bytes) => advance(context, bytes));
  await source.assertUnchanged();
}

async function verify(
  context: RunContext,
  { document, hash }: ServiceProgress,
  { source, hasher }: { readonly source: UploadSource; readonly hasher: ByteHasher },
): Promise<Receipt> {
  const { job } = context;
  let digests: Digests = await hasher.digests();
  const sha256 = digests.get('sha256') ?? null;
  const algo = hash === null ? undefined : knownAlgorithm(hash.algo);
  if (algo !== undefined && !digests.has(algo)) digests = await digestsOf(context, source, algo);
  // Where the provider packs the bytes on the way, the service's hash is of something else.
  const comparable =
    job.record.ticket?.notes?.['transformed'] === 'true' ? new Map<string, string>() : digests;
  const verdict = verdictOn(hash, comparable, {
    operation,
    what: `${document.image.connection} stored something else than what was sent for ${job.record.title}`,
    hint: 'The image was removed. Try again; if it happens again, the network or the store is damaged.',
  });
  assertSize(context, document.image.sizeBytes, source.sizeBytes, verdict?.verified ?? false);
  return receiptOf(context, { image: document.image, bytes: source.sizeBytes, sha256, hash: verdict });
}

/** Without a hash the size is all there is to compare. */
function assertSize({ job }: RunContext, stored: number | null, sent: number, verified: boolean): void {
  if (verified || stored === null || stored === sent) return;
  if (job.record.ticket?.notes?.['transformed'] === 'true') return;
  const { connection } = job.record.spec;
  throw new AppError('CORRUPT', `${connection} stored ${stored} of ${sent} bytes of ${job.record.title}.`, {
    operation,
    hint: 'The image was removed. Try again.',
  });
}

/** The service turned out to use another algorithm than it had said: the source is read once more. */
async function digestsOf(context: RunContext, source: UploadSource, algo: string): Promise<Digests> {
  const extra = new ByteHasher([algo]);
  try {
    await rehash(context, { source, hasher: extra });
    return await extra.digests();
  } finally {
    await extra.close();
  }
}

function nameless({ connection }: UploadSpec): AppError {
  return new AppError('PROTOCOL', `${connection} took the bytes but did not say which image they became.`, {
    operation,
    hint: 'Refresh the list of images: it may be there.',
  });
}
