import { AppError, isAppError } from '#shared/errors/index.ts';
import type { Receipt } from '#shared/model/index.ts';
import type { UploadBody, UploadTicket } from '../../providers/provider.ts';
import { ByteHasher, knownAlgorithm } from '../hashing/byte-hasher.ts';
import { receiptOf } from '../receipts.ts';
import { advance, callOf, enterPhase, type JobRun, type RunContext, restartMeter } from '../run-context.ts';
import { noteLast, notePassage, sendBytes } from '../send-bytes.ts';
import { waitForService } from '../service-progress.ts';
import { standingImage } from '../standing-image.ts';
import { algorithmsFor, verdictOn } from '../verdict.ts';
import { verifyStored } from '../verify-stored.ts';
import { type CopySource, type CopySpec, openCopySource } from './copy-source.ts';
import { createRelay, type Relay } from './relay.ts';

const operation = 'transfers.copy';

/**
 * Copies an image to another service: bytes go from one's answer into the other's request and are hashed on the
 * way, for both of them. A new attempt begins at the first byte, with the same image as long as the target
 * lets it.
 */
export function createCopyRun(spec: CopySpec): JobRun {
  let source: CopySource | undefined;
  return {
    async attempt(context) {
      const { job, provider } = context;
      const hasDigests = (): boolean => Boolean(job.record.sending?.digests);
      try {
        if (!job.record.sent) source = await openCopySource(context, spec);
        const standing = await standingImage(
          context,
          async (call) => {
            source ??= await openCopySource(context, spec);
            return provider.beginUpload(spec.image, source.sizeBytes, call);
          },
          hasDigests,
        );
        if (!standing.sent) {
          source ??= await openCopySource(context, spec);
          await send(context, spec, standing.ticket, source);
        }
      } finally {
        source?.close();
        source = undefined;
      }
      return await finish(context, spec);
    },
    close: async () => undefined,
  };
}

async function send(
  context: RunContext,
  spec: CopySpec,
  ticket: UploadTicket,
  source: CopySource,
): Promise<void> {
  const { title } = context.job.record;
  const hashers = await openHashers(context, source);
  let relay: Relay | undefined;
  let isFlowing = true;
  const body = (signal: AbortSignal): UploadBody => ({
    sizeBytes: source.sizeBytes,
    open(offset) {
      const before = relay;
      const next = createRelay({
        ...hashers,
        context,
        source,
        signal,
        onSent: (bytes) => {
          advance(context, bytes);
          void enterPhase(context, 'sending');
        },
        onReceived: () => assertAsStored(context, source, hashers.given),
        onLast: async (bytes) => noteLast(context, bytes, await hashers.sent.digests()),
        onEnd: () => {
          isFlowing = false;
          void enterPhase(context, 'server-processing');
        },
      });
      relay = next;
      isFlowing = true;
      void notePassage(context);
      restartMeter(context, 0, source.sizeBytes);
      return (async function* () {
        await before?.stop();
        yield* next.bytes(offset);
      })();
    },
  });
  try {
    await sendBytes(context, spec, ticket, {
      body,
      isFlowing: () => isFlowing,
      waitsFor: () =>
        relay?.side === 'source' ? `${title} from ${source.connection}` : `${title} to ${spec.connection}`,
    });
    if (context.job.record.sending?.bytes == null) throw notAll(spec);
  } catch (error) {
    if (context.signal.aborted || isAppError(error, 'STALLED')) throw error;
    // What the target says of a body that broke off is not why it did.
    throw relay?.fault ?? error;
  } finally {
    await relay?.stop();
    await Promise.all([hashers.sent.close(), hashers.given.close()]);
  }
}

interface Hashers {
  readonly given: ByteHasher;
  readonly sent: ByteHasher;
}

async function openHashers(context: RunContext, { image, unpacks }: CopySource): Promise<Hashers> {
  const { hashAlgo } = await context.provider.capabilities(callOf(context));
  const ofTarget = algorithmsFor(hashAlgo);
  const ofSource = [image.checksum && knownAlgorithm(image.checksum.algo)].filter((algo) => algo != null);
  if (unpacks) return { given: new ByteHasher(ofSource), sent: new ByteHasher(ofTarget) };
  const both = new ByteHasher([...ofTarget, ...ofSource]);
  return { given: both, sent: both };
}

/** Throws `CORRUPT` if the source gave something else than it says it stores. */
async function assertAsStored({ job }: RunContext, source: CopySource, given: ByteHasher): Promise<void> {
  verdictOn(source.image.checksum, await given.digests(), {
    operation,
    what: `What ${source.connection} sent for ${job.record.title} is not what it says it stores`,
    hint: 'Nothing was copied. Try again; if it happens again, the network or the store is damaged.',
  });
}

async function finish(context: RunContext, spec: CopySpec): Promise<Receipt> {
  const { ticket, sending } = context.job.record;
  if (!ticket?.imageId) throw nameless(spec);
  const progress = await waitForService(context, ticket.imageId);
  await enterPhase(context, 'verifying');
  const digests = new Map(Object.entries(sending?.digests ?? {}));
  const bytes = sending?.bytes ?? 0;
  const hash = await verifyStored(context, progress, { bytes, digests });
  const sha256 = digests.get('sha256') ?? null;
  return receiptOf(context, { image: progress.document.image, bytes, sha256, hash });
}

function notAll({ connection }: CopySpec): AppError {
  return new AppError('PROTOCOL', `${connection} answered before it had taken all bytes.`, { operation });
}

function nameless({ connection }: CopySpec): AppError {
  return new AppError('PROTOCOL', `${connection} took the bytes but did not say which image they became.`, {
    operation,
    hint: 'Refresh the list of images: it may be there.',
  });
}
