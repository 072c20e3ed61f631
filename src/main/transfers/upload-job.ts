import { AppError } from '#shared/errors/index.ts';
import { DISK_FORMAT_PROPERTY, type Receipt, type TransferSpec } from '#shared/model/index.ts';
import { assertSafe, contradiction, inspectImage } from '../inspect/index.ts';
import type { BeginCall, ServiceProgress, UploadTicket } from '../providers/provider.ts';
import { ByteHasher, type Digests } from './hashing/byte-hasher.ts';
import { hashedBody, hashSource } from './hashing/hashed-body.ts';
import { SlotRing } from './hashing/slot-ring.ts';
import { receiptOf } from './receipts.ts';
import {
  advance,
  alive,
  callOf,
  enterPhase,
  type JobRun,
  type RunContext,
  restartMeter,
} from './run-context.ts';
import { noteLast, notePassage, sendBytes } from './send-bytes.ts';
import { waitForService } from './service-progress.ts';
import { openSource } from './sources/open-source.ts';
import type { UploadSource } from './sources/upload-source.ts';
import { standingImage } from './standing-image.ts';
import { algorithmsFor } from './verdict.ts';
import { verifyStored } from './verify-stored.ts';

type UploadSpec = TransferSpec & { kind: 'upload' };

const operation = 'transfers.upload';

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
      const begin = (call: BeginCall): Promise<UploadTicket> =>
        context.provider.beginUpload(spec.image, spec.source.sizeBytes, call);
      const standing = await standingImage(context, begin, () => true);
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
  // On a service that has no word for the format, a property says what the bytes are.
  const wrong = contradiction(inspection, image.diskFormat);
  if (wrong === undefined || image.properties?.[DISK_FORMAT_PROPERTY] === inspection.diskFormat) return;
  throw new AppError('INVALID', wrong.message, {
    operation,
    hint: inspection.diskFormat ? `Choose ${inspection.diskFormat} as the disk format.` : undefined,
  });
}

async function send(
  context: RunContext,
  spec: UploadSpec,
  ticket: UploadTicket,
  { source, hasher }: { readonly source: UploadSource; readonly hasher: ByteHasher },
): Promise<void> {
  restartMeter(context, 0, source.sizeBytes);
  let left = 0;
  let surveying = false;
  const onOpen = (): void => void notePassage(context);
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
  const onAlive = (): void => alive(context);
  const onLast = (): Promise<void> => noteLast(context, source.sizeBytes);
  await sendBytes(context, spec, ticket, {
    body: (signal) => hashedBody({ source, hasher, signal, onOpen, onSent, onLast, onSurveyed, onAlive }),
    isFlowing: () => left < source.sizeBytes,
  });
  if (hasher.bytes !== source.sizeBytes) {
    throw new AppError('PROTOCOL', `${spec.connection} took only ${left} of ${source.sizeBytes} bytes.`, {
      operation,
    });
  }
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
  progress: ServiceProgress,
  { source, hasher }: { readonly source: UploadSource; readonly hasher: ByteHasher },
): Promise<Receipt> {
  const digests = await hasher.digests();
  const bytes = source.sizeBytes;
  const digestsOf = (algo: string): Promise<Digests> => rehashAs(context, source, algo);
  const hash = await verifyStored(context, progress, { bytes, digests, digestsOf });
  const sha256 = digests.get('sha256') ?? null;
  return receiptOf(context, { image: progress.document.image, bytes, sha256, hash });
}

/** The service turned out to use another algorithm than it had said: the source is read once more. */
async function rehashAs(context: RunContext, source: UploadSource, algo: string): Promise<Digests> {
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
